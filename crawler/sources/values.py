"""The keys of a source, and how the value of each is read. A reader gives the value, or raises Wrong."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar, get_args
from urllib.parse import urlsplit

from crawler.sources.model import Reservations
from crawler.sources.scope import BadPattern, compiled
from crawler.sources.secrets import NAME, variables

T = TypeVar("T")
Reader = Callable[[Any], Any]

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
IN_HEADERS = 'secrets stand in headers, cookies and proxy, as in headers = { Authorization = "Bearer ${TOKEN}" }'
_DURATION = re.compile(r"(\d{1,9})\s?([smhdw])")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # a token of RFC 9110, 5.6.2
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Fault(NamedTuple):
    """What is wrong with a value, what to do, and where within it: a position in a list, a name in a table."""

    what: str
    mend: str
    at: tuple[str | int, ...] = ()


class Wrong(ValueError):
    """A value is not what its key takes: `faults` has all that is wrong with it."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f.what for f in faults))
        self.faults = faults


def wrong(what: str, mend: str) -> Wrong:
    """A value with one fault."""
    return Wrong(Fault(what, mend))


def address(raw: Any) -> str:
    """An http or https address without user and password."""
    if not isinstance(raw, str):
        raise wrong("an address is a text in quotes", 'write "https://example.org/"')
    url = raw.strip()
    if "${" in url:
        raise wrong("no secret can stand here", IN_HEADERS)
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as e:
        raise wrong(f"{raw!r} is no address ({e})", 'write one like "https://example.org/"') from e
    if parts.scheme not in ("http", "https") or not host or re.search(r"\s", url):
        better = f"https://{url}" if "://" not in url and "." in url else "https://example.org/"
        raise wrong(f"{raw!r} is no address of the web", f'write one like "{better}"')
    if parts.username is not None:
        raise wrong("user and password stand in the address, for all to see", IN_HEADERS)
    return url


def addresses(raw: Any) -> tuple[str, ...]:
    """Several of them, each once."""
    return tuple(dict.fromkeys(_each(raw, address, '["https://example.org/feed"]')))


def pattern(raw: Any) -> str:
    """A pattern of RE2."""
    if not isinstance(raw, str) or not raw:
        raise wrong("a pattern is a text in quotes", r"write '/news/\d+'")
    try:
        compiled(raw)
    except BadPattern as e:
        raise wrong(f"{raw!r} is no pattern of RE2 ({e})", "RE2 has no look-around and no back-references") from e
    return raw


def patterns(raw: Any) -> tuple[str, ...]:
    """Several patterns."""
    return _each(raw, pattern, '["/news/"]')


def duration(raw: Any) -> timedelta:
    """A text like "30d": seconds, minutes, hours, days or weeks."""
    match = _DURATION.fullmatch(raw.strip()) if isinstance(raw, str) else None
    length = int(match[1]) * UNITS[match[2]] if match else 0
    if not 0 < length < 100 * 366 * UNITS["d"]:  # a date so far back can still be reckoned
        raise wrong(f"{raw!r} is no length of time", 'write "15m", "1h", "30d" or the like (s, m, h, d, w)')
    return timedelta(seconds=length)


def spoken(length: timedelta) -> str:
    """A duration as it is written, in the largest unit that it is a whole number of."""
    unit, size = next((u, n) for u, n in reversed(UNITS.items()) if u != "w" and length.total_seconds() % n == 0)
    return f"{length.total_seconds() / size:.0f}{unit}"


def horizon(raw: Any) -> timedelta | None:
    """A duration, or "none"."""
    return None if raw == "none" else duration(raw)


def durations(raw: Any) -> tuple[timedelta, ...]:
    """Several, which rise."""
    found = _each(raw, duration, '["1h", "1d", "7d"]')
    if list(found) != sorted(set(found)):
        raise wrong("the times are not in order", "write the shortest first, and each once")
    return found


