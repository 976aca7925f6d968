"""Outcomes → stdout, in the order in which they were asked for; what went wrong → stderr, at once."""

import sys
from collections.abc import Callable, Sequence
from typing import BinaryIO, Literal

from cleaners.model import Article, Cleaned, Rejected
from crawler.cli.say import say, wants_colour

Form = Literal["text", "json", "markdown"]
Render = Callable[[Article], bytes]

FILES: dict[tuple[str, ...], Form] = {
    (".jsonl", ".ndjson", ".json"): "json", (".txt", ".text"): "text", (".md", ".markdown"): "markdown",
}  # fmt: skip
"""How the name of a file ends that takes all documents of a form."""
BETWEEN = b"\n\f\n"
"""Between two documents of the forms text and markdown: a blank line and a line that is only a form feed, which
neither form contains. A terminal shows it as a gap; a program can split at it."""


def renderer(form: Form, *, bold: bool = False) -> Render:
    """The function that turns an article into the bytes of this form, with a newline at the end. `bold` makes the
    title stand out on a terminal."""
    from cleaners.render import as_json, as_markdown

    if form == "json":
        return lambda article: _line(as_json(article))
    if form == "markdown":
        return lambda article: _line(as_markdown(article))

    def text(article: Article) -> bytes:
        document = _line(article.as_text())
        title = (article.title or "").encode("utf-8", "replace")
        return b"\x1b[1m%b\x1b[0m%b" % (title, document[len(title) :]) if bold and title else document

    return text


def form_of(where: str) -> Form | None:
    """The form of a file of this name, compressed or not; None where it is a folder's name, or anything else's."""
    name = where.lower()
    bare = name.rpartition(".")[0] if name.endswith((".gz", ".zst")) else name
    return next((form for suffixes, form in FILES.items() if bare.endswith(suffixes)), None)


def _line(text: str) -> bytes:
    return text.rstrip("\n").encode("utf-8", "replace") + b"\n"


def refusal(result: Rejected) -> str:
    """Why a page gave nothing, and what to do, in one sentence."""
    if result.stage == "verdict":
        return f"refused as no article: {result.reason} (--any takes its text all the same)"
    return result.reason


class Refusals:
    """Says of each input that gave no document why. `failed` is set as soon as it is one asked for by name."""

    failed = False

    def refuse(self, name: str, result: Rejected | None, reason: str, *, named: bool) -> None:
        """One that was refused, or of which `reason` says why it has no result at all."""
        say(f"{'stdin' if name == '-' else name}: {refusal(result) if result else reason}")
        # a refused page found in a folder is accounted for; a file that cannot be read never is
        self.failed = self.failed or named or result is None


class Output(Refusals):
    """Takes each outcome when it is there, and prints the documents in the order of `names`.

    A document that must wait for an earlier one waits as bytes, not as a page with all its blocks. `printed` counts
    them."""

    def __init__(self, names: Sequence[str], form: Form, stream: BinaryIO | None = None) -> None:
        self._stream = stream or sys.stdout.buffer
        self._render = renderer(form, bold=stream is None and wants_colour(sys.stdout))
        self._between = b"" if form == "json" else BETWEEN
        self._places = {name: i for i, name in enumerate(names)}
        self._waiting: dict[int, bytes] = {}
        self._next = 0
        self.printed = 0

    def take(self, name: str, result: Cleaned | Rejected | None, reason: str = "", /, *, named: bool = True) -> None:
        """The end of the work on one input. Without a result `reason` says why there is none. Raises OSError where
        the document cannot be written (BrokenPipeError: its reader has gone)."""
        document = b""
        if isinstance(result, Cleaned):
            document = self._render(result.article)
        else:
            self.refuse(name, result, reason, named=named)
        self._waiting[self._places.setdefault(name, len(self._places))] = document
        while self._next in self._waiting:
            self._print(self._waiting.pop(self._next))
            self._next += 1

    def close(self) -> int:
        """Print what still waits for a document that never came; the exit status."""
        for place in sorted(self._waiting):
            self._print(self._waiting.pop(place))
        return int(self.failed)

    def _print(self, document: bytes) -> None:
        if not document:
            return
        self._stream.write((self._between if self.printed else b"") + document)
        self._stream.flush()
        self.printed += 1
