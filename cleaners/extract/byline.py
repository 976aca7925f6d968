"""Who wrote the story, and which account posted it: from what the page says of itself to the byline that it shows."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple, cast

from lxml.etree import XPath, _Element
from lxml.html import HtmlElement

from cleaners.extract import jsonld
from cleaners.extract.dom import select, text_of
from cleaners.extract.jsonld import Node
from cleaners.extract.sources import NEAR, Sources
from cleaners.extract.told import Told
from cleaners.model import Hints
from cleaners.normalise.names import account, has_label, is_byline, key, persons, squeeze

_META = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "dc.contributor", "byl", "byline", "authors", "og:author", "citation_author",
    "cxenseparse:author", "twitter:data1", "author_name", "vr:author", "shareaholic:article_author_name", "rbauthors",
    "creator",
)  # fmt: skip
_WRITTEN = re.compile(
    r"^\s*(?:written|article|words|story) by\b|^\s*(?:escrito por|geschrieben von|verfasst von|écrit par|rédigé par|"
    r"scritto da|geschreven door|skrevet av|skriven av)\b",
    re.I,
)
_PLAIN = frozenset("p div span strong b em i h2 h3 h4 h5 h6 li small td address".split())
_ADMIN = re.compile(r"/author/(admin|administrator|editor|webmaster|root|user\d*)/?$", re.I)
_LINKS = XPath(".//a[@href]")
_IN_ORDER = XPath("$one | $others")
_ROLE = re.compile(
    r"[|,•·–—]\s*(?:[\w-]+\s){0,3}(?:writer|reporter|editor|correspondent|columnist|contributor|journalist|"
    r"redakteur(?:in)?)\b",
    re.I,
)
_LABEL = re.compile(
    r"\W*(?:authors?|contributors?|autor(?:en|in|es|a)?|autorin\s?/\s?autor|autor/in|auteure?s?|autore|автор|yazar|penulis|"
    r"作者|記者|记者|الكاتب|نویسنده)\W*",
    re.I,
)
"""What says of the name behind it that it is the author's, and says nothing else."""
_TITLE = re.compile(r"^(?:(?:dr|prof|mr|mrs|ms|sir|dame|rev)\b\.?\s*)+", re.I)
_AND = r"(?:\s?&\s?|\s(?:and|und|et|y|e|en|i|og|och|ja|ve|dan|и|та|і)\s)"
"""What joins two names of one byline."""
_WORD = re.compile(
    r"(?:^|[\s_-])(?:authors?|by-?lines?|autor(?:en|es|in|e|i)?|auteurs?|autore|writers?|written|reporters?|contributors?|"
    r"redakteur|verfasser|yazar|posted-?by|created-?by|vcard|\w{0,12}author(?:name|s|link|info)?|\w{0,12}byline)(?:$|[\s_-])",
    re.I,
)
_NO_BYLINE = frozenset("body html article main script style img svg form input meta link".split())
_SPACED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PROFILE = re.compile(
    r"/(?:author|autor|auteur|autore|profile?|profil|people|person|staff|by|team|contributors?|writers?|reporters?|"
    r"journalists?|redakt\w*|users?|members?|experts?|@)",
    re.I,
)
_BOX = re.compile(r"bio|about|box|avatar|image|photo|social|desc|count|email|role|title|job|more|follow", re.I)

MAX_BYLINE = 200
"""A longer text in an element called author is a biography."""


MAX_LINE = 60
"""A longer line is more than a byline."""


class Said(NamedTuple):
    """One source's words, and whether it calls that a person (None: it does not say)."""

    text: str
    source: str
    person: bool | None = None


class Byline(NamedTuple):
    """The persons with the evidence for them, and the posting account with its own evidence."""

    authors: tuple[str, ...] = ()
    source: str | None = None
    posted_by: Told | None = None


