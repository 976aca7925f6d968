"""The command `copydesk`: what a person types, and nothing that another program needs.

Reading this package must stay cheap (`copydesk --help` answers at once): its modules import click and the standard
library, and fetch all else inside the function that needs it.
"""

from crawler.cli.guard import main

__all__ = ["main"]
