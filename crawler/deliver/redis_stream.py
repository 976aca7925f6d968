"""A stream in Redis, which many consumers may read."""

from collections.abc import Sequence
from typing import Any

from crawler.deliver.contract import Delivery, Refusal, Unavailable
from crawler.export.optional import optional


class RedisStream:
    """Adds an entry for each delivery: key, kind, id, version, at, url, record. A batch is added whole or not at all.

    Where the answer to a batch is lost it is added again: consumers tell by `key`. `keep`: about so many entries stay
    in the stream; None: all, until somebody trims it."""

    def __init__(self, url: str, stream: str, keep: int | None = None, timeout: float = 30.0) -> None:
        self._redis = optional("redis", "redis", "delivering to Redis")
        self._url, self._stream, self._keep, self._timeout = url, stream, keep, timeout
        self._client: Any = None

    def open(self) -> None:
        """Get ready; the first batch connects."""
        retry = self._redis.retry.Retry(self._redis.backoff.NoBackoff(), 0)  # the line tries again
        self._client = self._redis.Redis.from_url(
            self._url, socket_timeout=self._timeout, socket_connect_timeout=self._timeout, retry=retry
        )

    def send(self, batch: Sequence[Delivery]) -> Sequence[Refusal]:
        """Add them in one transaction."""
        with self._client.pipeline(transaction=True) as together:
            for d in batch:
                entry = {
                    "key": d.key, "kind": d.kind, "id": d.id, "version": d.version, "at": d.at, "url": d.url or "",
                    "record": d.record or b"",
                }  # fmt: skip
                together.xadd(self._stream, entry, maxlen=self._keep)
            try:
                together.execute()
            except (self._redis.RedisError, OSError) as e:
                raise Unavailable(" ".join(str(e).split()) or type(e).__name__) from e
        return ()

    def close(self) -> None:
        """Let go of the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None
