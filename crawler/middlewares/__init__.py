"""What stands between a spider and the network."""

CONDITIONAL = "conditional"
"""The key of a request's meta that asks for its document only if it has changed (conditional.py)."""
