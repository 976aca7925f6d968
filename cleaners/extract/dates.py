"""Instants and days, out of what machines wrote (ISO 8601, RFC 2822, epochs) and out of what readers are shown."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from itertools import islice

from cleaners.normalise import persian
from cleaners.normalise.months import MONTHS, fold

MIN_YEAR = 1990
MAX_YEAR = 2100
"""Outside these years a page's metadata is wrong, not old: the web's news begins with the one, and the other is a
placeholder's year (9999, 2999)."""

_ISO = re.compile(
    r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:(?:[T _]|\s*,?\s+|\+)\s*(\d{1,2})[:.h]?(\d{2})(?::?(\d{2})(?:[.,:]\d{1,9})?)?"
    r"\s*(Z|[A-Z]{3,5}\b|(?:UTC|GMT)?\s*[+\-\u2212]\d{2}:?(?:\d{2})?)?)?",
    re.I,
)
_CLOCK = re.compile(
    r"(?<![\d.:/])(\d{1,2})\s*[:.h\uff1a]\s*(\d{2})(?:[:.](\d{2}))?(?![\d/]|\.\d)\s*(a\.?m\b\.?|p\.?m\b\.?)?"
    r"[\s,(]*(Z\b|[A-Z]{2,4}T\b|UTC|GMT|MESZ|MEZ|(?:UTC|GMT)?\s*[+\-]\d{2}:?\d{2})?",
    re.I,
)
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "mez": 60, "cest": 120, "mesz": 120,
    "eet": 120, "eest": 180, "msk": 180, "trt": 180, "pkt": 300, "wib": 420, "hkt": 480, "sgt": 480, "awst": 480,
    "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "wat": 60, "sast": 120, "eat": 180,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "brt": -180,
}  # fmt: skip
"""Minutes east of Greenwich of the zone names that news pages print. `et`, `ist` and the like are left out: they name
several offsets."""