def poll(raw: Any) -> tuple[timedelta, ...]:
    """The shortest and the longest pause, which may be the same."""
    found = _each(raw, duration, '["10m", "1d"]')
    if len(found) != 2 or found[0] > found[1]:
        raise wrong("the shortest and the longest pause are two values", 'write ["10m", "1d"]')
    return found


def filled(raw: Any) -> Mapping[str, str]:
    """Names with their values, which may hold variables of the environment. No fault tells a value."""
    if not isinstance(raw, dict):
        raise wrong("this is a table of names and texts", 'write { NAME = "…" }')
    faults = list[Fault]()
    for name, value in raw.items():
        if not _HEADER.fullmatch(name):
            faults.append(Fault(f"{name!r} cannot be a name here", "write letters, digits and hyphens", (name,)))
        try:
            _places(line(value))
        except Wrong as e:
            faults += [f._replace(at=(name,)) for f in e.faults]
    if faults:
        raise Wrong(*faults)
    return raw


def proxy(raw: Any) -> str:
    """The address of a proxy, which no fault tells."""
    text = line(raw)
    if not text.startswith(("http://", "https://", "${")):
        raise wrong("a proxy's address begins with http:// or https://", 'write "http://host:port"')
    _places(text)
    return text


def line(raw: Any) -> str:
    """A text of one line."""
    if not isinstance(raw, str) or not raw.strip() or _CONTROL.search(raw):
        raise wrong("this is a text of one line", "write it in quotes")
    return raw


def contact(raw: Any) -> str:
    """A mail address, or that of a page."""
    text = line(raw)
    if "@" not in text and "://" not in text:
        raise wrong(f"{raw!r} reaches nobody", "write a mail address, or that of a page")
    return text


def count(raw: Any) -> int:
    """A whole number from 1 on."""
    if not isinstance(raw, int) or isinstance(raw, bool) or raw < 1:
        raise wrong(f"{raw!r} is no such number", "write a whole number from 1 on, without quotes")
    return raw


def seconds(raw: Any) -> float:
    """Seconds, also parts of them."""
    if not isinstance(raw, int | float) or isinstance(raw, bool) or not (math.isfinite(raw) and raw >= 0):
        raise wrong(f"{raw!r} is no number of seconds", "write a number without quotes, 0 or more")
    return float(raw)


def yes_or_no(raw: Any) -> bool:
    """true or false."""
    if not isinstance(raw, bool):
        raise wrong(f"{raw!r} is neither yes nor no", "write true or false, without quotes")
    return raw


def reservations(raw: Any) -> str:
    """What becomes of pages whose rights are reserved."""
    if raw not in get_args(Reservations):
        raise wrong(f"{raw!r} is unknown", 'write "keep" or "skip"')
    return str(raw)


READERS: Mapping[str, Reader] = {
    "url": address, "feeds": addresses, "sitemaps": addresses, "sections": addresses,
    "include": patterns, "exclude": patterns, "horizon": horizon,
    "headers": filled, "cookies": filled, "proxy": proxy, "user_agent": line, "contact": contact,
    "limit": count, "delay": seconds, "requests_per_day": count, "revisit": durations, "poll": poll,
    "render": yes_or_no, "reservations": reservations, "paused": yes_or_no,
}  # fmt: skip
"""All keys of a source but its rules."""
ONLY_OF_ONE = frozenset({"url", "feeds", "sitemaps", "sections"})
"""Those that no two sources share."""


def _places(text: str) -> None:
    if not all(NAME.fullmatch(name) for name in variables(text)):
        raise wrong("no variable of the environment has such a name", "write ${NAME}, with letters, digits and _")


def _each(raw: Any, read: Callable[[Any], T], example: str) -> tuple[T, ...]:
    """All elements of a list, read; Wrong with the faults of each that is not right."""
    if not isinstance(raw, list):
        raise wrong("this is a list", f"write {example}")
    found, faults = list[T](), list[Fault]()
    for n, value in enumerate(raw):
        try:
            found.append(read(value))
        except Wrong as e:
            faults += [f._replace(at=(n,)) for f in e.faults]
    if faults:
        raise Wrong(*faults)
    return tuple(found)
