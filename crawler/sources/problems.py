"""What is wrong with a file of sources: every fault at once, each with its place and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault. `line` counts from 1, 0 where no line can be named; `key` is dotted (`sources.courier.horizon`),
    empty where it is about the file; `mend` says what to do. What headers, cookies and proxies hold is in none."""

    file: str
    line: int
    key: str
    what: str
    mend: str

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        key = f", `{self.key}`" if self.key else ""
        return f"{self.file}{line}{key}: {self.what}; {self.mend}"


class BadSources(ValueError):
    """A file of sources is wrong: `problems` has all that can be told, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(p) for p in problems))
        self.problems = problems