_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-])")
_YEAR_FIRST = re.compile(r"(?<![\d./-])(\d{4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?![\d/-])")
_NAMED = (
    # 31 May 2024, 31. Mai 2024, 31 de mayo de 2024, 31st of May, 2024
    re.compile(
        r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?,?\s*(?:(?:de|of|del|na)\s+|[-/])?\s*"
        r"(?P<m>[^\s\d,./()|:-]{2,14})\.?,?\s*(?:(?:de|del|da)\s+|[-/'])?\s*(?P<y>\d{4})(?!\d)",
        re.I,
    ),
    # May 31, 2024, May 31st 2024
    re.compile(r"(?P<m>[^\s\d,./()|:-]{3,14})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})(?!\d)", re.I),
    # 2024. május 31., 2024 May 31
    re.compile(r"(?<!\d)(?P<y>\d{4})[.,]?\s+(?:m\.\s+)?(?P<m>[^\s\d,./()|:-]{3,14})\.?\s+(?P<d>\d{1,2})(?!\d)", re.I),
)
_YEAR_LAST = re.compile(r"^\w{3},? (\w{3} \d{1,2}) (\d\d:\d\d:\d\d) ([A-Z]{3,4}) (\d{4})$")
_URL_DAYS = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)[/\-_.](0?[1-9]|1[0-2])[/\-_.](0?[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(20[012]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"/((?:19|20)\d\d)/([a-z]{3,9})/(0?[1-9]|[12]\d|3[01])/"),
)
_MONTH_FIRST = frozenset({"en-us", "en-ca", "en-ph"})


def instant(value: object) -> str | None:
    """What metadata give as a date, in ISO 8601: with time and zone where the value has them, else the bare day.

    Takes ISO 8601 and its neighbours, RFC 2822, JavaScript's form, epoch seconds and milliseconds, and what a reader
    is shown. None for nonsense and for years outside MIN_YEAR to MAX_YEAR. Midnight without a zone is a bare day: that
    is how software writes a day.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    text = str(value).strip()[:120]
    # Java prints `Fri May 31 10:00:00 CEST 2024`
    return _epoch(text) or _iso(text) or _rfc(text) or shown(_YEAR_LAST.sub(r"\1, \4 \2 \3", text))


def shown(text: str, language: str | None = None) -> str | None:
    """The first date that a line of visible text shows, with its time of day where one stands beside it.

    Months by name in many languages, year-month-day, and day-month-year in figures; the month first where `language`
    (as in `en-US`) says that its readers write so, or where only that makes a date."""
    text = unicodedata.normalize("NFKC", text[:300])
    for day, end in _days(text, (language or "").lower()):
        clock = _CLOCK.search(text, end, end + 40) or _CLOCK.search(text, 0, end)
        return _with_clock(day, clock) if clock else day.isoformat()
    return None


def in_url(url: str | None) -> str | None:
    """The day that an address tells: /2024/05/31/, -20240531, /2024/may/31/."""
    path = re.sub(r"^[a-z]+://[^/]*", "", (url or "").lower())
    for pattern in _URL_DAYS:
        for year, month, day in pattern.findall(path):
            if found := _day(int(year), int(month) if month.isdigit() else MONTHS.get(month, 0), int(day)):
                return found.isoformat()
    return None


def day_of(value: str) -> str:
    """The day of an instant, in its own zone."""
    return value[:10]


def has_zone(value: str) -> bool:
    """Whether an instant of ours tells its zone."""
    return len(value) > 10 and ("+" in value[10:] or "-" in value[10:])


def _epoch(text: str) -> str | None:
    digits = text.partition(".")[0]
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (9, 10, 13) or not text[-1:].isdigit():
        return None
    seconds = int(digits) / (1000 if len(digits) == 13 else 1)
    return _said(datetime.fromtimestamp(seconds, UTC))


def _iso(text: str) -> str | None:
    found = _ISO.match(text)
    if not found:
        return None
    rest = text[found.end() :]
    if rest[:1].isdigit() or (rest and not found[4] and _CLOCK.search(text)):
        return None  # a longer number, or a time in a form that `shown` reads
    day = _in_figures(int(found[1]), int(found[2]), int(found[3]))
    if not day or not found[4]:
        return day.isoformat() if day else None
    return _at(day, int(found[4]), int(found[5]), int(found[6] or 0), found[7])


def _rfc(text: str) -> str | None:
    try:
        # `Fri May 31 2024 10:00:00 GMT+0200 (CEST)` is JavaScript's, with a name that RFC 2822 has not
        moment = parsedate_to_datetime(re.sub(r"(?:GMT|UTC)([+-]\d{4}).*$", r"\1", text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _said(moment) if moment.tzinfo else None


def _days(text: str, language: str) -> Iterator[tuple[date, int]]:
    """The dates of a text with where each ends, the first place first."""
    found: list[tuple[int, int, date]] = []
    for pattern in (_EAST_ASIAN, _YEAR_FIRST):
        for m in pattern.finditer(text):
            parts = [int(g) for g in m.groups() if g.isdigit()]
            found += [(m.start(), m.end(), d) for d in [_in_figures(*parts)] if d]
    for m in _NUMERIC.finditer(text):
        first, second, year = int(m[1]), int(m[3]), int(m[4])
        year += 2000 if year < 100 else 0
        month_first = m[2] == "/" and language in _MONTH_FIRST
        pair = ((first, second), (second, first)) if month_first else ((second, first), (first, second))
        days = (_in_figures(year, *p) for p in pair)
        found += [(m.start(), m.end(), d) for d in islice(filter(None, days), 1)]
    for pattern in _NAMED:
        for m in pattern.finditer(text):
            day = _named(int(m["y"]), m["m"], int(m["d"]))
            found += [(m.start(), m.end(), d) for d in [day] if d]
    yield from ((d, end) for _, end, d in sorted(found))


def _with_clock(day: date, clock: re.Match[str]) -> str | None:
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4][0] in "pP" else 0)
    return _at(day, hour, int(clock[2]), int(clock[3] or 0), clock[5]) or day.isoformat()


def _at(day: date, hour: int, minute: int, second: int, zone: str | None) -> str | None:
    try:
        moment = datetime(day.year, day.month, day.day, hour % 24, minute, min(second, 59), tzinfo=_zone(zone))
    except ValueError:
        return day.isoformat()
    return _said(moment + timedelta(days=1) if hour == 24 else moment)


def _zone(text: str | None) -> timezone | None:
    text = re.sub(r"^(?:utc|gmt)\s*(?=[+\-\u2212])", "", (text or "").strip().lower()).replace("\u2212", "-")
    if text in _ZONES:
        return timezone(timedelta(minutes=_ZONES[text]))
    digits = text[1:].replace(":", "").ljust(4, "0")
    if text[:1] not in ("+", "-") or not digits.isdigit() or int(digits[:2]) > 14:
        return None
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    return timezone(-offset if text[0] == "-" else offset)


def _said(moment: datetime) -> str | None:
    if not MIN_YEAR <= moment.year <= MAX_YEAR:
        return None
    if moment.tzinfo is None and (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds")


def _named(year: int, month: str, day: int) -> date | None:
    if year in persian.YEARS:
        return persian.to_date(year, persian.month(month) or 0, day)
    return _day(year, MONTHS.get(fold(month), 0), day)


def _in_figures(year: int, month: int, day: int) -> date | None:
    """A day in figures: of the Persian calendar where the year can be of no other."""
    return persian.to_date(year, month, day) if year in persian.YEARS else _day(year, month, day)


def _day(year: int, month: int, day: int) -> date | None:
    # Thailand prints the year of the Buddhist era
    year -= 543 if 2500 < year < 2600 else 0
    if not MIN_YEAR <= year <= MAX_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
