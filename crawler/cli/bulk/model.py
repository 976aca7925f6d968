"""What is asked for each file, and how the work on it may end."""

from dataclasses import dataclass
from typing import Protocol

from crawler.cli.work import Reading


@dataclass(frozen=True, slots=True)
class Task:
    """A file to clean: its whole address, the folder for the parts and the name of its own; how it is read, with `jobs`
    pages at a time. `lines`: it holds lines of JSON, whatever its name says."""

    input: str
    folder: str
    part: str
    reading: Reading
    jobs: int = 1
    lines: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """Its part is there, whole: so many articles, and so many pages that gave none. `told` is what a person should
    hear, `problems` what could not be read."""

    articles: int
    refused: int
    told: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unfit:
    """The file itself is at fault, and would be again: it is set aside."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """It could not be read or written now: the next run may."""

    reason: str


@dataclass(frozen=True, slots=True)
class Died:
    """The process that was at it is gone, perhaps because of the file, perhaps not."""

    reason: str


class ClusterError(Exception):
    """The cluster cannot be had, or not worked with: one sentence."""


class Crew(Protocol):
    """Processes, here or elsewhere, that clean files. `room` is for so many that were given, and not taken yet."""

    @property
    def room(self) -> int: ...

    def give(self, task: Task) -> None:
        """Have a file cleaned. Raises ClusterError."""
        ...

    def take(self) -> tuple[Task, Done | Unfit | Failed | Died]:
        """Wait for the next that ends, of those that were given. Raises ClusterError."""
        ...
