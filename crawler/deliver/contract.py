"""What a sink is: it is opened, takes batches, and is closed. docs/deliver.md shows how to write one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import msgspec

Kind = Literal["new", "changed", "forgotten"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one article.

    `number` rises from change to change in one store. `id` and `version` are the record's, `record` its JSON as of that
    version, `url` its address; a `forgotten` one has neither. `at`: when it happened (ISO 8601, UTC)."""

    number: int
    kind: Kind
    id: str
    version: int
    at: str
    url: str | None = None
    record: bytes | None = None

    @property
    def key(self) -> str:
        """The same whenever this is sent again, and of nothing else."""
        return f"{self.id}:{self.version}:{self.kind}"

    def message(self) -> bytes:
        """All of it as one JSON object: key, kind, id, version, at, url, record."""
        return msgspec.json.encode({
            "key": self.key, "kind": self.kind, "id": self.id, "version": self.version, "at": self.at, "url": self.url,
            "record": msgspec.Raw(self.record if self.record is not None else b"null"),
        })  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refusal:
    """A delivery that the sink will never take, and why: it goes to the sink's dead letters."""

    delivery: Delivery
    reason: str


class Unavailable(Exception):
    """The sink cannot take anything now: one sentence that says why, without secrets. Nothing of the batch counts as
    taken, and it is sent again later; not before `wait` seconds, where the sink asks for that."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


class Sink(Protocol):
    """A system that takes records. It is used by one thread."""

    def open(self) -> None:
        """Get ready to send; called before the first batch, and again after each Unavailable. Raises Unavailable."""
        ...

    def send(self, batch: Sequence[Delivery]) -> Sequence[Refusal]:
        """Take all of these, in their order, and return when they are safe; those that can never be taken are
        returned. A batch, or a part of it, may come again: with the same keys. Raises Unavailable."""
        ...

    def close(self) -> None:
        """Let go of connections. Called after each `open`, also after one that failed."""
        ...
