"""The solar calendar of Iran and Afghanistan, by which their newspapers date: its months, and its days as ours."""

from datetime import date

from cleaners.normalise.months import fold

_NAMES = (
    "فروردین حمل", "اردیبهشت ثور", "خرداد جوزا", "تیر سرطان", "مرداد امرداد اسد", "شهریور سنبله", "مهر میزان",
    "آبان عقرب", "آذر قوس", "دی جدی", "بهمن دلو", "اسفند حوت",
)  # fmt: skip
YEARS = range(1369, 1479)
"""The years that lie within 1990 to 2100 of ours."""
_CYCLE = 1595
"""Added to a year, what leaves no rest by 33 begins a cycle: leap years have the rests 0, 4, … 28."""
_BEFORE = 226_142
"""So many days of our calendar lie before the first one of year 0, less the leap days that _CYCLE adds."""


def _spelt(name: str) -> str:
    # keyboards for Arabic have another yeh
    return fold(name).replace("ي", "ی")


_MONTHS = {_spelt(name): number for number, line in enumerate(_NAMES, 1) for name in line.split()}


def month(name: str) -> int | None:
    """The number of a month of this calendar, by its Iranian or Afghan name."""
    return _MONTHS.get(_spelt(name))


def to_date(year: int, month: int, day: int) -> date | None:
    """A day of this calendar as ours; None for what is no day, or not within YEARS.

    Leap years by the cycle of 33 years, which is exact from 1178 to 1633.

    >>> to_date(1403, 3, 11)
    datetime.date(2024, 5, 31)
    """
    if year not in YEARS or not 1 <= month <= 12 or day < 1:
        return None
    first, following = (_first(year, m) for m in (month, month + 1))
    return date.fromordinal(first + day - 1) if first + day <= following else None


def _first(year: int, month: int) -> int:
    """The ordinal of a month's first day; the month after the last is the next year's first."""
    if month == 13:
        year, month = year + 1, 1
    cycles, rest = divmod(year + _CYCLE, 33)
    leaps = 8 * cycles + (rest + 3) // 4
    return _BEFORE + 365 * year + leaps + 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + 1
