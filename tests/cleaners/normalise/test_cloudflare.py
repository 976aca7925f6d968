"""What Cloudflare hid is read again where the story has it; its placeholder alone says nothing."""

import pytest

from cleaners import Cleaned, clean
from cleaners.model import Link
from cleaners.normalise.cloudflare import decode, reveal
from cleaners.phrases import PROSE

KEY = 0x2A


def hidden(text: str) -> str:
    """The key that Cloudflare prints for a text."""
    return f"{KEY:02x}" + "".join(f"{b ^ KEY:02x}" for b in text.encode())


def page(markup: str) -> str:
    story = "".join(f"<p>{p}</p>" for p in PROSE * 2)
    return f"<html><body><article><h1>A bridge is closed</h1>{story}<p>{markup}</p>{story}</article></body></html>"


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        ("The rabbit@node of the {} was found by engineers in the pillar of the bridge.", "rabbit@node"),
        ("Witnesses may write to {}, the police of the county said in its appeal on Friday.", "tips@police.example"),
    ],
)
def test_in_the_story_it_stands_as_it_was_written(markup: str, read: str) -> None:
    key = hidden(read)
    element = f'<span class="__cf_email__" data-cfemail="{key}">[email&#160;protected]</span>'
    outcome = clean(page(markup.format(element)))
    assert isinstance(outcome, Cleaned)
    assert markup.format(read) in outcome.article.text
    assert "protected" not in outcome.article.text


def test_a_link_to_the_hiding_place_leads_to_the_address() -> None:
    link = Link(6, 14, f"https://a.example/cdn-cgi/l/email-protection#{hidden('desk@a.example')}")
    assert reveal("Write to us by mail.", (link,)) == ("Write to us by mail.", (Link(6, 14, "mailto:desk@a.example"),))


def test_what_is_no_address_is_no_link() -> None:
    text = "The show [email protected]STER ran for years."
    link = Link(9, 26, f"/cdn-cgi/l/email-protection#{hidden('IDOLM@')}")
    assert reveal(text, (link,)) == ("The show IDOLM@STER ran for years.", ())


def test_links_behind_a_revealed_address_still_cover_their_words() -> None:
    text = "Mail [email protected] or see our page."
    links = (Link(5, 22, f"/cdn-cgi/l/email-protection#{hidden('a@b.example')}"), Link(34, 38, "https://a.example/"))
    shown, moved = reveal(text, links)
    assert [shown[k.start : k.end] for k in moved] == ["a@b.example", "page"]


@pytest.mark.parametrize("key", ["", "zz", "2", "2aff"])
def test_a_key_that_is_none_hides_nothing(key: str) -> None:
    assert decode(key) is None or "@" not in str(decode(key))


def test_the_placeholder_without_a_key_stays() -> None:
    assert reveal("Write to [email protected] today.", ()) == ("Write to [email protected] today.", ())
