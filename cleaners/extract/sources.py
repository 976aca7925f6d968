"""All that a page says of itself in its head and markup, gathered in one pass, so that each field's reader asks it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice

from lxml.html import HtmlElement

from cleaners.extract import jsonld
from cleaners.extract.dom import text_of, texts_after
from cleaners.extract.jsonld import Node
from cleaners.extract.marks import Marks
from cleaners.extract.numbered import numbered_texts
from cleaners.extract.speaking import speaking
from cleaners.normalise.names import key, squeeze
from cleaners.normalise.urls import registered_domain, resolve, same_page

_MISPLACED = "script:ld+json"
"""What some frameworks call a meta element in which they set JSON-LD."""
_GATHERED = frozenset({"meta", "link", "script", "title", "h1", "time"})
_RELATED = re.compile(
    r"(?:^|[\s_-])(?:related|recommend\w*|recirc\w*|comments?|commentlist|respond|sidebar|teasers?|cards?|promo|trending|popular|"
    r"nav|menu|carousel|slider|more-?(?:from|news|stories|on)|read-?(?:more|next|also)|most-?read|latest|"
    r"newsletter|outbrain|taboola|upnext|also)(?:$|[\s_-])",
    re.I,
)
_TITLED = re.compile(r"title|headline", re.I)
_STORY = frozenset({"main", "article"})
_FOOT = re.compile(r"(?:^|[\s_-])footer(?:$|[\s_-])", re.I)
_ASIDE = frozenset({"nav", "aside", "form", "dialog"})


MIN_LIKENESS = 0.35
"""Of a headline with its kicker and the site's name behind it, the bare headline is at least this share."""


HEAD_LINES = 40
"""So many pieces of text after the headline are its head: byline, date, reading time, buttons."""
NEAR = 16
"""So many of them are where a byline without markup stands."""
LINE = 120
"""A longer piece of text is a paragraph: what it says of days is the story's matter."""


