"""The command `copydesk`."""


def main() -> None:
    """Run the command."""
