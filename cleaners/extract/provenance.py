"""Whose story it is and what may be done with it, from the markup: source boxes, syndication, rights, images."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from cleaners.extract import jsonld
from cleaners.extract.dom import text_of
from cleaners.extract.reservations import reservations
from cleaners.extract.sources import Sources, objects_of
from cleaners.extract.told import Told
from cleaners.model import Hints, Image, Rights
from cleaners.normalise.names import squeeze
from cleaners.normalise.urls import resolve

_BOX = re.compile(
    r"(?:^|\s)(?:(?:[\w-]+[-_])?(?:post|article|entry|news|story|content|bottom)[-_]{1,2}source(?:[-_]via|[-_]name|[-_]link)?|"
    r"\w*(?:article|art|post|news|story)Source|source)(?:\s|$)"
)
_LABEL = re.compile(
    r"^\W*(?:(?:original |news )?source|quelle|fuente|fonte|kaynak|источник|джерело|المصدر|مصدر|来源|來源|出典|출처|"
    r"bron|kilde|källa|lähde|zdroj|źródło|forrás|sursa|πηγή|منبع|स्रोत|sumber|nguồn|chanzo)(?:\s*[:：]\s*|\s+|$)",
    re.I,
)
_VIA = re.compile(r"^\W*via\b", re.I)
MAX_SOURCE = 100
"""A box of more letters is a paragraph in an unluckily named wrapper."""
MAX_BOXES = 40
"""So many boxes are looked at."""


def origin(sources: Sources) -> tuple[Told | None, Told | None]:
    """The name and the address of the source that markup gives: a theme's source box first, then what metadata say
    of syndication. A name or address of the page itself is none."""
    called = (e for e, words in sources.marked if "ource" in words and "ource" in (e.get("class") or ""))
    for element in islice(called, MAX_BOXES):
        if found := _in_box(element, sources):
            return found
    for value, name in sources.all("syndication-source", "original-source"):
        address = resolve(sources.url, value) if "://" in value else None
        if address and address not in sources.own:
            return None, Told(address, f"meta {name}")
        if not address and 2 < len(value) <= MAX_SOURCE:
            return Told(squeeze(value), f"meta {name}"), None
    for node in sources.articles:
        for based in (node.get("isBasedOn"), node.get("isBasedOnUrl")):
            for text in jsonld.strings(based):
                told = Told(text, "JSON-LD isBasedOn")
                if "://" in text:
                    return None, told if text not in sources.own else None
                return told, None
    return None, None


def _in_box(element: HtmlElement, sources: Sources) -> tuple[Told | None, Told | None] | None:
    box = _BOX.search(element.get("class") or "")
    if not box or sources.is_aside(element):
        return None
    if any(a.tag in ("figure", "figcaption", "picture", "video") for a in element.iterancestors()):
        return None  # a photograph's source
    text = text_of(element)
    if len(text) > MAX_SOURCE or _VIA.match(text):
        return None
    link = element if element.tag == "a" else element.find(".//a[@href]")
    name = _LABEL.sub("", text_of(link) if link is not None else text).strip(" :")
    if len(name) < 2 or not (_LABEL.match(text) or (link is not None and box[0].strip() != "source")):
        return None
    where = f"element of class {box[0].strip()}"
    address = resolve(sources.url, link.get("href")) if link is not None else None
    return Told(name, where), Told(address, where) if address else None


def rights(sources: Sources, hints: Hints = Hints()) -> tuple[Rights, str | None]:
    """The notice, the licence, and what machines are asked not to do; with where the first of them stood."""
    notices = [(v, f"meta {n}") for v, n in sources.all("copyright", "dcterms.rights", "dc.rights", "rights")]
    licences = [(h, "link license") for h in sources.rel.get("license", ())]
    for node in sources.articles:
        notices += [(v, "JSON-LD copyrightNotice") for v in jsonld.strings(node.get("copyrightNotice"))]
        licences += [(v, "JSON-LD license") for v in jsonld.strings(node.get("license"))]
    licences += [(v, f"meta {n}") for v, n in sources.all("dcterms.license", "dc.rights.license")]
    licences += [(href, "link rel=license") for href in islice(_licences(sources), 1)]
    reserved = dict(reservations(sources, hints))
    first = next((s for _, s in (*notices[:1], *licences[:1])), next(iter(reserved.values()), None))
    notice = squeeze(notices[0][0]) if notices else None
    licence = (resolve(sources.url, licences[0][0]) or licences[0][0].strip() or None) if licences else None
    return Rights(notice, licence, tuple(reserved)), first


def _licences(sources: Sources) -> Iterator[str]:
    for element, rel in sources.related:
        if "license" in rel.split(" ") and element.tag == "a":
            yield element.get("href") or ""


def lead_image(sources: Sources) -> tuple[Image, str] | None:
    """The image that the page names as its own, with caption and credit where it gives them."""
    for node in sources.articles:
        for image in objects_of(node, "image"):
            where = next((s for k in ("url", "contentUrl", "@id") for s in jsonld.strings(image.get(k))), None)
            if address := resolve(sources.url, where):
                caption, credit = (_text(image, *keys) for keys in (("caption", "description"), _CREDITS))
                return Image(address, caption, credit, lead=True), "JSON-LD image"
    for value, name in sources.all("og:image", "og:image:url", "og:image:secure_url", "twitter:image"):
        if address := resolve(sources.url, value):
            return Image(address, lead=True), f"meta {name}"
    for node in sources.articles:
        for value in jsonld.strings(node.get("image")):
            if address := resolve(sources.url, value):
                return Image(address, lead=True), "JSON-LD image"
    return None


_CREDITS = ("creditText", "copyrightNotice", "author", "creator", "copyrightHolder")


def _text(node: jsonld.Node, *names: str) -> str | None:
    found = (squeeze(s) for n in names for s in jsonld.strings(node.get(n)) if "://" not in s)
    return next(filter(None, found), None)
