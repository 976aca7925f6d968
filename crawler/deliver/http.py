"""Requests to a service that the user trusts: one connection, kept open, with a time limit on each answer."""

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from w3lib.url import safe_url_string

from cleaners.version import __version__
from crawler.deliver.contract import Unavailable

MOST_BYTES = 32 << 20
"""An answer is not read beyond this."""
STEP = 1 << 16
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered. `wait`: the seconds after which it wants to be asked again (Retry-After), else 0."""

    status: int
    body: bytes
    wait: float = 0.0

    def __str__(self) -> str:
        said = " ".join(self.body[: SHOWN * 4].decode("utf-8", "replace").split())[:SHOWN]
        return f"answers {self.status}" + (f": {said}" if said else "")


class Service:
    """An address that is posted to. Certificates are checked, redirects not followed, proxies not asked."""

    def __init__(self, url: str, headers: Mapping[str, str], timeout: float) -> None:
        parts = urlsplit(safe_url_string(url))
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._host = parts.netloc
        self._headers = {"User-Agent": f"copydesk/{__version__}", **headers}
        self._timeout = timeout
        self._connection: http.client.HTTPConnection
        if parts.scheme == "https":
            self._connection = http.client.HTTPSConnection(
                self._host, timeout=timeout, context=ssl.create_default_context()
            )
        else:
            self._connection = http.client.HTTPConnection(self._host, timeout=timeout)

    def post(self, body: bytes, headers: Mapping[str, str], path: str = "") -> Answer:
        """The answer. Raises Unavailable where none comes in time."""
        until = time.monotonic() + self._timeout
        try:
            self._connection.request("POST", self._path.rstrip("/") + path if path else self._path, body,
                                     {**self._headers, **headers})  # fmt: skip
            response = self._connection.getresponse()
            parts = list[bytes]()
            while part := response.read1(STEP):
                parts.append(part)
                if time.monotonic() > until or len(parts) * STEP > MOST_BYTES * 4:
                    raise TimeoutError
            response.close()  # an empty one does not see for itself that it is at its end
            return Answer(response.status, b"".join(parts), _wait(response.headers.get("Retry-After")))
        except TimeoutError as e:
            self.close()
            raise Unavailable(f"{self._host}: no answer within {self._timeout:g} s") from e
        except (OSError, http.client.HTTPException) as e:
            self.close()
            raise Unavailable(f"{self._host}: {_said(e)}") from e

    def close(self) -> None:
        """Let go of the connection; the next request makes a new one."""
        self._connection.close()


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate cannot be trusted ({error.verify_message})"
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__


def _wait(told: str | None) -> float:
    """Seconds, from a number of them or from a date."""
    if not told:
        return 0.0
    if told.strip().isdecimal():
        return float(told)
    try:
        at = parsedate_to_datetime(told)
    except ValueError:
        return 0.0
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())
