"""Pairs of texts of which it is known whether one is a copy of the other; the same pairs on every machine.

The texts are invented wire items in nine languages (stories.toml) and, where they are at hand, the gold pages that the
other benchmarks use. Kinds of events and sites are split in two: thresholds are chosen on one half (`tune`), the
figures are of the other (`test`).
"""

import gzip
import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any
from zlib import crc32

HERE = Path(__file__).resolve().parent
SETS = ("aeb", "fundus", "wcxb")
UNSPACED = frozenset({"zh", "ja", "th"})
LEAST, MOST = 600, 12_000
"""Letters of a gold text that is used: what is shorter is a stub, what is longer a book's chapter."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts, whether one is a copy of the other, and how they were made."""

    kind: str
    same: bool
    half: str
    language: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text to make pairs of; `site` where it is from."""

    text: str
    site: str
    language: str
    half: str


Desk = Mapping[str, Any]
EVENTS = 6
COPIES_OF_ITEMS, ITEMS = 40, 24
"""So many copies, and hard negatives of each kind, are made of each kind of invented event."""


def pairs(shared: Path | None) -> Iterator[Pair]:
    """All pairs; those of gold texts only where `shared` has the corpus."""
    desks = _desks()
    texts = list(gold(shared)) if shared else []
    yield from _of_items(desks)
    yield from _translations(desks)
    yield from _copies(texts, desks)
    yield from _rivals(texts)


def tellings(half: str) -> Iterator[list[list[str]]]:
    """For each kind of invented event some events of it that have no name in common, each as a list of its tellings."""
    for language, desk in _desks().items():
        for event, told in desk.items():
            if isinstance(told, dict) and told["half"] == half:
                used: dict[str, str] = {}
                most = min(EVENTS, *(len(desk[k]) // 2 for k in ("places", "persons", "orgs")))
                yield [
                    _telling(desk, told, Random(f"telling {language} {event} {n}"), language, used) for n in range(most)
                ]


def _telling(desk: Desk, told: Desk, rng: Random, language: str, used: dict[str, str]) -> list[str]:
    known = facts(desk, rng, used)
    used |= {f"{len(used)} {k}": known[k] for k in ("place", "place2", "person", "person2", "org", "org2")}
    text, lead = told["a"].format(**known), told["b"].format(**known).split("\n\n")[0]
    return [text, *(WAYS[kind](Text(text, "", language, ""), desk, rng, lead) for kind in WAYS for _ in range(2))]


def _desks() -> dict[str, Any]:
    desks = tomllib.loads((HERE / "stories.toml").read_text(encoding="utf-8"))
    for language, desk in desks.items():
        told = " ".join(event["b"] for event in desk.values() if isinstance(event, dict))
        desk["words"] = [
            w for w in _pieces(Text(told, "", language, "")) if w.isalpha() and w.islower() == (w.upper() != w)
        ]
    return desks


def gold(shared: Path) -> Iterator[Text]:
    """The gold texts, once each."""
    seen = set[str]()
    for name in SETS:
        file = shared / "corpus" / f"{name}.dev.jsonl.gz"
        if not file.exists():
            continue
        for line in gzip.decompress(file.read_bytes()).splitlines():
            row = json.loads(line)
            text = row["text"] or ""
            head = text[:60]
            if row["kind"] == "article" and LEAST <= len(text) <= MOST and head not in seen:
                seen.add(head)
                half = "test" if crc32(row["domain"].encode()) % 2 else "tune"
                yield Text(text, row["domain"], _script(text), half)


def _script(text: str) -> str:
    return "zh" if len(re.findall(r"[\u3040-\u30ff\u4e00-\u9fff\u0e00-\u0e7f]", text)) > len(text) / 3 else "any"


# ---- invented items -------------------------------------------------------------------------------------------------


def facts(
    desk: Desk, rng: Random, other: Mapping[str, str] = MappingProxyType({}), keep: Sequence[str] = ()
) -> dict[str, str]:
    """What an item is about: nothing that the `other` is about, but for what is to be kept of that."""
    free = ([name for name in desk[k] if name not in other.values()] for k in ("places", "persons", "orgs"))
    places, persons, orgs = (rng.sample(names, 2) for names in free)
    found = {"place": places[0], "place2": places[1], "person": persons[0], "person2": persons[1],
             "org": orgs[0], "org2": orgs[1], "month": rng.choice(desk["months"]), "day": str(rng.randint(1, 28)),
             "time": f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}"}  # fmt: skip
    found |= {f"n{n}": str(rng.randint(3, rng.choice((30, 99, 950)))) for n in range(1, 7)}
    found |= {f"d{n}": f"{rng.randint(1, 9)}.{rng.randint(0, 9)}" for n in range(1, 5)}
    found |= {k: other[k] for k in keep}
    return found | {"PLACE": found["place"].upper()}


def _of_items(desks: Mapping[str, Desk]) -> Iterator[Pair]:
    for language, desk in desks.items():
        for event, told in desk.items():
            if isinstance(told, dict):
                yield from _of_event(desk, told, language, event)


def _of_event(desk: Desk, told: Desk, language: str, event: str) -> Iterator[Pair]:
    def pair(kind: str, same: bool, one: str, other: str) -> Pair:
        return Pair(kind, same, told["half"], language, one, other)

    for n in range(COPIES_OF_ITEMS):
        rng = Random(f"{language} {event} {n}")
        known = facts(desk, rng)
        text = told["a"].format(**known)
        kind = list(WAYS)[n % len(WAYS)]
        lead = told["b"].format(**known).split("\n\n")[0]
        yield pair(f"item: {kind}", True, text, WAYS[kind](Text(text, "", language, ""), desk, rng, lead))
    for n in range(ITEMS):
        rng = Random(f"{language} {event} rival {n}")
        known = facts(desk, rng)
        text = told["a"].format(**known)
        yield pair("template, other facts", False, text, told["a"].format(**facts(desk, rng, known)))
        same = ("place", "org", "month", *(("person",) if "{n1}" in told["a"] else ()))
        near = facts(desk, rng, known, same)
        yield pair("template, same place and firm", False, text, told["a"].format(**near))
        yield pair("same event, other desk", False, text, told["b"].format(**known))


def _translations(desks: Mapping[str, Desk]) -> Iterator[Pair]:
    """The same event in two languages, with the names left as they are."""
    for event in ("quake", "market"):
        homes = [language for language, desk in desks.items() if event in desk]
        for n in range(40):
            rng = Random(f"translation {event} {n}")
            one, other = rng.sample(homes, 2)
            known = facts(desks[one], rng)
            texts = [desks[x][event]["a"].format(**known) for x in (one, other)]
            half = "test" if n % 2 else "tune"
            yield Pair("translation", False, half, f"{one} {other}", *texts)


# ---- copies ---------------------------------------------------------------------------------------------------------

Way = Callable[[Text, Desk, Random, str], str]


def framed(t: Text, desk: Desk, rng: Random, _lead: str = "") -> str:
    """Another headline, another dateline, and a tail of the site's own."""
    place = facts(desk, rng)
    words = _pieces(t)
    title = "".join(rng.choice(words) + ("" if t.language in UNSPACED else " ") for _ in range(7)).strip()
    dateline = rng.choice(desk["dateline"]).format(**place)
    return f"{title}\n\n{dateline}{t.text}\n\n{rng.choice(desk['tail'])}"


