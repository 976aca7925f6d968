"""The dates that a reader is shown: under the headline, beside it, in the story's own words."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise

from cleaners.extract.dates import shown
from cleaners.extract.dom import text_of, texts_in
from cleaners.extract.first_line import is_date
from cleaners.extract.sources import LINE, Sources
from cleaners.extract.told import Told
from cleaners.normalise.names import squeeze

DATE_LINE = 60
"""A longer line has more in it than date, place and byline: a caption, say, or a sentence, if no word marks a stamp."""
ALONE = 30
"""A line of no more letters is a date and perhaps `7 min read`."""
_DIGIT = re.compile(r"\d")
_TWO_YEARS = re.compile(r"\d{4}\D.{0,20}\d{4}")
_BARS = re.compile(r"\s*[|｜]\s*")
_FIRST = re.compile(
    r"\b(?:(?:originally|first) published(?: on)?|ursprünglich (?:veröffentlicht|erschienen) am|zuerst erschienen am|"
    r"publié initialement le|publicado originalmente (?:el|em)|pubblicato originariamente il|"
    r"oorspronkelijk gepubliceerd op|впервые опубликовано)\s*:?\s+(?=\S{0,10}\s?\d|\d)",
    re.I,
)
"""What stands before the day of an earlier publication here."""
_NO_COUNTRY = frozenset("com org net edu gov info".split())
"""Of the development pages in plain `en` there ten write the month first, three the day."""

BESIDE = 40
"""So many pieces of text at the top of what holds the headline are looked at."""
ABOVE = 3
"""The headline is looked for company in so many elements around it."""
_DATE_WORD = re.compile(
    r"(?:^|[\s_-])(?:\w{0,12}date|datum|fecha|data|time|timestamp|\w{0,8}published\w{0,4}|\w{0,8}posted\w{0,4}|dateline|"
    r"publication|meta|\w{0,8}meta|byline)(?:$|[\s_-])",
    re.I,
)
CHANGED = re.compile(
    r"updat|modif|aktualis|mis à jour|actualiz|atualiz|aggiorn|bijgewerkt|güncel|обновл|изменен|oppdater|uppdater|"
    r"opdater|päivit|edited|revised|تحديث|更新|最終|수정|diperbarui|cập nhật|zaktualiz|reviewed",
    re.I,
)
_STAMP = re.compile(
    rf"{CHANGED.pattern}|[|·•]|\b(?:publi\w*|posted|veröffentl\w*|erschienen|stand|datum|fecha|data|date|опубликован\w*|"
    r"yayın\w*|نشر|发布|發布|公開|입력)\b",
    re.I,
)
"""What a long line holds that is a stamp and no sentence."""
_SPACED = re.compile(r"(?<=[a-z])(?=[A-Z])")


def shown_dates(sources: Sources) -> list[Told]:
    """The date that a reader sees in the head of the article; one that is marked as an update only for want of
    another."""
    language = reads(sources)
    found: list[tuple[tuple[bool, bool], Told]] = []
    for line, source in (*_in_words(sources), *_below(sources), *_classed(sources), *_beside(sources)):
        value = shown(line, language) if _is_stamp(line) else None
        if value:
            found.append(((bool(CHANGED.search(line)), len(line) > DATE_LINE), Told(value, source)))
    found.sort(key=lambda f: f[0])
    return [told for _, told in found]


def _is_stamp(line: str) -> bool:
    """Whether a line of the page's head may be there for its date."""
    long = len(line) > DATE_LINE
    return len(line) <= LINE and _DIGIT.search(line) is not None and not (long and not _STAMP.search(line))


def _in_words(sources: Sources) -> Iterator[tuple[str, str]]:
    """The dates that say themselves that they are the story's: behind “originally published on”, or between a title's
    bars."""
    for text, _ in sources.numbered:
        if len(text) > ALONE and (first := _FIRST.search(text)):
            yield squeeze(text[first.end() :][:ALONE]), "date of first publication, as told in the text"
    yield from ((part, "date in the title") for part in _BARS.split(sources.title or "")[1:] if is_date(part))


def _below(sources: Sources) -> Iterator[tuple[str, str]]:
    return _joined(_until_the_story(sources.head_lines), "visible date after the headline")


def _beside(sources: Sources) -> Iterator[tuple[str, str]]:
    if sources.heading is None:
        return iter(())
    holder = (list(islice(sources.heading.iterancestors(), ABOVE)) or [sources.heading])[-1]
    pieces = islice((t for t in texts_in(holder) if not t.isspace()), BESIDE)
    return _joined(tuple(map(squeeze, pieces)), "visible date beside the headline")


def _joined(pieces: tuple[str, ...], source: str) -> Iterator[tuple[str, str]]:
    """Each piece, and a short one with the next two: `<span>31</span> <span>May</span> <span>2024</span>`."""
    for i, piece in enumerate(pieces):
        yield piece, source
        if len(piece) < 12 and i + 2 < len(pieces):
            yield " ".join(pieces[i : i + 3]), source


def _until_the_story(pieces: tuple[str, ...]) -> tuple[str, ...]:
    """The pieces before the second paragraph: the first may be the standfirst, under which many pages set the date."""
    long = [i for i, piece in enumerate(pieces) if len(piece) > LINE]
    return pieces[: long[1]] if len(long) > 1 else pieces


def _classed(sources: Sources) -> Iterator[tuple[str, str]]:
    for element, words in sources.marked:
        if element.tag != "meta" and _names_date(words) and not sources.is_aside(element):
            yield text_of(element), "visible date in an element of that name"


@lru_cache(maxsize=2048)
def _names_date(words: str) -> bool:
    return _DATE_WORD.search(_SPACED.sub("-", words)) is not None


def printed_alone(sources: Sources) -> Told | None:
    """The first date under the headline, if it stands alone in its line and is not marked as an update."""
    lines = _until_the_story(sources.head_lines)
    for before, line in pairwise(("", *lines)):
        if value := shown(line, reads(sources)) if _is_stamp(line) else None:
            alone = len(line) <= ALONE and not CHANGED.search(f"{before[-ALONE:]} {line}")
            return Told(value, "visible date after the headline") if alone else None
    return None


def only_day(sources: Sources) -> Told | None:
    """The day of the only line of the page that is a date and nothing else, comments and other stories aside."""
    language = reads(sources)
    days: set[str] = set()
    for text, holder in sources.numbered:
        line = squeeze(text) if len(text) < 4 * ALONE else ""
        if not 0 < len(line) <= ALONE or _TWO_YEARS.search(line) or not is_date(line) or sources.is_aside(holder):
            continue
        days.update(filter(None, [shown(line, language)]))
    return Told(days.pop(), "the page's only line that is a date") if len(days) == 1 else None


def reads(sources: Sources) -> str | None:
    """The language by which a page's dates are read. Plain `en` on an address of no country is mostly American."""
    language = str(sources.tree.get("lang") or sources.first("og:locale") or "").replace("_", "-").lower()
    if language == "en" and (sources.domain or "").rpartition(".")[2] in _NO_COUNTRY:
        return "en-us"
    return language or None
