"""The images that a story shows, with the captions and credits that belong to them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from lxml.html import HtmlElement

from cleaners.extract.elements import CAPTION_CLASSES, resolve, words_of
from cleaners.model import Image
from cleaners.normalise.numbers import number
from cleaners.normalise.urls import split

MAX_IMAGES = 50
TAGS = ("img", "amp-img")
SMALL = 100
"""An image that says it is narrower or lower (in CSS pixels) is an icon."""
SOURCES = ("data-src", "data-lazy-src", "data-original", "data-full-src", "src")
"""Attributes that hold an image's address; those of lazy loading first, because `src` is a placeholder then."""
CREDIT_WORDS = frozenset(
    """credit credits photo-credit image-credit media-credit copyright wp-caption-credit source image-source
    photographer caption-credit""".split()
)
FOREIGN = frozenset(
    "ad ads adv advert advertisement banner sponsor promo related recommended share social author avatar logo".split()
)
_CREDIT = re.compile(
    r"[(\[|]\s*(?:(?:photo|foto|picture|image|bild|crédit|credit|quelle|source|фото|写真|사진)[^:()]{0,20}:\s*)?"
    r"([^()\[\]|]{3,80})[)\]]?\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:photo(?:graph)?|foto|image|picture|bild|credit|crédits?|quelle|фото|copyright|©)\s*(?:by|credit|:|©)+\s*(.{3,80})$",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")
_PART = re.compile(r"[-_]+")


def read_images(
    article: HtmlElement, region: HtmlElement, base: str | None, known: tuple[Image, ...]
) -> tuple[Image, ...]:
    """The images of the story, each with caption and credit where its figure has them: those that the metadata knows
    first, with the caption of their likeness anywhere in the region; then those in the article's element, in order."""
    found = list(_in_page(region, base))
    merged: list[Image] = []
    for image in known:
        twin = next((f for _, f in found if _name(f.url) == _name(image.url)), None)
        if twin is not None:
            found = [(e, f) for e, f in found if f is not twin]
            image = Image(image.url, image.caption or twin.caption, image.credit or twin.credit, image.lead)
        merged.append(image)
    inside = frozenset(article.iter(*TAGS))
    merged += [f for e, f in found if e in inside]
    if merged and not any(image.lead for image in merged):
        merged[0] = replace(merged[0], lead=True)
    return tuple(merged[:MAX_IMAGES])


def _in_page(region: HtmlElement, base: str | None) -> Iterator[tuple[HtmlElement, Image]]:
    seen: set[str] = set()
    for img in region.iter(*TAGS):
        address = next((a for s in SOURCES if (a := (img.get(s) or "").strip()) and not a.startswith("data:")), None)
        if address is None or _is_small(img):
            continue
        url = resolve(base, address)
        if url not in seen and not _is_foreign(img, region) and url.startswith(("http://", "https://")):
            seen.add(url)
            caption, credit = _caption(img)
            yield img, Image(url, caption, credit)


def _is_foreign(img: HtmlElement, region: HtmlElement) -> bool:
    """Whether the image is an advert's, a person's or another story's."""
    for node in (img, *img.iterancestors()):
        if node is region:
            return False
        if any(map(_names_foreign, words_of(node))):
            return True
    return False


@lru_cache(maxsize=4096)
def _names_foreign(word: str) -> bool:
    return not FOREIGN.isdisjoint(_PART.split(word))


def _is_small(img: HtmlElement) -> bool:
    sizes = (img.get("width") or "", img.get("height") or "")
    return any((n := number(s)) is not None and n < SMALL for s in sizes)


def _name(url: str) -> str:
    """An image's file name without what scaling adds to it (`-1024x683`, `_small`)."""
    return re.sub(
        r"[-_](?:\d{2,4}x\d{2,4}|scaled|small|medium|large|thumb)(?=\.\w+$)", "", split(url).path.rsplit("/", 1)[-1]
    )


def _caption(img: HtmlElement) -> tuple[str | None, str | None]:
    """The text that the image's figure gives it, and whose image it says it is."""
    node, holder = img.getparent(), None
    for _ in range(4):
        if node is None:
            break
        if node.tag == "figure" or any("caption" in w or "figure" in w for w in words_of(node)):
            holder = node
            break
        node = node.getparent()
    if holder is None:
        return None, None
    captions = [
        e
        for e in holder.iter()
        if e.tag == "figcaption" or (isinstance(e.tag, str) and not CAPTION_CLASSES.isdisjoint(words_of(e)))
    ]
    if not captions:
        return None, None
    text = _SPACE.sub(" ", captions[0].text_content()).strip()
    own = next((e for e in captions[0].iter() if not CREDIT_WORDS.isdisjoint(words_of(e))), None)
    if own is None:
        own = next(
            (e for e in holder.iter() if isinstance(e.tag, str) and not CREDIT_WORDS.isdisjoint(words_of(e))), None
        )
    credit = _SPACE.sub(" ", own.text_content()).strip() if own is not None else None
    if credit is None and (m := _CREDIT.search(text) or _LABEL.search(text)):
        credit = m.group(1).strip()
    return text or None, credit or None