def edited(t: Text, desk: Desk, rng: Random, _lead: str = "") -> str:
    """A word in sixty to a word in twenty is dropped, or another is put before it or, once in a while with the next
    one, in its place: words that the text does not have."""
    words = _pieces(t, keep=True)
    ordinary = [n for n, w in enumerate(words) if w.strip() and not any(c.isdigit() for c in w) and "\n" not in w]
    every = rng.randint(20, 60) * (2 if t.language in UNSPACED else 1)
    for n in rng.sample(ordinary[:-1], max(1, len(ordinary) // every)):
        new = [rng.choice(desk["words"]) for _ in range(2)]
        change = rng.randrange(6)
        words[n] = (new[0], new[1], "", "", f"{new[0]} {words[n]}", " ".join(new))[change]
        if change == 5:
            words[ordinary[ordinary.index(n) + 1]] = ""
    return "".join(words)


def cut(t: Text, _desk: Desk, rng: Random, _lead: str = "") -> str:
    """The first 40 to 80 per cent."""
    end = int(len(t.text) * rng.uniform(0.4, 0.8))
    space = t.text.rfind(" ", 0, end)
    return t.text[: space if space > end - 30 else end]


def trimmed(t: Text, _desk: Desk, rng: Random, _lead: str = "") -> str:
    """One sentence in six is left out, but not the first."""
    sentences = re.split(r"(?<=[.!?。؟])(?=\s|(?<=。))", t.text)
    return "".join(s for n, s in enumerate(sentences) if not n or rng.random() > 1 / 6)


def led_otherwise(t: Text, desk: Desk, rng: Random, lead: str = "") -> str:
    """The first paragraph is told anew: by the other desk, or with most of its words in another order."""
    first, gap, rest = t.text.partition("\n\n")
    words = _pieces(Text(first, "", t.language, ""))
    rng.shuffle(words)
    return (
        (lead or (" " if t.language not in UNSPACED else "").join(words)) + gap + rest if gap else framed(t, desk, rng)
    )


def updated(t: Text, _desk: Desk, rng: Random, _lead: str = "") -> str:
    """One number is brought up to date, and a sentence of the text comes a second time as its sum."""
    numbers = list(re.finditer(r"\d+", t.text))
    text = t.text
    if numbers:
        m = rng.choice(numbers)
        text = text[: m.start()] + str(int(m[0]) + rng.randint(1, 5)) + text[m.end() :]
    return text


def restyled(t: Text, _desk: Desk, _rng: Random, _lead: str = "") -> str:
    """A site's own style: the most frequent long word is written otherwise throughout, quotes and dashes too."""
    least = 2 if t.language in UNSPACED else 5
    words = Counter(w for w in _pieces(t) if len(w) >= least and _is_plain(w))
    ((word, _),) = words.most_common(1)
    text = t.text.replace(word, word[::-1].lower())
    return text.translate({ord("“"): '"', ord("”"): '"', ord("—"): " - ", ord("’"): "'", ord("«"): "„", ord("»"): "“"})


def all_of_it(t: Text, desk: Desk, rng: Random, lead: str = "") -> str:
    """Cut to 60 per cent or more, edited lightly, with another headline, dateline and tail."""
    shorter = t.text[: int(len(t.text) * rng.uniform(0.6, 1.0))]
    touched = edited(Text(shorter, "", t.language, ""), desk, rng)
    return framed(Text(touched, "", t.language, ""), desk, rng, lead)


WAYS: Mapping[str, Way] = {
    "headline, dateline, tail": framed,
    "light edits": edited,
    "cut tail": cut,
    "sentences left out": trimmed,
    "lead told anew": led_otherwise,
    "one number updated": updated,
    "house style": restyled,
    "cut, edited and framed": all_of_it,
}


def _pieces(t: Text, *, keep: bool = False) -> list[str]:
    """The words of a text, with the spaces between them where they are to be kept; of Chinese, pairs of signs."""
    if t.language in UNSPACED:
        return re.findall(r"[^\W\d]{1,2}|[\W\d]+" if keep else r"[^\W\d]{1,2}", t.text)
    return re.split(r"(\s+)", t.text) if keep else t.text.split()


def _is_plain(word: str) -> bool:
    """Whether it is a word, and no name where capitals tell."""
    return word == word.lower() and all(unicodedata.category(c)[0] in "LM" for c in word)


def _copies(texts: Sequence[Text], desks: Mapping[str, Desk]) -> Iterator[Pair]:
    for n, t in enumerate(texts):
        rng = Random(f"copy {crc32(t.text.encode())}")
        desk = desks["zh" if t.language == "zh" else "en"]
        for way in (n % len(WAYS), (n + 3) % len(WAYS)):
            kind = list(WAYS)[way]
            yield Pair(f"article: {kind}", True, t.half, t.language, t.text, WAYS[kind](t, desk, rng, ""))


# ---- rivals ---------------------------------------------------------------------------------------------------------


def _rivals(texts: Sequence[Text]) -> Iterator[Pair]:
    for half in ("tune", "test"):
        own = [t for t in texts if t.half == half and t.language == "any"]
        for one, other in pairwise(own):
            rng = Random(f"rival {crc32(one.text.encode())}")
            if one.site == other.site:
                yield Pair("two articles of a site", False, half, "any", one.text, other.text)
            kind, made = rng.choice(RIVALS)(one, other, rng)
            yield Pair(kind, False, half, "any", one.text, made)


def _swapped(one: Text, _other: Text, rng: Random) -> tuple[str, str]:
    """As if the article were made with a template: each number and each name is another, the rest is the same."""
    names: dict[str, str] = {}
    middle = set(re.findall(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Þ][\w’'-]+", one.text))

    def other_name(m: re.Match[str]) -> str:
        word = m[0]
        if word[0].isdigit():
            return str(rng.randint(1, max(9, int(word[:9]) * 2)))
        return names.setdefault(word, _name(rng)) if word in middle else word

    return "article, other facts", re.sub(r"\d+|\b[A-ZÀ-Þ][\w’'-]+", other_name, one.text)


def _quoted(one: Text, other: Text, rng: Random) -> tuple[str, str]:
    """Another article that quotes some sentences at length."""
    sentences = re.split(r"(?<=[.!?])\s+", one.text)
    taken, start = list[str](), rng.randrange(len(sentences))
    while sum(map(len, taken)) < min(len(one.text), len(other.text)) * 0.2 and start < len(sentences):
        taken.append(sentences[start])
        start += 1
    head, gap, rest = other.text.partition("\n\n")
    return "other article, long quotes", f"{head}{gap}{' '.join(taken)}\n\n{rest}"


def _same_tail(one: Text, other: Text, _rng: Random) -> tuple[str, str]:
    """Another article over the same standing text: the first one's last third, at most 150 words of it."""
    words = one.text.split()
    return "other article, same tail", f"{other.text}\n\n{' '.join(words[-min(150, len(words) // 3) :])}"


def _roundup(one: Text, other: Text, _rng: Random) -> tuple[str, str]:
    """A long page in which the article is one item of six."""
    words, filler = one.text.split(), other.text.split()
    item = words[: max(60, min(len(words), len(filler)) // 6)]
    return "article in a round-up", " ".join(filler[: 5 * len(item)] + item + filler[5 * len(item) :])


RIVALS = (_swapped, _swapped, _quoted, _same_tail, _roundup)


def _name(rng: Random) -> str:
    return "".join(rng.choice("bdfgklmnprstvz") + rng.choice("aeiou") for _ in range(rng.randint(2, 4))).capitalize()
