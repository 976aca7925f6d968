"""What a person means by a source or a language, held against what the store has: a mistyped one is told, with what
there is, and does not look like a selection that is empty."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from crawler.store import Store

MOST_NAMED = 12
CODES = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
    en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
    ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na
    nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn
    so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()
)
"""ISO 639-1, with those that it has withdrawn and pages still tell. A language that has no code there has one of three
letters, in 639-3, which knows thousands."""
LONG_CODE = re.compile("[a-z]{3}")


def source(store: "Store", told: str) -> str:
    """The name of the source that is meant by a name or an address. Raises UsageError where there is none."""
    from crawler.sources.model import same_front
    from crawler.store.facets import sources_in

    known = sources_in(store)
    if told in known:
        return told
    if found := [name for name, url in known.items() if "." in told and same_front(told, url or name)]:
        return found[0]
    close = get_close_matches(told, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there is {_listed(sorted(known))}"
    raise click.UsageError(f"{store.name} has no source '{told}' (--source); {hint}")


def language(store: "Store", told: str) -> str:
    """The code of the language that is meant. Raises UsageError for what is no code; one that no record has is one."""
    from crawler.store.facets import languages_in

    code = told.lower()
    if code in CODES or LONG_CODE.fullmatch(code):
        return code
    known = languages_in(store)
    if code in known:
        return code
    there = _listed(f"{name} ({count:,})" for name, count in known.items())
    raise click.UsageError(f"'{told}' is no code of a language, as en or de (--language); there is {there}")


def nothing(store: "Store", told: str | None) -> str:
    """What is said where a selection has met nothing: `told` is the language that was asked for."""
    from crawler.store.facets import languages_in

    languages = languages_in(store) if told else {}
    if told and told not in languages:
        return f"no record is in the language {told}; there is {_listed(f'{n} ({c:,})' for n, c in languages.items())}"
    return "no record is as it was asked for"


def _listed(names: Iterable[str]) -> str:
    all_ = list(names)
    more = f" and {len(all_) - MOST_NAMED:,} more" if len(all_) > MOST_NAMED else ""
    return ", ".join(all_[:MOST_NAMED]) + more or "none"
