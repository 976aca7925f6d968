"""`copydesk clean --parquet`: what is there stays, what is not is cleaned, and what cannot be is set aside."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from crawler.cli.bulk import inputs
from crawler.cli.bulk.model import ClusterError, Crew, Died, Done, Failed, Task, Unfit
from crawler.cli.bulk.parts import Note, Parts, part_of, parts
from crawler.cli.progress import cleaning
from crawler.cli.say import Misconfigured, say
from crawler.cli.work import Reading
from crawler.export.optional import optional
from crawler.export.records import ExportError
from crawler.masked import masked

TRIES = 3
"""A file whose process dies so often is set aside: the first time, and a second one, may have been another's fault."""


@dataclass(frozen=True, slots=True)
class Way:
    """How it is done: `jobs` pages at a time, or as many as there are cores; on the Ray cluster at `ray`, where one is
    told; `again` tries what was set aside; `lines`: the inputs are lines of JSON, whatever their names say."""

    jobs: int | None = None
    ray: str | None = None
    again: bool = False
    lines: bool = False


@dataclass(slots=True)
class _Ends:
    """What came of the files so far."""

    files: int = 0
    articles: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    failed: bool = False


def run(tokens: Sequence[str], where: str, reading: Reading, way: Way) -> int:
    """Clean the files that the tokens name, each into a part in the folder `where`; the exit status: 0 where every
    file has its part, or had been set aside before. Raises Misconfigured."""
    try:
        optional("pyarrow", "parquet", "Parquet")
        if way.ray:
            optional("ray", "ray", "--ray")
        addresses = inputs.found(tokens)
        folder = parts(where)
        tasks = _left(addresses, where if "://" in where else str(Path(where).absolute()), folder, (reading, way))
        if not tasks:
            return 0
        files, jobs = _share(way)
        tasks = [Task(t.input, t.folder, t.part, t.reading, jobs, t.lines) for t in tasks]
        with _crew(way, files, jobs) as crew:
            return _clean(tasks, crew, folder)
    except (ExportError, ClusterError) as e:
        raise Misconfigured(str(e)) from e


def _left(addresses: Sequence[str], where: str, folder: Parts, how: tuple[Reading, Way]) -> list[Task]:
    """What is to be done: what has no part yet, and was not set aside. Says what is not to be done."""
    reading, way = how
    there, aside = folder.names(), {} if way.again else folder.aside()
    tasks = [Task(address, where, part_of(address), reading, lines=way.lines) for address in addresses]
    left = [task for task in tasks if task.part not in there]
    skipped = [aside[task.part] for task in left if task.part in aside]
    left = [task for task in left if task.part not in aside]
    with suppress(OSError):  # a part may have got there, and the command been killed before it settled it
        folder.sweep(there & {task.part for task in tasks})
    done = len(tasks) - len(left) - len(skipped)
    for note in skipped:
        say(f"{masked(note.input)}: set aside by an earlier run, and not tried again (--again does): {note.reason}")
    if not left:
        say(f"nothing to do: {_files(done)} done before" + (f", {len(skipped):,} set aside" if skipped else ""))
    return left


def _share(way: Way) -> tuple[int, int]:
    """Files at a time on this machine, and pages at a time of each."""
    from crawler.cli.bulk.local import share

    return (0, way.jobs or 1) if way.ray else share(way.jobs)


def _crew(way: Way, files: int, jobs: int) -> AbstractContextManager[Crew]:
    if way.ray:
        from crawler.cli.bulk.cluster import Ray

        return Ray(way.ray, jobs)
    from crawler.cli.bulk.local import Local

    return Local(files)


def clean_all(tasks: Sequence[Task], crew: Crew) -> Iterator[tuple[Task, Done | Unfit | Failed]]:
    """The end of each task, as they end. One whose process dies comes to its turn again, a few times."""
    waiting, at_work, tries = deque(tasks), 0, Counter[str]()
    while waiting or at_work:
        while waiting and at_work < crew.room:
            crew.give(waiting.popleft())
            at_work += 1
        task, end = crew.take()
        at_work -= 1
        if not isinstance(end, Died):
            yield task, end
            continue
        tries[task.part] += 1
        if tries[task.part] < TRIES:
            waiting.append(task)
        else:
            yield task, Unfit(f"{end.reason}, {TRIES} times")


def _clean(tasks: Sequence[Task], crew: Crew, folder: Parts) -> int:
    ends = _Ends()
    say(f"{_files(len(tasks))} to clean into {masked(tasks[0].folder)}")
    with cleaning(len(tasks), between_lines=True) as advance:
        for number, (task, end) in enumerate(clean_all(tasks, crew), 1):
            _settle(task, end, folder, ends)
            say(f"{number:,} of {len(tasks):,}: {_told(task, end)}")
            advance()
    say(f"{_files(ends.files)} cleaned: {_number(ends.articles, 'article')}, {_number(ends.refused, 'page')} refused")
    for sentence in ends.wrong:
        say(sentence)
    return int(ends.failed)


def _settle(task: Task, end: Done | Unfit | Failed, folder: Parts, ends: _Ends) -> None:
    """Bring the folder's books up to date, and ours. Raises OSError where the folder does not let it."""
    if isinstance(end, Done):
        folder.settle(task.part)
        ends.files += 1
        ends.articles += end.articles
        ends.refused += end.refused
        ends.wrong += [f"{masked(task.input)}: {problem}" for problem in end.problems]
        ends.failed = ends.failed or bool(end.problems)
        return
    ends.failed = True
    if isinstance(end, Unfit):
        folder.set_aside(task.part, Note(masked(task.input), end.reason))
        ends.wrong.append(f"{masked(task.input)}: set aside: {end.reason}")
    else:
        ends.wrong.append(f"{masked(task.input)}: not done: {end.reason}; the next run tries it again")


def _told(task: Task, end: Done | Unfit | Failed) -> str:
    if not isinstance(end, Done):
        return f"{masked(task.input)}: {end.reason}"
    counts = f"{_number(end.articles, 'article')}, {_number(end.refused, 'page')} refused"
    return "; ".join([f"{masked(task.input)}: {counts}", *end.told])


def _files(count: int) -> str:
    return _number(count, "file")


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
