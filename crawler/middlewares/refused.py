"""A request that one of our middlewares does not let through, with the end that its URL comes to."""

from scrapy.exceptions import IgnoreRequest

from crawler.outcome import State


class Refused(IgnoreRequest):
    """Raised in place of a download. `reason` is one sentence for a person."""

    def __init__(self, state: State, reason: str) -> None:
        super().__init__(reason)
        self.state, self.reason = state, reason


class Stopped(Refused):
    """The run ends before the request's turn has come: its URL waits for another run."""

    def __init__(self) -> None:
        super().__init__("skipped", "the run was stopped")
