"""What machines are asked not to do is recorded as it was said, with where it was said."""

from collections.abc import Mapping

import pytest
from lxml.html import document_fromstring

from cleaners.extract.metadata import read_metadata
from cleaners.model import Hints


def read(head: str = "", headers: Mapping[str, str] = {}, hints: Hints = Hints()) -> tuple[str, ...]:
    """The reservations of a page with this head."""
    tree = document_fromstring(f"<html><head>{head}</head><body><h1>A quiet vote</h1><p>Text.</p></body></html>")
    return read_metadata(tree, "https://herald.test/1", headers, hints).rights.reservations


@pytest.mark.parametrize(
    ("head", "headers", "said"),
    [
        ("<meta name=robots content='max-snippet:-1, NoAI, noimageai'>", {}, ("noai", "noimageai")),
        ("", {"X-Robots-Tag": "noindex, noai"}, ("noai",)),
        ("", {"x-robots-tag": "otherbot: noimageai"}, ("noimageai",)),
        ("<meta name=tdm-reservation content=1>", {}, ("tdm-reservation",)),
        (
            "",
            {"TDM-Reservation": "1", "TDM-Policy": "https://herald.test/policy.json"},
            ("tdm-reservation", "tdm-policy: https://herald.test/policy.json"),
        ),
        ("", {"Content-Signal": "search=yes, ai-train=no, ai-input=no"},
         ("content-signal: ai-train=no", "content-signal: ai-input=no")),
        ("", {"Content-Usage": "train-ai=n"}, ("content-usage: train-ai=n",)),
    ],
)  # fmt: skip
def test_each_way_to_reserve_is_read(head: str, headers: Mapping[str, str], said: tuple[str, ...]) -> None:
    assert read(head, headers) == said


@pytest.mark.parametrize(
    ("head", "headers"),
    [
        ("<meta name=robots content='noindex, noarchive, nosnippet'>", {"X-Robots-Tag": "none, noarchive"}),
        ("<meta name=tdm-reservation content=0><meta name=tdm-policy content='https://herald.test/p'>", {}),
        ("<meta name=description content='noai in art'>", {"Content-Signal": "search=no, ai-train=yes"}),
    ],
    ids=["search alone", "a policy without reservation", "other words"],
)
def test_what_is_about_search_or_allows_is_no_reservation(head: str, headers: Mapping[str, str]) -> None:
    assert read(head, headers) == ()


def test_what_robots_txt_said_comes_with_the_hints_after_what_the_page_says() -> None:
    hints = Hints(reservations=("robots: disallows GPTBot",))

    assert read(headers={"X-Robots-Tag": "noai"}, hints=hints) == ("noai", "robots: disallows GPTBot")
