"""Notices go to the record's rights; stories about rights stay."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import probe, prove, read

PHRASES = read("copyright_line")[0]


def fields(**example: object) -> set[str | None]:
    document, block = probe(example)
    return {r.field for r in PHRASES.find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize("text", ["© 2024 The Example", "無断転載を禁じます", "Copyright 2024 by The Example"])
def test_a_notice_names_its_field(text: str) -> None:
    assert fields(text=text) == {"rights"}


@pytest.mark.parametrize(
    "text",
    [
        "Copyright holders have fought over the song since 1954, and no court has yet said whose it is.",
        "The museum keeps all rights reserved for visitors who paid, said a sign on the wall of the old mill.",
    ],
)
def test_a_sentence_about_rights_stays(text: str) -> None:
    assert not fields(text=text, place="middle")