@dataclass(frozen=True)
class Sources:
    """What one page holds. `meta` maps the folded name of a meta element (name, property, itemprop, http-equiv) to its
    contents in order: ask by `all` and `first`; `rel` the relation of a link element to its addresses; `items` an
    itemprop's elements; `marks` are the attributes of the whole page."""

    tree: HtmlElement
    url: str | None
    meta: Mapping[str, tuple[str, ...]]
    rel: Mapping[str, tuple[str, ...]]
    nodes: tuple[Node, ...]
    headings: tuple[HtmlElement, ...]
    times: tuple[HtmlElement, ...]
    title: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    marks: Marks = field(default_factory=dict)

    def all(self, *names: str) -> Iterator[tuple[str, str]]:
        """The values of the meta elements of these names, in the order of the names: value and name."""
        for name in names:
            for value in self.meta.get(_folded(name), ()):
                yield value, name

    def first(self, *names: str) -> str | None:
        """The first of them."""
        return next((value for value, _ in self.all(*names)), None)

    @cached_property
    def articles(self) -> tuple[Node, ...]:
        """The JSON-LD objects that describe this page's article, best first. Where several do not say which of them
        is this page (a section's list beside it), the first."""
        found = [n for n in self.nodes if jsonld.ARTICLES.intersection(jsonld.types(n))]
        found.sort(key=lambda n: not jsonld.NEWS.intersection(jsonld.types(n)))
        own = [n for n in found if any(map(self._is_own, _addresses(n)))]
        return tuple(own or self._named(found) or found[:1])

    def _is_own(self, address: str) -> bool:
        found = resolve(self.url, address)
        return found in self.own or any(same_page(found, own) for own in self.own)

    def _named(self, nodes: list[Node]) -> list[Node]:
        titles = [key(t) for t in (self.title, self.first("og:title")) if t]
        return [n for n in nodes if any((h := key(str(n.get("headline") or ""))) and h in t for t in titles)]

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The addresses by which the page knows itself."""
        told = dict.fromkeys((self.url, *self.rel.get("canonical", ()), self.first("og:url")))
        return tuple(a for t in told if (a := resolve(self.url, t)))

    @cached_property
    def pages(self) -> tuple[Node, ...]:
        """The JSON-LD objects of the page itself, where they are no article."""
        return tuple(n for n in self.nodes if "WebPage" in (jsonld.types(n) or ("",))[0])

    @cached_property
    def marked(self) -> tuple[tuple[HtmlElement, str], ...]:
        """The elements that speak of authors, dates, titles or sources, each with its words (see `speaking`)."""
        return speaking(self.marks)

    @cached_property
    def related(self) -> tuple[tuple[HtmlElement, str], ...]:
        """The elements with a rel, in the page's order, each with it."""
        return tuple([(e, own["rel"]) for e, own in self.marks.items() if "rel" in own])

    @cached_property
    def items(self) -> Mapping[str, tuple[HtmlElement, ...]]:
        """Microdata: itemprop → elements, those of related stories and comments left out."""
        found: dict[str, list[HtmlElement]] = {}
        for element, names in [(e, own["itemprop"]) for e, own in self.marks.items() if "itemprop" in own]:
            for name in names.split():
                found.setdefault(name, []).append(element)
        return {n: tuple(e for e in es[:20] if not self.is_aside(e)) for n, es in found.items()}

    @cached_property
    def heading(self) -> HtmlElement | None:
        """The element that shows the story's headline: the h1 that the page's metadata repeat best, where none does
        another element that they begin with, else the first h1 of the story that is not the site's name."""
        said = [k for t in (self.first("og:title"), *self._headlines(), self.title) if (k := key(squeeze(t or "")))]
        own = [(h, key(text_of(h))) for h in self.headings]
        own = [(h, text) for h, text in own if not self._is_masthead(h, text)]
        shown = [(h, text) for h, text in own if len(text) > 3 and text not in self.site_keys]
        likest = max(shown, key=lambda h: _likeness(h[1], said), default=None)
        if likest is not None and _likeness(likest[1], said) > MIN_LIKENESS:
            return likest[0]
        titled = (e for e, words in self.marked if _TITLED.search(words))
        for e in (*self.tree.iter("h2", "h3", "legend"), *islice(titled, 100)):
            text = key(text_of(e))
            if len(text) > 12 and any(t.startswith(text) and len(text) > 0.75 * len(t) for t in said):
                return e
        inside = [h for h, _ in shown if any(a.tag in ("article", "main") for a in h.iterancestors())]
        return next(iter([*inside, *(h for h, _ in shown)]), None)

    def _is_masthead(self, heading: HtmlElement, name: str) -> bool:
        """Whether a heading, `name` its text folded, is the site's name: a link to the front page, or what the page's
        title has beside the headline (`Site: Headline`)."""
        title, og = key(self.title), key(self.first("og:title"))
        if len(name) < len(og) and title in (name + og, og + name):
            return True
        link = next((a for a in heading.iterdescendants("a") if a.get("href") is not None), None)
        if link is None:
            parent = heading.getparent()
            link = parent if parent is not None and parent.tag == "a" else None
        address = resolve(self.url, link.get("href")) if link is not None else None
        return address is not None and re.fullmatch(r"(?:https?://[^/]*)?/?(?:[a-z]{2}/?)?", address) is not None

    @cached_property
    def head_lines(self) -> tuple[str, ...]:
        """The pieces of text that follow the headline, each on one line: byline, date and the story's first words. Not
        many after the second paragraph, where there is no date any more, nor a byline."""
        found: list[str] = []
        paragraphs = 0
        for line in islice(texts_after(self.heading), HEAD_LINES) if self.heading is not None else ():
            found.append(line)
            paragraphs += len(line) > LINE
            if paragraphs > 1 and len(found) > NEAR:
                break
        return tuple(found)

    @cached_property
    def numbered(self) -> tuple[tuple[str, HtmlElement], ...]:
        """The page's pieces of text that have a figure in them (see `numbered_texts`)."""
        return numbered_texts(self.tree)

    def is_aside(self, element: HtmlElement, *, by_tag: bool = True) -> bool:
        """Whether an element stands in a list of other stories, a comment, the navigation or the foot of the page.
        What holds the headline is never aside, whatever a theme calls it (`has-sidebar`). `by_tag=False` lets class
        words alone tell: some sites set the byline in an `aside` beside the headline."""
        for ancestor in element.iterancestors():
            if ancestor in self._around_heading or ancestor.tag == "body":
                return False
            # a theme's class list on an article says nothing of what stands in it
            words = "" if ancestor.tag in _STORY else f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"
            related, foot = _says(words)
            if (by_tag and ancestor.tag in _ASIDE) or related:
                return True
            # the foot of an article is the article's: many themes set date and author there
            foot = foot or ancestor.tag == "footer"
            if foot and not any(a.tag == "article" for a in ancestor.iterancestors()):
                return True
        return False

    @cached_property
    def _around_heading(self) -> frozenset[HtmlElement]:
        return frozenset(self.heading.iterancestors() if self.heading is not None else ())

    def _headlines(self) -> Iterator[str]:
        for node in self.articles:
            yield from jsonld.strings(node.get("headline"))

    @cached_property
    def site_names(self) -> tuple[str, ...]:
        """What the site calls itself, most telling first, each as printed."""
        names = ("og:site_name", "application-name", "publisher", "dc.publisher")
        told = [v.partition(" (")[0] for v, _ in self.all(*names)]
        for node in (*self.articles, *self.pages, *self.nodes):
            told += [s for p in objects_of(node, "publisher") for s in jsonld.strings(p.get("name"))]
            if {"WebSite", "Organization", "NewsMediaOrganization"}.intersection(jsonld.types(node)):
                told += [s for k in ("name", "alternateName") for s in jsonld.strings(node.get(k))]
        shown = (squeeze(t) for t in told)
        return tuple(dict.fromkeys(n for n in shown if n and "://" not in n and len(n) < 80))

    @cached_property
    def domain(self) -> str | None:
        return registered_domain(self.url or next(iter(self.own), None))

    @cached_property
    def site_keys(self) -> frozenset[str]:
        """The site's names and domain folded, to compare with."""
        label = (self.domain or "").partition(".")[0]
        return frozenset(k for n in (*self.site_names, self.domain, label) if (k := key(n)))


