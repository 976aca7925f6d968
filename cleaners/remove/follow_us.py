"""Rows of accounts, and the lines that ask to follow them."""

from cleaners.cleaner import Cleaner
from cleaners.containers import Containers

WORDS = frozenset(
    """follow-us follow-buttons follow-button follow-links follow-google-news google-follow-button googlefollowbutton
    google-news-button social-follow social-icons social-links social-media-links social-menu social-networks
    social-profiles whatsapp-channel telegram-channel""".split()
)


def follow_us(phrases: Cleaner) -> Containers:
    """The cleaner; `phrases` are the rules of follow_us.toml."""
    return Containers("follow_us", WORDS, "belongs to a row of accounts to follow", phrases)
