"""What of the changes a sink is told: those of its selection, and what has left it."""

import msgspec

from crawler.deliver.contract import Delivery, Kind
from crawler.export.selection import Selection
from crawler.store.changes import Change


class _Rights(msgspec.Struct):
    reservations: tuple[str, ...] = ()


class _Facts(msgspec.Struct):
    """The part of a record that is selected by."""

    url: str | None = None
    language: str | None = None
    rights: _Rights = msgspec.field(default_factory=_Rights)


_DECODER = msgspec.json.Decoder(_Facts)


def delivery(change: Change, selection: Selection) -> Delivery | None:
    """What a sink with this selection is told of a change; None: nothing.

    What is forgotten is told to each. So is, as forgotten, what has just left the selection: since it changed it is in
    another language, or its publisher reserves it. Of what was forgotten after the change nothing is left to tell."""
    if change.kind == "forgotten":
        return Delivery(change.number, "forgotten", change.id, change.version, change.at)
    if change.record is None:
        return None
    facts = _DECODER.decode(change.record)
    if _wanted(facts, change.source, selection):
        kind: Kind = "changed" if change.kind == "changed" else "new"
        return Delivery(change.number, kind, change.id, change.version, change.at, facts.url, change.record)
    if change.version > 1 and (
        change.before is None or _wanted(_DECODER.decode(change.before), change.source, selection)
    ):
        return Delivery(change.number, "forgotten", change.id, change.version, change.at)
    return None


def _wanted(facts: _Facts, source: str | None, selection: Selection) -> bool:
    return not (
        (selection.source is not None and selection.source != source)
        or (selection.language is not None and selection.language != facts.language)
        or (selection.exclude_reserved and facts.rights.reservations)
    )
