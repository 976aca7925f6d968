"""The headline is said once: copies at the story's ends go, the title's block and a refrain stay."""

import pytest

from cleaners.model import NOTHING_KNOWN, Block, Document, Metadata
from cleaners.phrases import PROSE
from cleaners.remove.title_repeat import TitleRepeat

TITLE = "Ferry runs again after the storm"


def removed(*texts: str, title: str | None = TITLE, title_block: int | None = None) -> dict[int, str]:
    blocks = tuple(Block(i, "paragraph", "story", t) for i, t in enumerate(texts))
    document = Document(blocks, Metadata(title=title), title_block=title_block)
    found = list(TitleRepeat().find(document, NOTHING_KNOWN))
    assert {r.field for r in found} <= {"title"}
    return {r.block: r.rule for r in found}


@pytest.mark.parametrize("copy", [TITLE, "FERRY RUNS AGAIN AFTER THE STORM", "Ferry runs again – after the storm!"])
def test_a_copy_in_the_head_goes(copy: str) -> None:
    assert removed(copy, *PROSE * 4) == {0: "same"}


@pytest.mark.parametrize("suffix", [" | The Example", " - Example News", " – The Example"])
def test_the_site_s_name_behind_it_makes_no_difference(suffix: str) -> None:
    assert removed(TITLE + suffix, *PROSE * 4) == {0: "with_suffix"}


def test_the_title_s_own_block_is_not_touched() -> None:
    assert removed(TITLE, TITLE, *PROSE * 4, title_block=0) == {1: "same"}


def test_a_copy_behind_the_end_goes() -> None:
    assert removed(*PROSE * 4, TITLE) == {12: "same"}


def test_a_section_that_is_called_like_the_story_stays() -> None:
    assert not removed(*PROSE * 2, TITLE, *PROSE * 2)


@pytest.mark.parametrize("line", ["Ferry runs again", f"{TITLE}, and nobody knows how long it will this time round"])
def test_a_line_that_says_less_or_more_stays(line: str) -> None:
    assert not removed(line, *PROSE * 4)


def test_without_a_title_nothing_is_its_copy() -> None:
    assert not removed("", "—", *PROSE * 4, title=None)
