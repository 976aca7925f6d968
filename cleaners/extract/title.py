"""The headline: what the page shows and what its metadata say, reconciled, without the site's name."""

import re

from cleaners.extract import jsonld
from cleaners.extract.dom import text_of
from cleaners.extract.slug import is_whole_step, spells
from cleaners.extract.sources import Sources
from cleaners.extract.told import Told
from cleaners.model import Hints
from cleaners.normalise.names import key, squeeze

_META = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "title")
_COPIES = ("meta sailthru.title", "meta parsely-title")
_SEPARATOR = re.compile(r"\s+(?:[|‖｜¦•·∙»«›<>/~—–−―-]|::|\|\|)+\s+|\s*[|｜‖»]\s*|：(?=[^：]*$)|\s*:\s+")
_PIPES = frozenset("|｜‖¦•·»«::：")
_WORD = re.compile(r"\w+")
SECTION = 6
"""More words behind a bar are more than a section's or a site's name."""
MAX_TITLE = 600
"""More letters than this are a paragraph in the wrong place."""
MIN_HEADLINE = 3
"""Fewer words before a bar are a rubric (`Opinion | …`), not a headline; letters of scripts without spaces count."""


def headline(sources: Sources, hints: Hints) -> Told | None:
    """The story's title without the site's name, and where it stood.

    The shown heading counts, where the metadata agree or are about the same. On a news article og:title goes before a
    heading that only the search engines' fields repeat: there it is the newsroom's headline, and the heading carries
    kicker and search words with it. Before both goes what the page's address spells out where the heading is another:
    the headline under which the story was filed. What stands alone loses; at last the feed's word is taken."""
    told = _told(sources)
    shown, og, title = told.get("h1"), told.get("meta og:title"), told.get("title")
    named = next((n for n in told if n.startswith("JSON-LD")), "")
    news = any(jsonld.NEWS.intersection(jsonld.types(n)) for n in sources.articles)
    others = [t for n, t in told.items() if n != "h1"]
    for_searchers = key(shown) == key(title) != key(og)
    if shown and (filed := _filed(sources, told, named)):
        order: tuple[str, ...] = (filed,)
    elif not shown or not (_plausible(shown, others) or is_whole_step(sources.url, shown)):
        order = (named, *(f"meta {n}" for n in _META), "title", "h1")
    elif og and _size(og) > MIN_HEADLINE and _is_kicker(shown, og):
        order = ("meta og:title",)  # the heading is kicker and headline
    elif news and og and (key(og) == key(told.get(named)) or (for_searchers and not _is_copied(shown, told))):
        order = ("meta og:title",)
    else:
        order = ("h1",)
    best = next((Told(told[name], name) for name in order if name in told), None)
    return _best_spelled(best, told) if best else Told(squeeze(hints.title), "feed or caller") if hints.title else None


def _filed(sources: Sources, told: dict[str, str], named: str) -> str | None:
    """The source of the metadata whose title the page's address spells out, if the heading is another: neither in the
    address too, nor that title with more, nor repeated by the newsroom's copies."""
    shown = told["h1"]
    if spells(sources.url, shown) or _is_copied(shown, told):
        return None
    others = (n for n in (named, "meta og:title") if n in told and key(told[n]) not in key(shown))
    return next((n for n in others if spells(sources.url, told[n])), None)


def _is_copied(title: str, told: dict[str, str]) -> bool:
    """Whether a newsletter's or a statistics service's copy of the headline has it: newsrooms send them their own."""
    return any(key(told.get(n)) == key(title) for n in _COPIES)


def _plausible(shown: str, others: list[str]) -> bool:
    """Whether a heading can be the headline: long enough or repeated, and not of other things than the metadata."""
    if not others or key(shown) in map(key, others):
        return True
    words = {w for w in _WORD.findall(shown.casefold()) if _size(w) > 1 or len(w) > 3}
    return _size(shown) >= MIN_HEADLINE and any(words.intersection(_WORD.findall(o.casefold())) for o in others)


def _is_kicker(shown: str, og: str) -> bool:
    """Whether a heading is a kicker and then the headline that og:title has alone."""
    if not key(shown).endswith(key(og)) or key(shown) == key(og):
        return False
    kicker = shown[: -len(og)].strip()
    return len(kicker.split()) > 1 or kicker.endswith((":", "|", "-", "–"))


def _best_spelled(best: Told, told: dict[str, str]) -> Told:
    """The same title in the spelling with the fewest words: markup inside a heading may cut words in two."""
    same = [best.value, *(t for t in told.values() if key(t) == key(best.value))]
    return Told(min(same, key=lambda t: len(t.split())), best.source)


