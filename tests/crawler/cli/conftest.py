"""The command run in this process, with a web of our own behind it."""

import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from cleaners.model import Cleaned, Rejected
from crawler.cli.guard import run
from crawler.jobs import Job
from crawler.nursery import answer
from crawler.outcome import Outcome, RunReport

STORY = (
    "Harbour bridge to close\n\n"
    "The council voted on Tuesday evening to close the harbour bridge for repairs until the end of March.\n\n"
    "Engineers had warned for years that the eastern pillar was sinking by almost a centimetre every winter.\n\n"
    "Lorries will go round by the northern road, which adds half an hour to each way, the town hall said.\n"
)


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    status: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()


Copydesk = Callable[..., Ran]


class Terminal(io.TextIOWrapper):
    """A stream that says of itself whether a person reads it."""

    def __init__(self, is_terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        return self.is_terminal

    def written(self) -> bytes:
        return self.buffer.getvalue()  # type: ignore[attr-defined, no-any-return]


class Here:
    """The pool without its processes, which cost a second a test; the tests of the whole command have the real one."""

    def __init__(self, **_: object) -> None:
        pass

    def __enter__(self) -> "Here":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(self, jobs: Iterable[Job]) -> Iterator[Cleaned | Rejected]:
        for job in jobs:
            result = answer(job)
            assert isinstance(result, Cleaned | Rejected)
            yield result


@pytest.fixture
def copydesk(monkeypatch: pytest.MonkeyPatch) -> Copydesk:
    """Runs `copydesk ARGUMENTS`; `stdin` is what is piped into it, `terminal` whether its output goes to a person."""

    def command(*arguments: str, stdin: bytes = b"", terminal: bool = False) -> Ran:
        out, err = Terminal(terminal), Terminal(False)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            patch.setattr("crawler.workers.Pool", Here)
            status = run(list(arguments))
        return Ran(status, out.written(), err.written().decode())

    return command


@dataclass
class Web:
    """Pages by address: a result, or the reason why there is none. They arrive in the order of `arrival`."""

    pages: Mapping[str, Cleaned | Rejected | str] = field(default_factory=dict)
    arrival: Sequence[str] = ()
    asked: list[object] = field(default_factory=list)
    outcomes: Sequence[Outcome] = ()
    report: RunReport = field(default_factory=RunReport)

    def fetch(self, urls: Sequence[str], *, on_outcome: Callable[[Outcome], None], options: object) -> RunReport:
        self.asked += [list(urls), options]
        for url in self.arrival or urls:
            page = self.pages[url]
            if isinstance(page, str):
                on_outcome(Outcome(url, "failed", page, named=True))
            elif isinstance(page, Rejected):
                on_outcome(Outcome(url, "rejected", page.reason, result=page, named=True))
            else:
                on_outcome(Outcome(url, "stored", "an article", result=page, named=True))
        failed = [(u, p) for u, p in self.pages.items() if isinstance(p, str)]
        return RunReport(failures=failed, interrupted=self.report.interrupted)

    def crawl(self, targets: Sequence[str], *, on_outcome: Callable[[Outcome], None], options: object) -> RunReport:
        self.asked += [list(targets), options]
        for outcome in self.outcomes:
            on_outcome(outcome)
        return self.report


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    """What the command finds where it would start a spider."""
    fake = Web()
    monkeypatch.setattr("crawler.start.fetch", fake.fetch)
    monkeypatch.setattr("crawler.start.crawl", fake.crawl)
    return fake


@pytest.fixture
def story() -> Callable[[str], Cleaned]:
    """A cleaned story under a title of its own."""
    from cleaners.pipeline import clean_text

    def make(title: str = "Harbour bridge to close") -> Cleaned:
        result = clean_text(STORY.replace("Harbour bridge to close", title, 1))
        assert isinstance(result, Cleaned)
        return result

    return make
