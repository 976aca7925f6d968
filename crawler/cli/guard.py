"""The outermost frame: every way out of the command ends here, with its exit status and at most one sentence.

0: everything is accounted for. 1: something asked for by name failed or was refused. 2: wrong usage or
configuration. 75: the server of the database is not there. 130 and 141: stopped by Ctrl-C, or by the reader of our
output, as any filter ends that is.
"""

import io
import logging
import os
import sys
import tempfile
import traceback
from typing import NoReturn

import click

from crawler.cli.say import say

INTERRUPTED = 130
BROKEN_PIPE = 141
COMPLETE = "_COPYDESK_COMPLETE"
"""The variable in which click's shell completion puts its question."""


def main() -> NoReturn:
    """Run the command with the arguments of this process, and exit."""
    _speak_utf8()
    _quiet()
    status = run(sys.argv[1:])
    sys.exit(_flushed(status))


def run(arguments: list[str]) -> int:
    """Run the command with these arguments; the exit status."""
    from crawler.cli.app import app

    try:
        if question := os.environ.get(COMPLETE):
            from click.shell_completion import shell_complete

            return shell_complete(app, {}, "copydesk", COMPLETE, question)
        with app.make_context("copydesk", arguments) as context:
            return int(app.invoke(context) or 0)
    except click.exceptions.Exit as e:
        return e.exit_code
    except click.exceptions.NoArgsIsHelpError as e:
        click.echo(e.format_message(), err=True)
        return e.exit_code
    except click.UsageError as e:
        return _misused(e)
    except click.ClickException as e:
        say(e.format_message())
        return e.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        return BROKEN_PIPE
    except OSError as e:
        # a full disk, a folder that may not be written to: the world's fault, and strerror says which
        say(f"{e.filename or 'the output'}: {e.strerror or e}")
        return 1
    except Exception as e:
        if os.environ.get("COPYDESK_DEBUG"):
            raise
        return _broke(e)


def _misused(error: click.UsageError) -> int:
    message = error.format_message().rstrip(".")
    say(message)
    if error.ctx is not None:
        command = error.ctx.command_path.strip()
        say(f"see `{command} --help`")
    return error.exit_code


def _broke(error: Exception) -> int:
    """A bug, ours or a library's: one sentence for the reader, and the traceback where it can be sent from."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="copydesk-", suffix=".log", delete=False, encoding="utf-8", errors="backslashreplace"
    ) as log:
        traceback.print_exception(error, file=log)
    first = str(error).partition("\n")[0]
    what = f"{type(error).__name__}: {first}" if first else type(error).__name__
    say(f"this is a fault of copydesk's own ({what}); please report it with the details in {log.name}")
    return 1


def _speak_utf8() -> None:
    """Text is UTF-8 in every locale, and what no encoding can hold must not end the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _quiet() -> None:
    """What libraries log is no sentence for a person; a crawl has --log for it, and who debugs sees it all."""
    if os.environ.get("COPYDESK_DEBUG"):
        logging.basicConfig(level=logging.INFO)
    else:
        logging.getLogger().addHandler(logging.NullHandler())
        logging.raiseExceptions = False  # of a log on a full disk: no reason to fill the terminal


def _flushed(status: int) -> int:
    """Write out what is left, while a reader that has gone can still be told from success."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        status = BROKEN_PIPE
    except OSError as e:
        say(f"the output: {e.strerror}")
        status = 1
    if status == BROKEN_PIPE:
        # the interpreter flushes once more on its way out, and would complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status
