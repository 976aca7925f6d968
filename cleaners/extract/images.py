"""The images that a story shows, with the captions and credits that belong to them."""

import re
from collections.abc import Collection, Iterator, Sequence
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
_SCALED = re.compile(r"[-_](?:\d{2,4}x\d{2,4}|scaled|small|medium|large|thumb)(?=\.\w+$)")


def read_images(
    article: HtmlElement, region: HtmlElement, base: str | None, known: tuple[Image, ...]
) -> tuple[Image, ...]:
    """The images of the story, each with caption and credit where its figure has them: those that the metadata knows
    first, with the caption of their likeness anywhere in the region; then those in the article's element, in order."""
    inside = frozenset(article.iter(*TAGS))
    shown = list(_in_page(region, base))
    names = {_name(image.url) for image in known}
    # most of a page's images are neither: where they stand need not be known
    wanted = {url for img, url in shown if img in inside or (names and _name(url) in names)}
    found = _own(shown, wanted, region)
    merged: list[Image] = []
    for image in known:
        twin = next((url for url in found if _name(url) == _name(image.url)), None)
        if twin is not None:
            caption, credit = _caption(found.pop(twin))
            image = Image(image.url, image.caption or caption, image.credit or credit, image.lead)
        merged.append(image)
    more = [(url, img) for url, img in found.items() if img in inside]
    merged += [Image(url, *_caption(img)) for url, img in more[:MAX_IMAGES]]
    if merged and not any(image.lead for image in merged):
        merged[0] = replace(merged[0], lead=True)
    return tuple(merged[:MAX_IMAGES])


def _in_page(region: HtmlElement, base: str | None) -> Iterator[tuple[HtmlElement, str]]:
    """The region's images that are no icons, each with its address."""
    for img in region.iter(*TAGS):
        address = _address(img)
        if address is not None and not _is_small(img):
            url = resolve(base, address)
            if url.startswith(("http://", "https://")):
                yield img, url


def _address(img: HtmlElement) -> str | None:
    """Where the image is, as the first attribute says that has no picture itself in it."""
    for source in SOURCES:
        if (told := img.get(source)) and (address := told.strip()) and not address.startswith("data:"):
            return address
    return None


def _own(
    shown: Sequence[tuple[HtmlElement, str]], wanted: Collection[str], region: HtmlElement
) -> dict[str, HtmlElement]:
    """Of each address that is wanted the first image that is the story's own."""
    found: dict[str, HtmlElement] = {}
    for img, url in shown:
        if url in wanted and url not in found and not _is_foreign(img, region):
            found[url] = img
    return found


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
    told = [number(size) for size in (img.get("width"), img.get("height")) if size]
    return min([n for n in told if n is not None], default=SMALL) < SMALL


@lru_cache(maxsize=1024)
def _name(url: str) -> str:
    """An image's file name without what scaling adds to it (`-1024x683`, `_small`)."""
    return _SCALED.sub("", split(url).path.rsplit("/", 1)[-1])


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