def byline(sources: Sources, hints: Hints) -> Byline:
    """The story's authors, persons only, from the first source that names any; and the account that posted it, where
    a source names the site itself, an administrator or the like. Fewer is better than wrong."""
    names = (*sources.site_names, sources.domain, (sources.domain or "").partition(".")[0])
    refused = {key(value.partition(" (")[0]) for value, _ in sources.all("publisher", "dc.publisher")}
    posted: Told | None = None
    for source, said in groupby(_said(sources), key=lambda s: s.source):
        found: dict[str, str] = {}
        for text, _, person in said:
            if person is False:
                refused.add(key(text))
            elif key(text) not in refused:
                found.update((key(n), n) for n in persons(text, names, trusted=bool(person)) if key(n) not in found)
            if posted is None and (name := account(text, names)):
                posted = Told(name, source)
        if found and refused.isdisjoint(found):
            authors, source = _outranked(tuple(found.values()), source, sources, names)
            mine = posted and key(posted.value) in map(key, authors)  # a person's own site
            return Byline(authors, source, None if mine else posted)
    hinted = {key(n): n for text in hints.authors for n in persons(text, names)}
    return Byline(tuple(hinted.values()), "feed or caller" if hinted else None, posted)


def _outranked(
    found: tuple[str, ...], source: str, sources: Sources, names: tuple[str | None, ...]
) -> tuple[tuple[str, ...], str]:
    """The line `By …` at the headline instead, where it names others or more: metadata may name who posted it."""
    if not source.startswith(("JSON-LD", "meta", "itemprop")):
        return found, source
    have = {_untitled(f) for f in found}
    lines = ((persons(text, names), line) for text, line, labelled in _lines(sources) if labelled)
    shown, line = next((said for said in lines if said[0]), ((), ""))
    keys = {_untitled(s) for s in shown}
    if keys > have or (keys and keys.isdisjoint(have)):
        return shown, line
    # that line is one piece of text: the others' names may stand in elements of their own
    for element, words in sources.marked if keys == have else ():
        if "author" not in words and "byline" not in words:
            continue
        text = text_of(element)
        shown = persons(text, names) if len(text) <= MAX_BYLINE and has_label(text) else ()
        if {_untitled(s) for s in shown} > have and _is_byline(element, words, sources):
            return shown, "visible byline"
    return found, source


def _untitled(name: str) -> str:
    """What a name has in common with itself under a doctor's or a lord's title."""
    return key(_TITLE.sub("", name))


def _said(sources: Sources) -> Iterator[Said]:
    """What each source says, the surest first."""
    for node in sources.articles:
        yield from _in_node(node, sources.site_keys)
    for value, name in sources.all(*_META):
        # twitter:data1 is what twitter:label1 says: `Written by`, or a reading time
        if "://" not in value and (name != "twitter:data1" or " " in (sources.first("twitter:label1") or "")):
            yield Said(value, f"meta {name}")
    yield from _in_items(sources)
    yield from _shown(sources)


def _in_node(node: Node, site_keys: frozenset[str]) -> Iterator[Said]:
    for field in ("author", "creator"):
        label = f"JSON-LD {jsonld.types(node)[0]}.{field}"
        value = node.get(field)
        for one in value if isinstance(value, list) else [value]:
            stated = jsonld.types(one)
            texts = [t for t in jsonld.strings(one)[:20] if "://" not in t]
            if login := _admin(one):
                yield from (Said(text, label, False) for text in (login, *texts))
            elif not stated or "Person" in stated:
                yield from (Said(text, label, bool(stated) or None) for text in texts)
            else:  # an organisation: of another than the site the next source may know that it is a person
                yield from (Said(text, label, False) for text in texts if key(text) in site_keys)


def _admin(author: object) -> str | None:
    """The login of an administrator's account, where the author's address shows one."""
    addresses = [author.get("url"), author.get("@id")] if isinstance(author, dict) else []
    found = next((m for a in addresses if isinstance(a, str) and (m := _ADMIN.search(a))), None)
    return found[1] if found else None


def _in_items(sources: Sources) -> Iterator[Said]:
    for element in sources.items.get("author", ()):
        named = element.find(".//*[@itemprop='name']")
        text = element.get("content") or text_of(named if named is not None else element)
        if len(text) <= MAX_BYLINE:
            yield Said(text, "itemprop author", "Person" in (element.get("itemtype") or "") or None)


def _shown(sources: Sources) -> Iterator[Said]:
    """Visible bylines, those nearest to the headline first: elements named for it, then a line `By …`."""
    yield from _marked(sources)
    if sources.heading is not None:
        yield from _lines(sources)
    plain = [(e, text) for e in sources.marks if e.tag in _PLAIN and (text := (e.text or "").strip())]
    for element, text in plain:
        if _WRITTEN.match(text) and not sources.is_aside(element):
            line = text_of(element)
            after = element.getnext() if len(line) < 20 else None
            line = f"{line} {text_of(after)}" if after is not None else line
            yield Said(line[:MAX_BYLINE].split(". ")[0], "line Written by", True)
    yield from _labelled(plain, sources)


