"""Back-pressure: so many are let in at once, and who comes then is told to come again. No queue grows."""

from collections.abc import Iterator
from contextlib import contextmanager

from crawler.serve.problems import Trouble


class Gate:
    """Lets in `most` at once. For one event loop. `inside`: how many are; `turned_away`: how many were not let in."""

    def __init__(self, name: str, most: int) -> None:
        self.name, self.most = name, most
        self.inside = self.turned_away = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Be inside. Raises Trouble where there is no room."""
        self.enter()
        try:
            yield
        finally:
            self.leave()

    def enter(self) -> None:
        """Take a place until `leave` gives it back: for what does not end where it began. Raises Trouble."""
        if self.inside >= self.most:
            self.turned_away += 1
            raise Trouble("busy", f"{self.inside} requests for {self.name} are in work", hint="ask again in a second")
        self.inside += 1

    def leave(self) -> None:
        """Give a place back."""
        self.inside -= 1
