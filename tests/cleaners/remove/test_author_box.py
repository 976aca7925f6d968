"""About X: the posting account's heading goes, a section of the story stays."""

import pytest

from cleaners.model import NOTHING_KNOWN, Block, Document, Kind, Metadata, Removal, Site, Zone
from cleaners.phrases import PROSE, prove, read
from cleaners.remove.author_box import AuthorBox

PHRASES = read("author_box")[0]


def find(
    *tail: str,
    before: int = 12,
    zone: Zone = "story",
    kind: Kind = "paragraph",
    text: bool = False,
    site: str | None = None,
    authors: tuple[str, ...] = (),
    path: tuple[str, ...] = (),
) -> dict[int, Removal]:
    """What is proposed for each of the lines that follow a story, by their number."""
    story = [Block(i, "paragraph", "story", PROSE[i % 3]) for i in range(before)]
    rest = [Block(before + i, kind, zone, t, path=path) for i, t in enumerate(tail)]
    meta = Metadata(site=Site(site), authors=authors)
    document = Document((*story, *rest), meta, from_text=text)
    found: dict[int, Removal] = {}
    for r in AuthorBox(PHRASES).find(document, NOTHING_KNOWN):
        if r.block >= before and (r.block - before not in found or r.field):
            found[r.block - before] = r
    return found


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize(
    "after", [(), ("Leave a Reply",), ("Leave a Reply", "Your email address will not be published.")]
)
def test_in_a_text_about_a_handle_at_the_end_names_who_posted_it(after: tuple[str, ...]) -> None:
    found = find("About ghanamma", *after, text=True)
    assert (found[0].rule, found[0].field) == ("about_heading", "posted_by")


def test_on_a_page_the_heading_that_equals_the_site_s_name_goes() -> None:
    found = find("About ghanamma", "Leave a Reply", kind="heading", site="Ghanamma")
    assert found[0].field == "posted_by"


def test_the_heading_that_names_an_author_goes_to_the_authors() -> None:
    found = find("Über Ada Obi", authors=("Ada Obi",))
    assert found[0].field == "authors"


def test_in_an_author_s_box_beside_the_story_any_name_will_do() -> None:
    found = find("About Kwame", zone="attached", path=("div.author-box", "h4"), kind="heading")
    assert (found[0].rule, found[0].field) == ("about_heading", None)


@pytest.mark.parametrize("line", ["About us", "About My6sense", "About Georgetown University Medical Center"])
@pytest.mark.parametrize("text", [True, False], ids=["in a text", "on a page"])
def test_a_section_about_the_company_stays(line: str, text: bool) -> None:
    assert not find(line, "It makes bridges, and has done so since the war ended, in three towns.", text=text)


def test_a_page_s_own_name_over_prose_is_a_section_too() -> None:
    assert not find("About Maple", PROSE[1], PROSE[2], site="Maple", kind="heading")


def test_a_book_list_keeps_its_headings() -> None:
    lines = ("About Empire of the Dawn", PROSE[0], "About The Strength of the Few", PROSE[1])
    assert not find(*lines, kind="heading")


@pytest.mark.parametrize("line", ["About time", "About them, nobody asked", "About the Strength of the Few"])
def test_on_a_page_a_last_line_that_names_nobody_stays(line: str) -> None:
    assert not find(line)


def test_a_last_paragraph_on_the_author_goes() -> None:
    found = find("Ada Obi is a reporter who has lived in Lagos since 2009.", "Share", authors=("Ada Obi",))
    assert found[0].rule == "trailing_bio"


def test_the_author_in_the_middle_of_the_story_stays() -> None:
    assert not find("Ada Obi is in the room.", *PROSE, *PROSE, authors=("Ada Obi",))


def test_a_last_paragraph_on_somebody_else_stays() -> None:
    assert not find("Kofi Mensah is a carpenter and has three children.", authors=("Ada Obi",))


def test_the_agency_as_author_does_not_cost_the_last_sentence() -> None:
    assert not find("Reuters is not able to confirm the account.", authors=("Reuters",))


@pytest.mark.parametrize("box", ["div.saboxplugin-wrap", "div.m-a-box", "div.mh-author-box", "section#author-box"])
def test_boxes_of_the_usual_plugins_are_known(box: str) -> None:
    found = find("Kwame has lived in Accra for ten years.", zone="attached", path=("article", box, "p"))
    assert found[0].rule == "container"
