"""WARC files as input: a job for each page in them, an output for each, and a word on what else was there."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

from cleaners.model import Cleaned, Rejected
from crawler.cli.folder import Folder
from crawler.cli.inputs import Opened
from crawler.cli.output import Output
from crawler.cli.say import say
from crawler.jobs import Job

if TYPE_CHECKING:
    from crawler.cli.work import Reading

MOST_WORDS = 6
"""So many kinds of what was left out are told by name."""


def jobs(
    name: str, opened: Opened, reading: "Reading", tell: Callable[[str], object] | None = None
) -> Iterator[tuple[str, Job | str]]:
    """The pages of a WARC file, each with its place in it; and of what cannot be read, why. At the end, what was left
    out is said, or told to `tell`. Raises OSError."""
    from crawler.archive import Problem, Skipped, pages  # who cleans a page of HTML does not wait for it

    cleaned, left_out, cut = 0, Counter[str](), 0
    for found in pages(cast("BinaryIO", opened), name):
        if isinstance(found, Skipped):
            left_out[found.what] += 1
        elif isinstance(found, Problem):
            yield found.at, found.reason
        else:
            cleaned, cut = cleaned + 1, cut + found.is_cut
            site = reading.rules.facts_for(found.page.url)
            yield found.at, Job(found.page, site=site, require_article=reading.require_article)
    summary = _summary(cleaned, left_out, cut)
    tell(summary) if tell else say(f"{name}: {summary}")


def _summary(cleaned: int, left_out: Counter[str], cut: int) -> str:
    parts = [f"{cleaned:,} HTML page{'' if cleaned == 1 else 's'}"]
    if cut:
        parts[0] += f", of which {cut:,} had been cut when they were fetched"
    if left_out:
        told = [f"{n:,} × {what}" for what, n in left_out.most_common(MOST_WORDS)]
        others = left_out.total() - sum(n for _, n in left_out.most_common(MOST_WORDS))
        parts.append(f"left out: {', '.join([*told, *([f'{others:,} others'] if others else [])])}")
    return "; ".join(parts)


class InOrder(Output):
    """Prints each document when it is there: for outcomes that come in order, however many they are."""

    def take(self, name: str, result: Cleaned | Rejected | None, reason: str = "", /, *, named: bool = True) -> None:
        """The end of the work on one input, as of Output."""
        if isinstance(result, Cleaned):
            self._print(self._render(result.article))
        else:
            self.refuse(name, result, reason, named=named)


class Folders(Folder):
    """A folder for each WARC file, under the name of the file, and in it a file for each of its records."""

    def take(self, name: str, result: Cleaned | Rejected | None, reason: str = "", /, *, named: bool = True) -> None:
        """The end of the work on one input, as of Folder; records are named FILE:OFFSET."""
        file, _, at = name.rpartition(":")
        if name in self._targets or file not in self._targets:
            super().take(name, result, reason, named=named)
            return
        of_file = self._targets[file]
        self._targets[name] = of_file.with_suffix("") / (at + of_file.suffix)
        try:
            super().take(name, result, reason, named=named)
        finally:
            del self._targets[name]
