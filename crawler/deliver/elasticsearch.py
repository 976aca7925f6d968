"""An index of Elasticsearch or OpenSearch, through the bulk interface that both have."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from crawler.deliver.contract import Delivery, Refusal, Unavailable
from crawler.deliver.http import Answer, Service

FINE = frozenset({("index", 200), ("index", 201), ("index", 409), ("delete", 200), ("delete", 404), ("delete", 409)})
"""404: what is forgotten was not there; 409: a later version is."""
REFUSED = frozenset({400, 413})
"""The document's own fault; any other is the index's, or of the moment."""


class _Done(msgspec.Struct):
    """How it went with one document."""

    status: int
    error: msgspec.Raw = msgspec.Raw(b"null")


class _Bulk(msgspec.Struct):
    items: list[dict[Literal["index", "delete"], _Done]]


class Bulk:
    """Indexes records under their ids and with their versions, so that a later one is never overwritten by an earlier.

    `external_gte`: the same version may come again, and what is forgotten has the version of what was last known."""

    def __init__(self, url: str, index: str, headers: Mapping[str, str] | None = None, timeout: float = 60.0) -> None:
        self._service = Service(url, headers or {}, timeout)
        self._index = index

    def open(self) -> None:
        """Nothing: the first request connects."""

    def send(self, batch: Sequence[Delivery]) -> Sequence[Refusal]:
        """Index them in one request. Where only some can be taken now, all are sent again: their versions allow it."""
        body = b"".join(line + b"\n" for d in batch for line in self._lines(d))
        answer = self._service.post(body, {"Content-Type": "application/x-ndjson"}, "/_bulk")
        if answer.status == 413 and len(batch) > 1:
            half = len(batch) // 2
            return [*self.send(batch[:half]), *self.send(batch[half:])]
        if answer.status == 413:
            return [Refusal(batch[0], str(answer))]
        return list(self._refused(batch, answer))

    def close(self) -> None:
        """Let go of the connection."""
        self._service.close()

    def _lines(self, d: Delivery) -> Iterator[bytes]:
        to = {"_index": self._index, "_id": d.id, "version": d.version, "version_type": "external_gte"}
        yield msgspec.json.encode({"delete" if d.record is None else "index": to})
        if d.record is not None:
            yield d.record

    def _refused(self, batch: Sequence[Delivery], answer: Answer) -> Iterator[Refusal]:
        if answer.status != 200:
            raise Unavailable(str(answer), answer.wait)
        try:
            items = msgspec.json.decode(answer.body, type=_Bulk).items
        except msgspec.DecodeError as e:
            raise Unavailable(f"its answer is none to a bulk request ({e})") from e
        if len(items) != len(batch):
            raise Unavailable(f"it answers for {len(items)} of {len(batch)} documents")
        for delivery, item in zip(batch, items, strict=True):
            ((action, done),) = item.items()
            if done.status in REFUSED:
                yield Refusal(delivery, f"{done.status}: {_short(done)}")
            elif (action, done.status) not in FINE:
                raise Unavailable(f"answers {done.status} for a document: {_short(done)}")


def _short(done: _Done) -> str:
    return bytes(done.error)[:500].decode("utf-8", "replace")
