"""Pages and texts that are given are cleaned, each at its own risk."""

from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from crawler.processes import Limits as PageLimits
from crawler.serve import Limits
from crawler.workers import Pool
from tests.crawler import stories
from tests.crawler.serve.conftest import Serve

CLEAN = "/api/v1/clean"
LETTER = "<p>Sign up for our newsletter and never miss a story.</p>"


def page(n: int = 1) -> str:
    return stories.page(n).replace("</article>", f"{LETTER}</article>")


def test_a_page_gives_its_record(cleaner: httpx.Client) -> None:
    answer = cleaner.post(CLEAN, json={"html": page(), "url": "https://courier.test/story"}).json()

    assert answer["outcome"] == "cleaned"
    assert answer["article"]["title"] == stories.title(1)
    assert answer["article"]["url"] == "https://courier.test/story"
    assert "newsletter" not in answer["article"]["text"]
    assert answer["rejected"] is answer["removals"] is None


def test_what_was_removed_is_told_where_it_is_asked_for(cleaner: httpx.Client) -> None:
    answer = cleaner.post(CLEAN, json={"html": page(), "removals": True}).json()

    gone = {r["text"]: r for r in answer["removals"]}["Sign up for our newsletter and never miss a story."]
    assert gone["cleaner"] == "newsletter"
    assert gone["why"]


def test_the_body_may_be_the_page_itself_in_its_own_encoding(cleaner: httpx.Client) -> None:
    body = page().replace("Marta Oduya", "Márta Ödüya").encode("windows-1252")
    kind = {"Content-Type": "text/html; charset=windows-1252"}

    answer = cleaner.post(CLEAN, content=body, headers=kind, params={"url": "https://courier.test/a"}).json()

    assert "Márta Ödüya" in answer["article"]["text"]
    assert answer["article"]["url"] == "https://courier.test/a"


def test_a_text_is_cleaned_with_what_is_known_beside_it(cleaner: httpx.Client, root: Path) -> None:
    text = "The council voted on Tuesday.\n\nIt was a long night, and the mayor went home on foot afterwards.\n"

    told = {"text": text, "title": "Council votes", "date": "2026-05-01"}
    article = cleaner.post(CLEAN, json=told).json()["article"]
    plain = cleaner.post(CLEAN, content=text.encode(), headers={"Content-Type": "text/plain"}).json()["article"]

    assert (article["title"], article["published_at"]) == ("Council votes", "2026-05-01")
    assert plain["text"] == article["text"]


def test_a_page_that_is_no_article_is_an_answer_that_says_why(cleaner: httpx.Client) -> None:
    html = "<title>News</title><ul>" + "".join(f"<li><a href=/{n}>Story number {n}</a>" for n in range(40)) + "</ul>"

    refused = cleaner.post(CLEAN, json={"html": html}).json()
    taken = cleaner.post(CLEAN, json={"html": page() + html, "require_article": False}).json()

    assert refused["outcome"] == "rejected"
    assert refused["article"] is None
    assert refused["rejected"]["reason"]
    assert taken["outcome"] == "cleaned"


@pytest.mark.parametrize(
    ("sent", "status", "code", "where"),
    [
        ({"json": {}}, 422, "invalid", None),
        ({"json": {"html": "<p>a", "text": "b"}}, 422, "invalid", None),
        ({"json": {"html": "<p>a", "colour": "red"}}, 422, "invalid", "colour"),
        ({"json": {"text": "a", "url": 7}}, 422, "invalid", "url"),
        ({"json": [1]}, 422, "invalid", None),
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 422, "invalid", None),
        ({"content": b"\xff", "headers": {"Content-Type": "application/json"}}, 422, "invalid", None),
        ({"content": b'{"text": "\\ud800"}', "headers": {"Content-Type": "application/json"}}, 422, "invalid", None),
        ({"content": b"", "headers": {"Content-Type": "text/html"}}, 422, "invalid", "body"),
        ({"content": b"a", "headers": {"Content-Type": "image/png"}}, 415, "media_type", "Content-Type"),
        ({"content": b"a"}, 415, "media_type", "Content-Type"),
        ({"content": b"[" * 100_000, "headers": {"Content-Type": "application/json"}}, 422, "invalid", None),
    ],
    ids=lambda v: str(v)[:40],
)
def test_what_cannot_be_read_is_told_in_one_shape(
    cleaner: httpx.Client, sent: Any, status: int, code: str, where: str | None
) -> None:
    answer = cleaner.post(CLEAN, **sent)

    assert answer.status_code == status
    said = answer.json()
    assert said.keys() == {"error", "what", "where", "hint"}
    assert (said["error"], said["where"]) == (code, where)
    assert said["what"]


@pytest.fixture
def risky(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> httpx.Client:
    """A service whose cleaners do as the text says."""
    monkeypatch.setattr("crawler.serve.desk.Pool", partial(Pool, clean="tests.crawler.misfortunes:clean"))
    return serve(limits=Limits(page=PageLimits(seconds=0.5)))


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("spin", 422, "the page took longer than 0.5 s to clean"),
        ("crash", 422, "the cleaning process died on this page (signal 11)"),
        ("swallow", 422, "the page needs more than 1500 MB to clean"),
        ("fault", 500, "a fault in the cleaners"),
        ("evil", 500, "a fault in the cleaners"),
    ],
)
def test_a_page_that_breaks_its_worker_costs_its_own_request_alone(
    risky: httpx.Client, text: str, status: int, said: str
) -> None:
    broken = risky.post(CLEAN, json={"text": text})
    after = risky.post(CLEAN, json={"text": "harmless"})

    assert (broken.status_code, broken.json()["what"]) == (status, said)
    assert "Traceback" not in broken.text
    assert after.json()["rejected"]["reason"].isdigit()
