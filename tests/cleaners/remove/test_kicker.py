"""The section's name above the story goes to the record; subheadings and short first sentences stay."""

import pytest

from cleaners.model import NOTHING_KNOWN, Block, Document, Metadata, Site, Zone
from cleaners.phrases import PROSE
from cleaners.remove.kicker import Kicker


def rules(line: str, *, at: int = 0, zone: Zone = "story", path: tuple[str, ...] = ("p",)) -> dict[str, str | None]:
    texts = [*PROSE * 4]
    texts.insert(at, line)
    blocks = tuple(
        Block(i, "paragraph", zone if i == at else "story", t, path=path if i == at else ("p",))
        for i, t in enumerate(texts)
    )
    document = Document(blocks, Metadata(section="World News", site=Site("The Example")))
    return {r.rule: r.field for r in Kicker().find(document, NOTHING_KNOWN) if r.block == at}


def test_the_section_that_the_metadata_name_goes() -> None:
    assert rules("WORLD NEWS") == {"section": "section"}


def test_amid_the_story_it_stays() -> None:
    assert not rules("World News", at=6)


@pytest.mark.parametrize("line", ["Cautious optimism", "World", "World news is what he reads."])
def test_other_short_lines_stay(line: str) -> None:
    assert not rules(line)


@pytest.mark.parametrize("line", ["Home > News > Europe", "Startseite › Politik", "首页 > 新闻", "The Example » Sport"])
def test_the_way_from_the_front_page_goes(line: str) -> None:
    assert rules(line) == {"breadcrumb": "section"}


@pytest.mark.parametrize("line", ["Porto > Lisbon", "Home is where the ferry lands > and nowhere else."])
def test_other_lines_with_arrows_stay(line: str) -> None:
    assert not rules(line)


def test_amid_the_story_no_name_of_an_element_makes_a_label() -> None:
    assert not rules("The pillars", at=6, path=("div.section-label", "h2"))


def test_an_element_called_kicker_is_believed_where_it_holds_a_label() -> None:
    assert rules("Exclusive", zone="attached", path=("div.kicker",)) == {"element": "section"}
    assert not rules("The bridge fell at noon.", path=("div.kicker",))
