"""What elements are called: their names, and the groups that the words of their class and id belong to."""

import re
from functools import lru_cache

GROUPS: dict[str, str] = {
    "share": "share shares sharing sharebar social socials sharedaddy addthis addtoany follow",
    "related": "related recommended recommend recommendation recommendations more readmore similar recirc also popular "
    "trending most latest mostread teaser teasers card cards promo promos promotion outbrain taboola next read list "
    "feed onward inline linklist",
    "author": "author authors byline bylines bio vcard contributor writer avatar profile autor auteur",
    "comment": "comment comments respond reply disqus discussion reader readers community",
    "letter": "newsletter newsletters subscribe subscription signup sign mailchimp mc form email cta paywall piano "
    "register login donate donation membership member",
    "advert": "ad ads adv advert advertisement advertising sponsor sponsored banner dfp gpt slot commercial affiliate",
    "caption": "caption captions credit credits figcaption image img photo picture gallery media figure slideshow "
    "video player audio copyright",
    "embed": "embed embedded twitter tweet instagram facebook youtube oembed iframe",
    "tags": "tag tags topics topic categories category cat keywords kicker label labels section eyebrow rubric",
    "meta": "meta date time timestamp published updated dateline info details data posted stats views reading",
    "nav": "nav navigation menu breadcrumb breadcrumbs pagination pager prev previous header footer sidebar widget "
    "toolbar tools toc contents jump skip bar masthead",
    "legal": "cookie cookies consent gdpr disclaimer disclosure legal notice correction corrections editor note notes "
    "footnote footnotes message alert",
    "box": "box aside infobox factbox sidebox module block callout highlight pull pullquote quote quiz poll survey",
    "body": "body content text article story entry post paragraph paragraphs prose copy main richtext rich wysiwyg",
    "lead": "lead lede intro introduction standfirst deck dek subtitle subheadline subhead subheading summary abstract "
    "excerpt description chapo vorspann teasertext headline title heading",
}
"""Parts of class and id words, by what editors mostly call so. The model learns what each is worth; no word
decides."""
_PART = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
_WORD_GROUPS: dict[str, int] = {}
for _n, _words in enumerate(GROUPS.values()):
    for _w in _words.split():
        _WORD_GROUPS[_w] = _WORD_GROUPS.get(_w, 0) | 1 << _n
TAGS = (
    "aside", "footer", "header", "nav", "form", "figure", "section", "article", "main", "ul", "table", "blockquote",
    "details",
)  # fmt: skip
_TAG_BITS = {tag: 1 << n for n, tag in enumerate(TAGS, 2 * len(GROUPS))}


@lru_cache(maxsize=4096)
def read_step(step: str) -> int:
    """As bits, the word groups of a path step's class and id, and above those of two steps its element's place among
    TAGS."""
    tag, _, rest = step.replace("#", ".").partition(".")
    called = _TAG_BITS.get(tag, 0)
    for word in rest.replace(".", " ").replace("-", " ").replace("_", " ").replace(":", " ").split():
        if word in _WORD_GROUPS:
            called |= _WORD_GROUPS[word]
        elif not (word.isalpha() and word.islower()):  # else it has no parts
            for part in _PART.split(word):
                called |= _WORD_GROUPS.get(part.lower(), 0)
    return called


@lru_cache(maxsize=4096)
def inline(steps: tuple[str, ...]) -> tuple[bool, bool, bool, bool]:
    """Whether a link, heavy type, emphasis or a named span is among a path's last steps."""
    tags = {step.partition(".")[0].partition("#")[0] for step in steps}
    return "a" in tags, not tags.isdisjoint(("strong", "b")), not tags.isdisjoint(("em", "i")), "span" in tags
