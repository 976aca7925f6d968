"""Who we are to those whose pages we read."""

from cleaners.version import __version__

HOME = "https://github.com/copydesk/copydesk"


def user_agent(contact: str | None = None) -> str:
    """The name that we give, and whom to write to: our home, and the user's mail or page, where there is one."""
    return f"Copydesk/{__version__} (+{HOME}; {contact})" if contact else f"Copydesk/{__version__} (+{HOME})"