@lru_cache(maxsize=4096)
def _says(words: str) -> tuple[bool, bool]:
    """Whether class words say that an element holds other stories or what belongs to the site, or that it is a foot."""
    return _RELATED.search(words) is not None, _FOOT.search(words) is not None


def _likeness(text: str, said: list[str]) -> float:
    """How much of what the metadata say an element's text is, where one holds the other (both folded)."""
    return max((min(len(text), len(t)) / max(len(text), len(t)) for t in said if text in t or t in text), default=0)


def gather(tree: HtmlElement, url: str | None, headers: Mapping[str, str], marks: Marks) -> Sources:
    """One pass over the elements that speak of the page; the tree stays as it is."""
    meta: dict[str, list[str]] = {}
    rel: dict[str, list[str]] = {}
    scripts, titles = [], []
    headings: list[HtmlElement] = []
    times: list[HtmlElement] = []
    for element in [e for e in marks if e.tag in _GATHERED]:  # the tree's own iterator takes four times as long
        own = marks[element]
        match element.tag:
            case "meta":
                _add_meta(meta, own)
                if own.get("name") == _MISPLACED:
                    scripts.append(own.get("content", ""))
            case "link":
                for name in own.get("rel", "").lower().split():
                    rel.setdefault(name, []).append(own.get("href", ""))
            case "script" if "ld+json" in own.get("type", "").lower():
                scripts.append(element.text or "")
            case "title" if not any(a.tag == "svg" for a in element.iterancestors()):
                titles.append(squeeze(element.text or ""))
            case "h1":
                headings.append(element)
            case "time":
                times.append(element)
            case _:
                pass
    return Sources(
        tree, url, _frozen(meta), _frozen(rel), jsonld.read(scripts), tuple(headings), tuple(times),
        next(filter(None, titles), None), {k.lower(): v for k, v in headers.items()}, marks,
    )  # fmt: skip


def _add_meta(meta: dict[str, list[str]], own: Mapping[str, str]) -> None:
    content = own.get("content", "").strip()
    if not content:
        return
    # pages put the same names into any of these attributes
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        if attribute in own:
            for name in own[attribute].lower().split():
                meta.setdefault(_folded(name), []).append(content)


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    # article:published_time is also written article:published:time, article.published_time, ...
    return name.replace(":", "").replace(".", "").replace("_", "").replace("-", "")


def _frozen(found: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(filter(None, values))) for name, values in found.items()}


def _addresses(node: Node) -> Iterator[str]:
    for name in ("url", "mainEntityOfPage", "@id"):
        value = node.get(name)
        for v in value if isinstance(value, list) else [value]:
            if isinstance(v, dict):
                v = v.get("@id") or v.get("url")
            if isinstance(v, str) and v:
                yield v.partition("#")[0]


def objects_of(node: Node, name: str) -> tuple[Node, ...]:
    """The objects that a node holds under a name."""
    return jsonld.objects(node.get(name))
