"""What a page says of its place: site, own address, language, section, tags, what kind of piece it is."""

import re
from collections.abc import Iterator
from typing import cast

from lxml.etree import XPath

from cleaners.extract import jsonld
from cleaners.extract.sources import Sources, objects_of
from cleaners.extract.title import title_parts
from cleaners.extract.told import Told
from cleaners.model import Flag
from cleaners.normalise.names import key, squeeze
from cleaners.normalise.urls import is_front_page, registered_domain, resolve

_TAG_LINKS = XPath("//a[@rel][contains(concat(' ', @rel, ' '), ' tag ')]//text()[normalize-space()]")
_LANGUAGE = re.compile(r"([a-z]{2})(?:$|[-_])", re.I)
_OLD_CODES = {"iw": "he", "in": "id", "ji": "yi"}
"""Codes that ISO 639 withdrew in 1989 and software still prints."""
_FLAG_OF_TYPE: dict[str, Flag] = {
    "OpinionNewsArticle": "opinion", "AdvertiserContentArticle": "sponsored", "LiveBlogPosting": "live",
    "PressRelease": "press_release",
}  # fmt: skip
_PRESS_RELEASE = re.compile(r"\s*(?:press[ -]?releases?|pressemitteilung(?:en)?|communiqu[ée]s? de presse)\s*", re.I)
MAX_TAGS = 50
MAX_TAG = 80
"""A tag of more letters is a sentence that search engines were meant to read."""


def site_name(sources: Sources, posted_by: Told | None) -> Told | None:
    """The site's name as the page gives it; else the part of the title, or the posting account, that is the domain's
    first label."""
    for name in ("og:site_name", "application-name"):
        if value := sources.first(name):
            return Told(squeeze(value), f"meta {name}")
    for node in (*sources.articles, *sources.pages, *sources.nodes):
        for publisher in objects_of(node, "publisher"):
            for value in jsonld.strings(publisher.get("name")):
                return Told(squeeze(value), "JSON-LD publisher")
        if "WebSite" in jsonld.types(node):
            for value in jsonld.strings(node.get("name")):
                return Told(squeeze(value), "JSON-LD WebSite.name")
    label = key((sources.domain or "").partition(".")[0])
    for part in title_parts(sources.title or ""):
        if label and key(part) == label:
            return Told(part.strip(), "title, equal to the domain")
    if posted_by and label and key(posted_by.value) == label:
        return Told(posted_by.value, f"{posted_by.source}, equal to the domain")
    return None


def canonical_url(sources: Sources) -> Told | None:
    """The address that the page calls its own, absolute. One that is a site's bare front page, on a page that is not,
    is a template's mistake."""
    told = [(h, "link canonical") for h in sources.rel.get("canonical", ())]
    told += [(v, "meta og:url") for v, _ in sources.all("og:url")]
    for href, source in told:
        address = resolve(sources.url, href)
        if address and "://" in address and (not is_front_page(address) or is_front_page(sources.url)):
            return Told(address, source)
    return None


def elsewhere(canonical: Told | None, url: str | None) -> bool:
    """Whether the page calls an address of another site its own: it carries somebody else's story."""
    theirs = registered_domain(canonical.value) if canonical else None
    return bool(theirs and url and theirs != registered_domain(url))


def language(sources: Sources) -> Told | None:
    """ISO 639-1, as the page states it (nothing is detected here)."""
    root = sources.tree if sources.tree.tag == "html" else sources.tree.getroottree().getroot()
    told = [(root.get("lang") or root.get("xml:lang"), "html lang")]
    told += [(v, f"meta {n}") for v, n in sources.all("content-language", "og:locale", "dc.language", "language")]
    told += [(v, "JSON-LD inLanguage") for n in sources.articles for v in jsonld.strings(n.get("inLanguage"))]
    told += [(sources.headers.get("content-language"), "header Content-Language")]
    for value, source in told:
        if found := _LANGUAGE.match((value or "").strip()):
            code = found[1].lower()
            return Told(_OLD_CODES.get(code, code), source)
    return None


def section(sources: Sources, title: str | None) -> Told | None:
    """The section that the page names, else the last step of its breadcrumbs before the story."""
    for node in sources.articles:
        for value in jsonld.strings(node.get("articleSection")):
            return Told(squeeze(value), "JSON-LD articleSection")
    for value, name in sources.all("article:section", "og:section", "parsely-section", "cxenseparse:section"):
        return Told(squeeze(value), f"meta {name}")
    for node in sources.nodes:
        for crumbs in (node, *objects_of(node, "breadcrumb")):
            steps = [s for s in _steps(crumbs) if key(s) != key(title)]
            if len(steps) > 1:  # the first is the front page
                return Told(steps[-1], "JSON-LD BreadcrumbList")
    return None


def _steps(node: jsonld.Node) -> list[str]:
    if "BreadcrumbList" not in jsonld.types(node):
        return []
    items = jsonld.objects(node.get("itemListElement"))
    names = [next((s for v in (i.get("name"), i.get("item")) for s in jsonld.strings(v)), "") for i in items]
    return [squeeze(n) for n in names if n and "://" not in n]


def tags(sources: Sources) -> tuple[tuple[str, ...], str | None]:
    """The page's keywords, and where they stood: article:tag and JSON-LD, else meta keywords, else links of rel=tag."""
    own = [v for v, _ in sources.all("article:tag", "parsely-tags")]
    own += [s for n in sources.articles for s in jsonld.strings(n.get("keywords"))]
    if found := _tags(own):
        return found, "article:tag, JSON-LD keywords"
    if found := _tags([v for v, _ in sources.all("news_keywords", "keywords")]):
        return found, "meta keywords"
    tagged = any("tag" in rel for _, rel in sources.related)
    if tagged and (found := _tags([str(t) for t in cast("list[str]", _TAG_LINKS(sources.tree))])):
        return found, "links rel=tag"
    return (), None


def _tags(values: list[str]) -> tuple[str, ...]:
    found = {key(t): t for v in values for part in re.split(r"[,;،、]", v) if (t := squeeze(part).lstrip("#"))}
    return tuple(t for k, t in found.items() if k and len(t) <= MAX_TAG)[:MAX_TAGS]


def page_types(sources: Sources) -> tuple[str, ...]:
    """What the page calls itself: its JSON-LD types in their order, og:type."""
    told = [t for n in sources.nodes for t in jsonld.types(n)]
    og = sources.first("og:type")
    return tuple(dict.fromkeys([*told, *([f"og:{og.lower()}"] if og else [])]))


def flags(sources: Sources, section_name: str | None) -> Iterator[tuple[Flag, str]]:
    """What the page states of its story, each with where it does."""
    for node in sources.articles:
        if any(_is_false(n.get("isAccessibleForFree")) for n in (node, *objects_of(node, "hasPart"))):
            yield "paywalled", "JSON-LD isAccessibleForFree"
        for kind in jsonld.types(node):
            if kind in _FLAG_OF_TYPE:
                yield _FLAG_OF_TYPE[kind], f"JSON-LD {kind}"
        if any(_PRESS_RELEASE.fullmatch(g) for g in jsonld.strings(node.get("genre"))):
            yield "press_release", "JSON-LD genre"
    if (sources.first("article:content_tier") or "").strip().lower() in ("locked", "metered"):
        yield "paywalled", "meta article:content_tier"
    if _PRESS_RELEASE.fullmatch(section_name or ""):
        yield "press_release", "section"


def _is_false(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower().rpartition("/")[2] == "false")
