"""A web service of the user's: one signed POST for each delivery, as Standard Webhooks has it.

Specification: github.com/standard-webhooks/standard-webhooks, spec version 1.0.0. docs/deliver.md shows how to verify.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping, Sequence

from crawler.deliver.contract import Delivery, Refusal, Unavailable
from crawler.deliver.http import Answer, Service

TRY_AGAIN = frozenset({401, 402, 403, 404, 405, 407, 408, 409, 410, 421, 423, 424, 425, 426, 429})
"""Refusals that are not about the record but about address, credentials, or the moment; any other 4xx is."""
ENCODED = "whsec_"
"""How a secret begins that is written in base64."""


class Webhook:
    """Posts each delivery's message. 2xx: taken; 4xx: refused for good, unless it may be mended; all else: later."""

    def __init__(
        self, url: str, secret: str, headers: Mapping[str, str] | None = None, timeout: float = 30.0,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self._service = Service(url, headers or {}, timeout)
        self._secret = key_of(secret)
        self._clock = clock

    def open(self) -> None:
        """Nothing: the first request connects."""

    def send(self, batch: Sequence[Delivery]) -> Sequence[Refusal]:
        """Post each of them in turn."""
        return [Refusal(d, str(answer)) for d in batch if not 200 <= (answer := self._post(d)).status < 300]

    def close(self) -> None:
        """Let go of the connection."""
        self._service.close()

    def _post(self, delivery: Delivery) -> Answer:
        body, at = delivery.message(), str(int(self._clock()))
        answer = self._service.post(body, {
            "Content-Type": "application/json", "Idempotency-Key": delivery.key, "webhook-id": delivery.key,
            "webhook-timestamp": at, "webhook-signature": signature(self._secret, delivery.key, at, body),
        })  # fmt: skip
        if answer.status in TRY_AGAIN or not (200 <= answer.status < 300 or 400 <= answer.status < 500):
            raise Unavailable(str(answer), answer.wait)
        return answer


def key_of(secret: str) -> bytes:
    """The key that a secret stands for. Raises ValueError where it is no base64 and says so."""
    return base64.b64decode(secret[len(ENCODED) :], validate=True) if secret.startswith(ENCODED) else secret.encode()


def signature(key: bytes, name: str, at: str, body: bytes) -> str:
    """The value of `webhook-signature`: HMAC-SHA256 over id, timestamp and body with dots between them."""
    signed = hmac.digest(key, f"{name}.{at}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(signed).decode()
