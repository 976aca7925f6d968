"""Whether a text's first line can be its title, or only says who wrote the text, when, or whose it is."""

import re

from cleaners.extract.credits import SOURCE_LABELS
from cleaners.extract.dates import shown
from cleaners.normalise import persian
from cleaners.normalise.months import MONTHS, fold
from cleaners.normalise.names import is_byline

MAX_TITLE = 200
"""Letters: the longest headlines of the news have some 180."""

_NO_END = (".", "。", "।", "۔", ":", "：", ",", ";")
_SOURCE = re.compile(rf"^\W*(?:{SOURCE_LABELS})\s*[:：]", re.I)
_STAMP = re.compile(r"^\W*(?:last\s+)?(?:published|updated|posted|modified|date|datum|fecha|data)(?:\s+on)?\b\W*", re.I)
_READING = re.compile(
    r"^\W*\d+\s*-?\s*(?:sec|min|hour|hr|day|week|month|stunde|tag|heure|jour|hora|día|dia|ora|giorn)\w{0,6}\b"
    r"(?:\s+\w+){0,2}\W*$",
    re.I,
)
"""`5 min read`, `3 hours ago`."""
_WORD = re.compile(r"[^\W\d_]+")
_BESIDE_A_DATE = frozenset(
    "am pm at um à le el il on den de of del uhr h o a alle às kl gmt utc st nd rd th er 年 月 日 년 월 일".split()
)
_OF_A_DATE = _BESIDE_A_DATE.union(MONTHS)


def is_title(text: str) -> bool:
    """Whether a line can be a title: it has letters, is no sentence, and more than a byline, a date or a source."""
    bare = text.rstrip("\"'”’»)」』")
    ends = bare.endswith(_NO_END) and not bare.endswith("...")
    if "\n" in text or len(text) > MAX_TITLE or ends or not any(c.isalpha() for c in text):
        return False
    return not (_SOURCE.match(text) or _READING.match(text) or is_byline(text) or is_date(text))


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else but its label, its weekday and a time of day.

    >>> is_date("Updated: Monday, 5 May 2024, 10:15"), is_date("The year in review 2023"), is_date("May 2024")
    (True, False, True)
    """
    rest = _STAMP.sub("", text, count=1)
    if not any(c.isdigit() for c in rest):
        return False
    words = [
        w for w in _WORD.findall(rest) if not (fold(w) in MONTHS or persian.month(w)) and fold(w) not in _BESIDE_A_DATE
    ]
    # beside a whole date one word more is the weekday or the zone; beside a month or a year nothing may stand
    return len(words) <= (1 if shown(rest) else 0)
