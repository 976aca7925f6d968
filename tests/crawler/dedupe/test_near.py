"""A copy is found however it was framed, cut and touched; what merely looks like one is not."""

import pickle
import subprocess
import sys

import pytest

from benchmarks.stories import found
from benchmarks.story_pairs import pairs
from crawler.dedupe.near import fingerprint, likeness
from tests.crawler.stories import paragraphs

ITEMS = list(pairs(None))
STORY = "\n\n".join(paragraphs(1))


def alike(one: str, other: str) -> bool:
    """Whether the second would be found and linked where the first is known; asked both ways."""
    a, b = fingerprint(one), fingerprint(other)
    met = not set(a.values).isdisjoint(b.values)
    there, back = likeness(a.signature, b.signature), likeness(b.signature, a.signature)
    assert there == back
    return met and there.is_copy


@pytest.mark.parametrize("language", sorted({p.language for p in ITEMS if p.same}))
def test_copies_of_short_wire_items_are_told_from_other_items_made_alike(language: str) -> None:
    chosen = [p for p in ITEMS if p.language == language and p.half == "test" and "house style" not in p.kind][::3]
    copies, rest = [p for p in chosen if p.same], [p for p in chosen if not p.same]
    assert len(copies) >= 10
    assert len(rest) >= 20
    assert sum(map(found, copies)) >= 0.95 * len(copies)
    assert [p for p in rest if found(p)] == []


def test_a_repost_with_another_headline_dateline_and_tail_is_a_copy() -> None:
    repost = f"Old quarrel settled\n\nALDERMOOR (Wire) — {STORY}\n\nFollow us for more news from around the county."
    assert alike(STORY, repost)


def test_a_text_that_was_taken_over_as_it_is_is_as_like_as_can_be() -> None:
    signature = fingerprint(STORY).signature
    same, nearly = likeness(signature, signature), likeness(signature, fingerprint(f"{STORY} Rain followed.").signature)
    assert same.is_copy
    assert (same.shared, same.of_longer, same.words) == (1.0, 1.0, nearly.words)
    assert nearly.of_longer < 1


def test_a_repost_that_keeps_the_first_two_fifths_is_a_copy() -> None:
    assert alike(STORY, STORY[: int(len(STORY) * 0.4)])


def test_an_updated_number_is_an_update_and_five_are_another_event() -> None:
    updated = STORY.replace("14 million", "15 million")
    other = STORY
    for old, new in (("14 million", "9 million"), ("eleven", "three"), ("101", "77"), ("eighteen", "thirty")):
        other = other.replace(old, new)
    for old, new in (("Brackwater", "Fenwick"), ("Marta Oduya", "Ines Calloway"), ("Teodor Lindqvist", "Paul Reyes"),
                     ("orchard", "tramway"), ("lighthouse", "tramway"), ("library", "tramway")):  # fmt: skip
        other = other.replace(old, new)
    assert alike(STORY, updated)
    assert not alike(STORY, other)


def test_an_item_in_a_long_round_up_is_no_copy_of_the_page() -> None:
    others = "\n\n".join(" ".join(f"{word}{n}" for word in STORY.split()) for n in "abcdef")
    assert not alike(STORY, f"{others}\n\n{STORY}")


def test_a_passage_that_two_stories_quote_makes_no_copy() -> None:
    quote = "We have waited long enough, and nobody here wants to see another winter go by with the roof open."
    one, other = (" ".join(f"{word}{mark}" for word in STORY.split()) for mark in ("x", "y"))
    assert not alike(f"{one} {quote}", f"{other} {quote}")


@pytest.mark.parametrize(
    "text",
    ["", "Too short to be told from others.", ". " * 100_000, "\0\ud800 \u200b"],
    ids=lambda text: repr(text[:9]),
)
def test_what_has_no_passages_has_a_fingerprint_and_no_copies(text: str) -> None:
    taken = fingerprint(text)
    assert not taken.values or taken.shingles
    assert not likeness(taken.signature, taken.signature).is_copy


def test_accents_quotes_digits_and_case_make_no_difference() -> None:
    plain = "El presidente dijo en Bogota que el puente de 1250 metros se abrira en junio " * 3
    other = "El Presidente dijo — en «Bogotá» — que el puente de ١٢٥٠ metros se\u00adabrirá en Junio ".replace(
        "\u00ad", " "
    )
    assert likeness(fingerprint(plain).signature, fingerprint(other * 3).signature).shared == 1


def test_a_fingerprint_is_the_same_in_every_process_and_small() -> None:
    code = f"from crawler.dedupe.near import fingerprint; print(fingerprint({STORY!r}))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    taken = fingerprint(STORY)
    assert said.strip() == repr(taken)
    assert len(pickle.dumps(taken)) < len(STORY)
