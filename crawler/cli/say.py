"""What the command says to the person beside its data: on stderr, one sentence a line, each with our name."""

import os
import sys

import click

UNAVAILABLE = os.EX_TEMPFAIL
"""The exit status that sysexits.h has for it (EX_TEMPFAIL)."""


class Misconfigured(click.ClickException):
    """What the user gave cannot be worked with (a file, a database, a setting): the sentence says which, and why."""

    exit_code = 2


class Unavailable(click.ClickException):
    """What is needed is not there at the moment, as a database's server that is begun again: it may go well later."""

    exit_code = UNAVAILABLE


def say(message: str) -> None:
    """`copydesk: …` on stderr. What a page or a server put into the message cannot steer the terminal."""
    from cleaners.explanation.plain import one_line

    # not click.echo: it would write past a progress bar, which stands in for sys.stderr while it is shown
    sys.stderr.write(f"copydesk: {one_line(message)}\n")
    sys.stderr.flush()


def is_terminal(stream: object) -> bool:
    """Whether a person reads the stream."""
    return bool(getattr(stream, "isatty", bool)())


def wants_colour(stream: object) -> bool:
    """Whether to colour what is written there: on a terminal, unless NO_COLOR or TERM=dumb ask not to."""
    import os

    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
