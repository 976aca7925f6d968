"""What stands between a spider and the network."""

CONDITIONAL = "conditional"
"""The key of a request's meta that asks for its document only if it has changed (conditional.py)."""
VALIDATORS = "validators"
"""The key of a request's meta with what is known of the page's version; its answer may then be 304 (conditional.py)."""
RESERVATIONS = "reservations"
"""The key of a request's meta with what robots.txt reserves of its page (robots.py); spiders give it to the hints."""