def _labelled(plain: list[tuple[HtmlElement, str]], sources: Sources) -> Iterator[Said]:
    """A name behind a label that stands alone in its element, and the line `By …`, where the page has but one."""
    lines: dict[tuple[str, ...], str] = {}
    for element, text in plain:
        if not 1 < len(text) <= MAX_LINE:
            continue
        label = len(element) == 0 and _LABEL.fullmatch(text)
        if not label and not has_label(f"{text} X"):
            continue
        line = squeeze(element.tail or "") if label else text_of(element)
        if 0 < len(line) <= MAX_LINE and (label or is_byline(line)) and not sources.is_aside(element):
            lines.setdefault(persons(line, trusted=True), line)
    if len(lines) == 1:
        yield from (Said(line, "the page's only line that is a byline", True) for line in lines.values())


def _marked(sources: Sources) -> Iterator[Said]:
    marked = [e for e, words in sources.marked if _is_byline(e, words, sources)]
    for number, element in enumerate(_by_nearness(marked[:80], sources.heading)[:12]):
        source = f"visible byline{'' if number == 0 else f' {number + 1}'}"
        links = [a for a in select(_LINKS, element) if _PROFILE.search(a.get("href") or "")]
        if element.tag == "a":
            links = [element]
        texts = [t for a in links if (t := _first_of(text_of(a), a))]
        if texts:
            yield from (Said(t, source, True) for t in (*texts, *_joined(element, texts)))
        elif len(text := text_of(element)) <= MAX_BYLINE:
            yield Said(text, source, has_label(text) or None)


def _joined(element: HtmlElement, linked: list[str]) -> Iterator[str]:
    """Who is named in a byline beside those that are linked there, joined to one of them by an "and"."""
    parent = element.getparent()
    line = text_of(parent if element.tag == "a" and parent is not None else element)
    if len(line) > MAX_BYLINE or not has_label(line):
        return
    have = set(map(key, linked))
    for pair in pairwise(persons(line)):
        if len(have.intersection(map(key, pair))) == 1 and re.search(_AND.join(map(re.escape, pair)), line):
            yield from pair


def _first_of(text: str, link: HtmlElement) -> str:
    """A link's text; of one that holds a whole box about its author the first piece."""
    return text if len(text) <= MAX_LINE else next((t for p in link.itertext() if (t := squeeze(p))), "")


def _lines(sources: Sources) -> Iterator[Said]:
    """Lines between headline and story that begin as a byline does, or give a name and a role."""
    for i, piece in enumerate(sources.head_lines[:NEAR]):
        if len(piece) > MAX_BYLINE:
            return
        # `By` may be alone in its element, the name in the next
        line = " ".join(sources.head_lines[i : i + 2]) if len(piece) < 12 and not has_label(piece) else piece
        if len(line) < 100 and ((labelled := has_label(line)) or _ROLE.search(line)):
            yield Said(line, "line at the headline", (labelled and len(line.split()) > 2) or None)


def _is_byline(element: HtmlElement, words: str, sources: Sources) -> bool:
    """Whether an element is named for the story's author, or leads to somebody's page and stands at the headline."""
    named = _names_author(words)
    if element.tag in _NO_BYLINE or not (named or (element.tag == "a" and _PROFILE.search(element.get("href") or ""))):
        return False
    if named and not sources.is_aside(element):
        return True
    return text_of(element) in sources.head_lines[:NEAR] and not sources.is_aside(element, by_tag=False)


@lru_cache(maxsize=2048)
def _names_author(words: str) -> bool:
    return _WORD.search(_SPACED.sub("-", words)) is not None


def _by_nearness(elements: list[HtmlElement], heading: HtmlElement | None) -> list[HtmlElement]:
    """In the page's order, those after the headline first; boxes about the author last."""
    if heading is None or not elements:
        return elements
    in_order = cast("list[HtmlElement]", _IN_ORDER(elements[0], one=[heading], others=list[_Element](elements)))
    at = in_order.index(heading)
    order = {e: i for i, e in enumerate(in_order)}
    return sorted(elements, key=lambda e: (bool(_BOX.search(e.get("class") or "")), order[e] < at))
