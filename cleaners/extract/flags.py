"""What kind of text it is, where the text itself tells: the record's flags."""

import re
from collections.abc import Iterable, Sequence
from typing import get_args

from cleaners.counting import count_words
from cleaners.extract.agencies import RELEASES, is_release_service
from cleaners.model import Block, Dateline, Document, Flag, Removal
from cleaners.signals import fold, folded, words

_SLASHED = re.compile(rf"/ ?(?:{RELEASES.pattern}) ?/|\((?:{RELEASES.pattern})\) ?--", re.I)
_IMMEDIATE = re.compile(
    r"(?:for immediate release|press release|news release|pressemitteilung|communiqué de presse|comunicado de prensa|"
    r"comunicado de imprensa|comunicato stampa|persbericht|пресс-релиз|basın bülteni|siaran pers|بيان صحفي)\W*"
)
_ISSUER = re.compile(r"SOURCE:? [^\s.][^.!?]{2,80}")
HELPLINES = re.compile(
    r"(?<![\d+])(?:116[ .-]?(?:123|111|117|000|006)|13[ .-]?11[ .-]?14|1[ -.]?800[ -.]?273[ -.]?8255|"
    r"0800[ .-]?111[ .-]?0[ .-]?"
    r"(?:111|222)|0800[ .-]?1110|1813|0900[ .-]?0113|0800[ .-]?2255|91[ -]?9152987821|1800[ -]?55[ -]?1800|18001|"
    r"1333|143|142)(?!\d)|\b(?:text|call|dial|ring|kontakt\w*) (?:or (?:text|call) )?(?:the number )?(?:988|3114|"
    r"024|112 200)\b"
)
"""Numbers of crisis lines: Europe's harmonised 116 numbers, Samaritans, Lifeline, the American, French, Spanish, Dutch,
Belgian, German, Austrian and Swiss ones. Short ones count only beside a word that tells to call."""
HELPLINE_WORDS = 90
_NUMBER = re.compile(r"116|13[ .-]?11|1333|14[23]|18(?:00|13)|0[89]00|024|112 200|273|3114|915|988")
"""What is in every number of HELPLINES, and in few others."""
_HELP = re.compile(
    r"\b(?:call|text|help ?line|hot ?line|support|crisis|samaritans|lifeline|suicid\w*|hilfe|seelsorge|telefon\w*|"
    r"ring|chat|"
    r"appel\w*|llam\w*|liga\w*|chiam\w*|telefono|bel|ringe?r?|hjelp\w*|hjälp\w*|телефон\w*|помощ\w*)\b"
)
_AFFILIATE = re.compile(r"affiliat|commission|provision|kickback|purchas|prowizj|comisi|commissioni|партн[её]рск", re.I)
_SPONSORED = re.compile(
    r"sponsor|advertorial|paid (?:content|post|partnership|for)|promoted|branded content|anzeige|werbung|publi-?r[eé]|"
    r"contenu partenaire|contenido patrocinado|patrocinad|conteúdo de marca|reklama|на правах рекламы|広告|廣告|"
    r"广告|iklan",
    re.I,
)
_OPINION = re.compile(
    r"opinion|views? expressed|those of the author|gastkommentar|meinung|opini|punto di vista|мнени", re.I
)


def find_flags(
    document: Document, removals: Sequence[Removal], kept: Sequence[Block], dateline: Dateline | None
) -> tuple[Flag, ...]:
    """The flags for which the text speaks, in the order of `Flag`; those of the metadata among them."""
    found: set[Flag] = {*document.metadata.flags, *_removed(document, removals)}
    if document.degraded:
        found.add("degraded")
    texts = [b.text for b in kept]
    if is_release_service(dateline.agency if dateline else None) or _is_release(texts, document, removals):
        found.add("press_release")
    if any(_is_helpline(document, b) for b in kept):
        found.add("service")
    return tuple(f for f in get_args(Flag) if f in found)


def _removed(document: Document, removals: Sequence[Removal]) -> Iterable[Flag]:
    listed = frozenset(r.block for r in removals if r.cleaner == "related_links")
    for r in removals:
        if r.cleaner == "paywall_notice":
            # `Read more` over a list of other stories: nothing of this one is held back
            block = document.blocks[r.block]
            if block.kind == "heading" and not block.links and r.block + 1 in listed:
                continue
            yield "truncated"
            if not re.search(r"more|continue_reading|stub", r.rule):
                yield "paywalled"
        elif r.cleaner == "live_chrome":
            yield "live"
        elif r.cleaner == "disclosure" and (flag := _disclosed(document, r)):
            yield flag


def _disclosed(document: Document, r: Removal) -> Flag | None:
    text = document.blocks[r.block].text
    said = f"{r.rule} {fold(text[slice(*r.span)] if r.span else text)}"
    if _AFFILIATE.search(said):
        return "affiliate"
    if _SPONSORED.search(said):
        return "sponsored"
    return "opinion" if _OPINION.search(said) else None


def _is_release(kept: Sequence[str], document: Document, removals: Sequence[Removal]) -> bool:
    if any(_SLASHED.search(text[:160]) for text in kept[:4]):
        return True
    if any(_IMMEDIATE.fullmatch(fold(text)) for text in kept[:2]):
        return True
    ends = [*kept[-2:], *(document.blocks[r.block].text for r in removals if r.field == "source")]
    named = any(_ISSUER.fullmatch(text.strip()) and text.startswith("SOURCE ") for text in ends)
    return named and any(re.match(r"About [A-Z]", text) and len(text) < 80 for text in kept)


def _is_helpline(document: Document, block: Block) -> bool:
    known = document.blocks[block.id] is block  # a text that was in order: it has been counted and folded before
    plain = folded(document, block) if known else fold(block.text)
    if not _NUMBER.search(plain):
        return False
    if (words(document, block) if known else count_words(block.text)) > HELPLINE_WORDS:
        return False
    return _HELP.search(plain) is not None and HELPLINES.search(plain) is not None