def _told(sources: Sources) -> dict[str, str]:
    """Source → title as it says, without the site's name; the empty left out."""
    raw: dict[str, str] = {}
    if sources.heading is not None:
        raw["h1"] = text_of(sources.heading)
    for node in sources.articles:
        for value in jsonld.strings(node.get("headline"))[:1]:
            raw.setdefault(f"JSON-LD {jsonld.types(node)[0]}.headline", squeeze(html_free(value)))
    for value, name in sources.all(*_META):
        raw.setdefault(f"meta {name}", squeeze(value))
    raw["title"] = sources.title or ""
    different = {value for value in raw.values() if key(value) and len(value) <= MAX_TITLE}
    siteless = {value: without_site(value, sources) for value in different}
    bare = {n: siteless[value] for n, value in raw.items() if value in siteless}
    anchors = [v for n, v in bare.items() if n == "h1" or (n.startswith("JSON-LD") and _size(v) >= MIN_HEADLINE)]
    return {name: _anchored(value, anchors) for name, value in bare.items() if key(value) not in sources.site_keys}


def html_free(text: str) -> str:
    """The text without the tags that some systems leave in plain fields."""
    return re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", text) if "<" in text else text


def without_site(title: str, sources: Sources) -> str:
    """A title without the site's name before or behind it, nor what stands between them (`Headline | Section | Site`).

    A part goes where it is the site's: equal to a name or the domain, or one holding the other. Behind a bar the last
    part goes also without that proof, since headlines are not written with bars."""
    parts, marks = _parts(title)
    while len(parts) > 1 and _is_site(parts[-1], sources, exactly=marks[-1] == ":"):
        bar = marks[-1] in _PIPES
        parts, marks = parts[:-1], marks[:-1]
        while len(parts) > 1 and _is_section(parts, marks, bar=bar):
            parts, marks = parts[:-1], marks[:-1]
    while len(parts) > 1 and _is_site(parts[0], sources, exactly=True):
        parts, marks = parts[1:], marks[1:]
    while len(parts) > 1 and marks[-1] in "|｜" and _size(parts[0]) >= MIN_HEADLINE and _size(parts[-1]) <= SECTION:
        parts, marks = parts[:-1], marks[:-1]
    start = title.index(parts[0])
    return title[start : title.index(parts[-1], start + sum(map(len, parts[:-1]))) + len(parts[-1])].strip()


def title_parts(title: str) -> list[str]:
    """What stands between the separators of a title."""
    return _parts(title)[0]


def _parts(title: str) -> tuple[list[str], list[str]]:
    cuts = [
        m
        for m in _SEPARATOR.finditer(title)
        if m.start() and m.end() < len(title) and not _closes(title, m.start(), m[0])
    ]
    ends = [0, *(m.end() for m in cuts)]
    parts = [title[s:e] for s, e in zip(ends, [*(m.start() for m in cuts), len(title)], strict=True)]
    return parts, [m[0].strip() for m in cuts]


def _closes(title: str, at: int, mark: str) -> bool:
    """Whether the mark is the end of a quotation (`« … »`), not a separator."""
    return mark.strip() == "»" and title.count("«", 0, at) > title.count("»", 0, at)


def _is_site(part: str, sources: Sources, *, exactly: bool) -> bool:
    folded = key(part)
    if not folded or folded in sources.site_keys:
        return True
    initials = "".join(w[0] for w in _WORD.findall(part)).casefold()
    return not exactly and any(_share(name, folded) or name == initials for name in sources.site_keys if len(name) > 2)


def _is_section(parts: list[str], marks: list[str], *, bar: bool) -> bool:
    """Whether the last part, before the site's name, is the section: anything between bars, one word between dashes."""
    last = parts[-1]
    short = marks[-1] != ":" and last[:1].isupper() and len(last.split()) == 1 and _size(parts[0]) > MIN_HEADLINE
    return short or (bar and marks[-1] in _PIPES and len(parts) > 2 - (_size(parts[0]) >= MIN_HEADLINE))


def _share(name: str, part: str) -> bool:
    """Whether one holds the other, and is enough of it to be the same name (`Motley Fool` and fool.com)."""
    short, long = sorted((name, part), key=len)
    return short in long and len(short) > 3 and len(short) >= 0.25 * len(long) and (name == short or len(part) > 5)


def _anchored(value: str, anchors: list[str]) -> str:
    """The heading or headline that a value begins with, where only a separated rest follows it."""
    for anchor in anchors:
        mark = _SEPARATOR.match(value, len(anchor)) if value.startswith(anchor) else None
        if mark and mark[0].strip() != ":":
            return anchor
    return value


def _size(text: str) -> int:
    return len(_WORD.findall(text)) + sum(c > "\u0e00" for c in text) // 2
