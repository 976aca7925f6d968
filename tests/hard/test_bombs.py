"""Pages, feeds and sitemaps that cost a parser more than they weigh: the story comes out, or its loss is told."""

from pathlib import Path
from typing import Any

import pytest

from cleaners import clean
from cleaners.model import Cleaned
from cleaners.phrases import PROSE
from crawler.discover import Look
from crawler.discover.look import look
from tests.hard import bombs, xml_bombs

URL = "https://foo.example/2026/11/20/bridge"
QUICK = (
    "300 nested div", "5,000 nested div", "5,000 nested span", "5,000 nested b, never closed", "5,000 nested a",
    "5,000 nested font with an attribute", "5,000 nested blockquote", "5,000 nested svg", "a comment of 10 MB",
    "100,000 comments", "40 KB of misnested formatting", "JSON-LD nested 100,000 deep",
)  # fmt: skip
SECRET = "the-secret-of-this-machine"


@pytest.mark.parametrize("name", QUICK)
def test_a_bomb_does_not_cost_the_story(name: str) -> None:
    outcome = clean(bombs.HTML[name](), URL)
    assert isinstance(outcome, Cleaned)
    assert all(paragraph in outcome.article.text for paragraph in PROSE)


@pytest.mark.parametrize("name", [name for name in xml_bombs.bombs(Path("/")) if not any(c.isdigit() for c in name)])
def test_no_list_expands_or_reads_a_file(name: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    body = xml_bombs.bombs(secret)[name]().encode()
    sort: Any = "sitemap" if b"<urlset" in body else "feed"

    found = repr(look(Look(body, URL, sort)))

    assert len(found) < max(200_000, 2 * len(body))
    assert SECRET not in found


def test_a_feed_with_very_many_references_is_read() -> None:
    found = look(Look(xml_bombs.with_references(111_000).encode(), URL, "feed"))
    assert [entry.title for entry in found.articles] == ["A story", "The last"]


@pytest.mark.parametrize("quote", ["'", '"', ""])
def test_an_element_of_very_many_attributes_is_not_handed_to_a_parser(quote: str) -> None:
    many = " ".join(f"a{n}={quote}1{quote}" for n in range(400))
    found = look(Look(xml_bombs.feed(f"<item {many}/>").encode(), URL, "feed"))
    assert (found.problem, found.articles) == ("the feed has an element with hundreds of attributes", ())
