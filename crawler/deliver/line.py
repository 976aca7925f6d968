"""The line to one sink: changes are read, sent and acknowledged in the store, in their order, until it has them all."""

import random
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from crawler.deliver.contract import Delivery, Refusal, Sink, Unavailable
from crawler.deliver.selecting import delivery
from crawler.export.selection import Selection
from crawler.store.changes import Change, Changes

OTHERS, AHEAD = 3, 50
"""So many other articles are offered to a sink that does not take one, out of so many changes that come next."""
PROOFS = 5
"""So often it must take another and then not this one: a sink that comes and goes has no record refused."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long a sink that takes nothing is left alone: `first` seconds, then twice as long each time, `longest` at
    most; by chance between half of it and all, so that not all who wait come back at once. `tries`: after so many in a
    row it is found out whether it is the record's fault, and a run that does not follow ends."""

    first: float = 1.0
    longest: float = 300.0
    tries: int = 5

    def after(self, failures: int, asked: float) -> float:
        """Seconds to wait after so many failures in a row; the sink asked for `asked`."""
        pause: float = min(self.longest, self.first * 2 ** min(failures - 1, 30))
        return max(min(asked, self.longest), pause * random.uniform(0.5, 1))  # noqa: S311


@dataclass(frozen=True, slots=True)
class How:
    """How sinks are delivered to. `batch`: so many at once, instead of what the configuration says. `follow`: stay, and
    look for changes again after so many seconds; None: end when there are none left. `stop` ends it soon. `tell` is
    told when a sink takes nothing, and when it does again."""

    batch: int | None = None
    follow: float | None = None
    pauses: Pauses = Pauses()
    stop: threading.Event = field(default_factory=threading.Event)
    tell: Callable[[str], None] = lambda _: None


class Line:
    """From the changes of a store to one sink. Raises StoreError; `down` says why the sink takes nothing at the moment,
    `sent` and `refused` count deliveries."""

    def __init__(self, changes: Changes, name: str, sink: Sink, selection: Selection, how: How) -> None:
        self._changes, self._name, self._sink = changes, name, sink
        self._selection, self._how = selection, how
        self._batch = how.batch or 1
        self._open = False
        self.sent = self.refused = 0
        self.down: str | None = None

    def run(self) -> None:
        """Deliver, until there is nothing left, the sink takes nothing, or `stop` is set."""
        failures, how = 0, self._how
        try:
            while not how.stop.is_set():
                try:
                    if self._advance():
                        failures = 0
                        continue
                    self._changes.prune()
                    if how.follow is None:
                        break
                    self._close()  # nobody holds a connection open for as long as nothing may come
                    how.stop.wait(how.follow)
                except Unavailable as e:
                    failures += 1
                    self._fell(str(e))
                    if failures % how.pauses.tries == 0:
                        if self._one_by_one():
                            failures = 0
                            continue
                        if how.follow is None:
                            break
                    how.stop.wait(how.pauses.after(failures, e.wait))
        finally:
            self._close()

    def replay(self) -> int:
        """Send the dead letters once more; how many were taken. Those that are out of date are dropped. Raises
        Unavailable."""
        taken = 0
        try:
            for letter in self._changes.dead(self._name):
                what = letter.change and delivery(letter.change, self._selection)
                refused = self._send([what]) if what else ()
                if refused:
                    self._changes.acknowledge(self._name, 0, _letters(refused))
                else:
                    self._changes.bury(self._name, letter.number)
                    taken += what is not None
        finally:
            self._close()
        return taken

    def _advance(self) -> bool:
        """Deliver the next batch; False where there is none."""
        found = self._changes.after(self._name, self._batch)
        if found:
            told = [d for change in found if (d := delivery(change, self._selection))]
            self._acknowledge(found[-1], len(told), self._send(told) if told else ())
        return bool(found)

    def _one_by_one(self) -> bool:
        """Deliver the next batch one by one; False where nothing of it is taken.

        What is not taken while others are is at fault itself, however it was put: it is refused, so that it does not
        hold up all that come after it."""
        moved = False
        for change in self._changes.after(self._name, self._batch):
            told = delivery(change, self._selection)
            try:
                refused = self._alone(told) if told else ()
            except Unavailable as e:
                self._fell(str(e))
                break
            self._acknowledge(change, told is not None, refused)
            moved = True
        return moved

    def _alone(self, told: Delivery) -> Sequence[Refusal]:
        """Deliver this one, or find that the fault is its own. Raises Unavailable where others are not taken either."""
        try:
            return self._send([told])
        except Unavailable as e:
            self._close()
            fault = e
        ahead = (delivery(c, self._selection) for c in self._changes.after(self._name, AHEAD))
        others = [d for d in ahead if d and d.id != told.id][:OTHERS]
        for _ in range(PROOFS):
            # what is taken now comes again in its turn, with the same key
            if not any(self._takes(other) for other in others):
                raise fault
            try:
                return self._send([told])
            except Unavailable as e:
                self._close()
                fault = e
        return [Refusal(told, f"not taken while others were: {fault}")]

    def _takes(self, told: Delivery) -> bool:
        try:
            self._send([told])
        except Unavailable:
            self._close()
            return False
        return True

    def _send(self, batch: Sequence[Delivery]) -> Sequence[Refusal]:
        if not self._open:
            self._open = True
            self._sink.open()
        refused = self._sink.send(batch)
        if self.down is not None:
            self.down = None
            self._how.tell(f"{self._name}: takes records again")
        return refused

    def _acknowledge(self, last: Change, told: int, refused: Sequence[Refusal]) -> None:
        self._changes.acknowledge(self._name, last.number, _letters(refused))
        self.sent += told - len(refused)
        self.refused += len(refused)

    def _fell(self, reason: str) -> None:
        self._close()
        if self.down is None:
            self._how.tell(f"{self._name}: {reason}; records wait")
        self.down = reason
        self._changes.fell(self._name, reason)

    def _close(self) -> None:
        if self._open:
            self._open = False
            with suppress(Unavailable):
                self._sink.close()


def _letters(refused: Sequence[Refusal]) -> list[tuple[int, str]]:
    return [(r.delivery.number, r.reason) for r in refused]
