"""One file of many pages → its part: what each process of a crew runs, on this machine or on a cluster."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import BinaryIO, cast

import msgspec

from cleaners.model import Cleaned, Rejected
from crawler.cli import lines, warc
from crawler.cli.bulk import inputs
from crawler.cli.bulk.model import Died, Done, Failed, Task, Unfit
from crawler.cli.bulk.parts import parts
from crawler.cli.inputs import Opened, is_archive
from crawler.cli.stream import lines as lines_of
from crawler.export.parquet import write_parquet
from crawler.export.records import ExportError
from crawler.jobs import Job
from crawler.masked import masked
from crawler.workers import Fault, Pool

LEAN = "crawler.cli.lines:lean"
MOST_TOLD = 10
"""So many of a file's problems, and of the pages that it lost, are told one by one."""


class _Few:
    """The first of many sentences, and how many more there were."""

    def __init__(self) -> None:
        self._first: list[str] = []
        self._more = 0

    def append(self, sentence: str) -> None:
        if len(self._first) < MOST_TOLD:
            self._first.append(sentence)
        else:
            self._more += 1

    def told(self) -> tuple[str, ...]:
        """A sentence each, and one for the others."""
        return (*self._first, *([f"and {self._more:,} more like these"] if self._more else []))


class _Watched(Pool):
    """The pool, with a word on each page of a file that cost its process."""

    def __init__(self, size: int) -> None:
        super().__init__(size, clean=LEAN)
        self.lost = _Few()

    async def clean(self, job: Job) -> Cleaned | Rejected:
        answer = await self.attempt(job)
        if isinstance(answer, Fault):
            self.lost.append(f"{job.address or 'a page without address'}: {answer.reason}")
            return Rejected(job.address, "extract", answer.reason)
        return answer


@dataclass(slots=True)
class _Count:
    refused: int = 0
    summary: str = ""
    problems: _Few = field(default_factory=_Few)

    def tell(self, summary: str) -> None:
        self.summary = summary


class _Unreadable(Exception):
    """Nothing in the file can be read."""


def clean_file(task: Task) -> Done | Unfit | Failed | Died:
    """Clean the pages of a file into its part, which is there as soon as it is whole. Never raises."""
    pool, count = _pool(task.jobs), _Count()
    pool.lost = _Few()
    try:
        with inputs.opened(task.input) as stream, parts(task.folder).writing(task.part) as out:
            articles = write_parquet(_records(task, stream, pool, count), out)
            if not articles and not count.refused and (problems := count.problems.told()):
                raise _Unreadable(problems[0])
    except _Unreadable as e:
        return Unfit(f"nothing in it can be read: {e}")
    except MemoryError:
        return Died("the memory of its process did not suffice")
    except OSError as e:
        return Failed(masked(e.strerror or str(e)))
    except ExportError as e:
        return Failed(str(e))
    except Exception as e:  # whatever it is, the other files must not wait for it
        return Failed(f"a fault of copydesk's own ({type(e).__name__}: {masked(str(e))})")
    summary = (count.summary,) if count.summary else ()
    return Done(articles, count.refused, (*summary, *pool.lost.told()), count.problems.told())


@cache
def _pool(size: int) -> _Watched:
    """The process's own pool. It is not closed: its processes end with this one, also where this one is killed."""
    return _Watched(size).prepare()


def _records(task: Task, stream: BinaryIO, pool: Pool, count: _Count) -> Iterator[bytes]:
    """The records of the file's articles, in its order; all else is counted."""

    def jobs() -> Iterator[Job]:
        try:
            for at, job in _entries(task, stream, count):
                if isinstance(job, Job):
                    yield job
                else:
                    count.problems.append(f"{at}: {job}")
        except inputs.Broken as e:
            count.problems.append(str(e))

    for result in pool.run(jobs()):
        if isinstance(result, Cleaned):
            yield msgspec.json.encode(result.article)
        else:
            count.refused += 1


def _entries(task: Task, stream: BinaryIO, count: _Count) -> Iterator[tuple[str, Job | str]]:
    opened = Opened(stream)
    if not task.lines and is_archive(task.input, opened.head):
        yield from warc.jobs(task.input, opened, task.reading, count.tell)
    elif task.lines or task.input.lower().endswith(inputs.LINES):
        plain = io.BufferedReader(inputs.Plain(cast("BinaryIO", opened)), 1 << 20)
        for number, line in lines_of(cast("BinaryIO", plain)):
            asked = lines.ask(number, line, task.reading)
            yield f"line {number}", asked.job or asked.problem
    else:
        yield "0", "neither a WARC file nor one of JSON lines (--jsonl takes it for one)"
