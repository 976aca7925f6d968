"""Dates, counts and reading times go, the dates to the record; a correction's date and a dateline stay."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import probe, prove, read
from cleaners.remove.timestamp import Timestamp

PHRASES = read("timestamp")[0]


def fields(text: str, **example: object) -> dict[str, str | None]:
    """Rule → field, for each proposal."""
    document, block = probe({"text": text, "place": "head", **example})
    return {r.rule: r.field for r in Timestamp(PHRASES).find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize(
    ("text", "rule", "field"),
    [
        ("Published on 3 May 2024", "published", "published_at"),
        ("2024-05-03", "bare_date", "published_at"),
        ("Zuletzt aktualisiert am 3. Mai 2024", "updated", "modified_at"),
        ("Updated at 1:23 p.m.", "updated", None),
        ("4 min read", "reading_time", None),
        ("41 Views", "counts", None),
    ],
)
def test_only_a_whole_date_goes_to_a_field(text: str, rule: str, field: str | None) -> None:
    assert fields(text) == {rule: field}


def test_an_event_s_date_that_is_no_date_stays() -> None:
    assert not fields("Date: late November or 1st week of December", place="tail")


@pytest.mark.parametrize(
    "text",
    [
        "Editor's note: This story was updated at 5:45 p.m. on May 3, 2024 to include a statement.",
        "Updated May 3, 2024 to correct the spelling of a name",
        "Correction, Nov. 15, 2019: The bridge is older.",
    ],
)
def test_what_tells_of_a_correction_stays(text: str) -> None:
    assert not fields(text, place="tail")


def test_an_element_with_a_telling_name_goes_at_the_ends_of_the_story() -> None:
    assert fields("Friday 10:15", path="div.entry-date p") == {"element": None}
    assert not fields("Friday 10:15", path="div.entry-date p", place="middle")


def test_an_element_called_dateline_stays() -> None:
    assert not fields("NEW York, NY/EXAMPLEWIRE/May 7, 2024/", path="strong#dateline")
