"""Files through the pool, addresses through the spider: each input's end goes to a function `take`."""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cleaners.model import Cleaned, Page, Rejected
from cleaners.rules import NO_RULES, Rules
from crawler.cli.inputs import Content, File, content, decode, is_archive, no_story
from crawler.cli.progress import cleaning
from crawler.cli.say import Misconfigured, Unavailable, say

if TYPE_CHECKING:
    from crawler.jobs import Job
    from crawler.outcome import Outcome
    from crawler.start import FetchOptions


class Take(Protocol):
    """What is told the end of each input: its name, its result, or the reason why there is none."""

    def __call__(
        self, name: str, result: Cleaned | Rejected | None, reason: str = "", /, *, named: bool = True
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read: as what, with which address, by which rules of the user's, whether pages that are no
    articles count, and whether those in WARC files do."""

    kind: Content | None = None
    url: str | None = None
    require_article: bool = True
    rules: Rules = NO_RULES
    archives: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A page or text to clean, or the reason why there is none. `named` as of File."""

    name: str
    named: bool
    job: "Job | str"


def clean_files(files: Sequence[File], reading: Reading, take: Take) -> None:
    """Clean the files in their order, a few pages at once; each is read when its turn comes."""
    from crawler.workers import Pool

    submitted: deque[Entry] = deque()
    if reading.url is None and reading.rules.ask_for_domain and not all(is_archive(file.name) for file in files):
        say("rules for a domain do not apply to input whose address is not known; --url tells it")

    def jobs() -> Iterator["Job"]:
        for file in files:
            for entry in _entries(file, reading):
                if isinstance(entry.job, str):
                    take(entry.name, None, entry.job, named=entry.named)
                else:
                    submitted.append(entry)
                    yield entry.job
            advance()

    with Pool(many=len(files) > 8) as pool, cleaning(len(files)) as advance:
        for result in pool.run(jobs()):
            entry = submitted.popleft()
            take(entry.name, result, named=entry.named)


def _entries(file: File, reading: Reading) -> Iterator[Entry]:
    """The page or text in a file, or the pages of a WARC file."""
    try:
        with file.open() as opened:
            if reading.kind is not None or not is_archive(file.name, opened.head):
                yield Entry(file.name, file.named, _job(file.name, opened.read(), reading))
            elif not reading.archives:
                yield Entry(file.name, file.named, "a WARC file; `copydesk clean` cleans the pages in it")
            elif reading.url is not None:
                yield Entry(file.name, file.named, "the pages of a WARC file have addresses of their own (--url)")
            else:
                from crawler.cli import warc

                for at, job in warc.jobs(file.name, opened, reading):
                    yield Entry(f"{file.name}:{at}", False, job)
    except OSError as e:
        yield Entry(file.name, file.named, f"cannot be read: {e.strerror}")


def _job(name: str, body: bytes, reading: Reading) -> "Job | str":
    """The file as work for the pool, or why it cannot be read."""
    from crawler.jobs import Job

    if reading.kind is None and (why := no_story(body, name)):
        return why
    kind = reading.kind or content(body, name)
    if kind is None:
        return "neither HTML nor text"
    site = reading.rules.facts_for(reading.url)
    if kind == "html":
        return Job(Page(body, reading.url), site=site, require_article=reading.require_article)
    text = decode(body)
    if text is None:
        return "the text is not UTF-8; convert it first (`iconv -f windows-1252 -t utf-8 FILE | copydesk -`)"
    return Job(text=text, url=reading.url, site=site)


def fetch_urls(urls: Sequence[str], options: "FetchOptions", take: Take) -> None:
    """Fetch and clean the addresses. Raises what `take` raises, and Misconfigured for a store that is none."""
    from crawler.outcome import ARCHIVE, BOOKS
    from crawler.start import fetch

    def on_outcome(outcome: "Outcome") -> None:
        take(outcome.url, outcome.result, outcome.reason)

    with checked_store():
        report = fetch(urls, on_outcome=on_outcome, options=options)
    for name, said in (*report.notes, *report.failures):
        if name in (ARCHIVE, BOOKS):  # what there is to be said of addresses has been told
            say(f"{name}: {said}")
    if report.interrupted:
        raise KeyboardInterrupt


@contextmanager
def checked_store() -> Iterator[None]:
    """What the store refuses is the user's to mend: a sentence, and status 2. Where its server is not there it may be
    tried again as it is: status 75."""
    from crawler.store import StoreError
    from crawler.store.database import StoreGone

    try:
        yield
    except StoreGone as e:
        raise Unavailable(str(e)) from e
    except StoreError as e:
        raise Misconfigured(str(e)) from e
