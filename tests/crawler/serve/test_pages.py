"""The pages that a person looks at: what they show, that nothing in them runs, and that keyboards reach all of them."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from crawler.serve import ServeOptions
from crawler.store import open_store
from tests.crawler import stories
from tests.crawler.conftest import NO_SKIPS
from tests.crawler.serve.conftest import Serve, served
from tests.crawler.shelf import Shelf

EVIL = '<script>document.title="taken"</script><img src=x onerror="document.title=1">'
BOX = "<p>Sign up for our newsletter and never miss a story.</p>"
PATHS = ("/", "/articles", "/articles?q=council", "/stories", "/sources", "/articles/none")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service on a store with stories, a copy, a newer version, and a page that means harm."""
    db = str(tmp_path_factory.mktemp("desk") / "news.db")
    with open_store(db) as store:
        shelf = Shelf(store)
        for n in range(3):
            shelf.story(n, BOX)
        shelf.put("https://courier.test/story-1", stories.page(1).replace("14 million", "15 million"))
        shelf.put("https://herald.test/copy", stories.page(2), source="herald")
        harm = stories.page(3).replace("Marta Oduya", EVIL.replace("<", "&lt;"))
        shelf.put("https://courier.test/evil", harm, source=EVIL)
        store.sources.polled(EVIL, "javascript:alert(1)", EVIL, "javascript:alert(1)")
    with served(ServeOptions(db=db, workers=1)) as started:
        yield started


def shown(client: httpx.Client, **form: str) -> httpx.Response:
    return client.post("/", data=form)


def test_a_pasted_page_is_shown_with_its_removed_parts_in_place(client: httpx.Client) -> None:
    page = shown(client, content=stories.page(4).replace("</article>", f"{BOX}</article>"), url="https://a.test/story")

    assert page.status_code == 200
    gone = re.search(r'<div class="gone h0"[^>]*><del>Sign up for our newsletter[^<]*</del>(.*?)</div>', page.text)
    assert gone is not None
    assert "newsletter" in gone[1]
    assert page.text.index("A final decision") < gone.start()
    assert '<article lang="en" dir="auto">' in page.text
    assert 'href="https://a.test/story"' in page.text


def test_what_is_wrong_with_a_form_is_said_beside_what_was_typed(client: httpx.Client) -> None:
    empty = shown(client, url="", content=" ")
    wrong = shown(client, url="javascript:alert(1)", any="on")
    unfetched = shown(client, url="https://example.org/<b>")

    assert [page.status_code for page in (empty, wrong, unfetched)] == [422, 422, 404]
    assert 'role="alert"' in empty.text
    assert "<title>Not cleaned: " in empty.text
    assert 'aria-describedby="trouble" aria-invalid="true"' in empty.text
    assert 'value="javascript:alert(1)"' in wrong.text
    assert "checked" in wrong.text
    assert "&lt;b&gt;" in unfetched.text
    assert "fetches no pages" in unfetched.text


def test_a_page_that_is_no_article_is_shown_with_the_reason(client: httpx.Client) -> None:
    links = "".join(f"<li><a href=/{n}>Story number {n}</a>" for n in range(40))
    page = shown(client, content=f"<html><title>News</title><ul>{links}</ul>")

    assert page.status_code == 200
    assert "Refused" in page.text


def test_what_came_in_can_be_browsed(client: httpx.Client) -> None:
    found = client.get("/articles", params={"q": '"15 million"'}).text
    (link,) = set(re.findall(r'href="(/articles/\w+)"', found))
    article = client.get(link).text
    all_articles = client.get("/articles").text
    first = client.get(link, params={"version": 1}).text
    changed = client.get(f"{link}/differences", params={"after": 2}).text
    story = client.get(re.findall(r'href="(/stories/\w+)"', client.get("/stories").text)[0]).text

    assert "<mark>15 million</mark>" in found
    assert "15 million" in article
    assert "14 million" in first
    assert re.search(r"<ins>[^<]*15 million", changed)
    assert story.count("likely first") == 1
    tellings = [client.get(path).text.count("All tellings") for path in set(re.findall(r"/articles/\w+", all_articles))]
    assert sorted(tellings) == [0, 0, 0, 1, 1], "of a story that is told once there are no other tellings"
    assert story.count("votes to rebuild") == 2
    assert "failed" in client.get("/sources").text
    assert client.get(link, params={"version": 7}).status_code == 404
    assert client.get("/articles", params={"since": "soon"}).status_code == 422
    assert client.get("/articles", params={"q": "-x"}).status_code == 422


def test_a_record_that_another_version_made_is_told_for_what_it_is(serve: Serve, tmp_path: Path) -> None:
    db = tmp_path / "news.db"
    with open_store(db) as store:
        Shelf(store).story(1)
        with store.writing() as connection:
            connection.exec_driver_sql("UPDATE articles SET record = json_remove(record, '$.tags')")
        (record,) = store.articles()
    client = serve(db=str(db))

    for path in (f"/articles/{record['id']}", "/api/v1/feed"):
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 500
        assert "copydesk reclean" in answer.text
    assert client.get("/articles").status_code == 200


def test_nothing_of_a_page_becomes_markup(client: httpx.Client) -> None:
    links = re.findall(r'href="(/articles/\w+)"', client.get("/articles").text)
    looked = shown(client, content=stories.page(5).replace("Marta Oduya", EVIL.replace("<", "&lt;")), url=EVIL)

    for page in (*map(client.get, {*PATHS, *links}), looked):
        assert "<script" not in page.text.lower()
        assert "<img" not in page.text.lower()
        assert 'href="javascript' not in page.text.lower()
        assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert not re.search(r'(?:src|href)="https?://(?!courier|herald|tribune)', page.text)
        assert " style=" not in page.text


def test_every_page_is_made_for_keyboards_and_screen_readers(client: httpx.Client) -> None:
    for path in PATHS:
        text = client.get(path, headers={"Accept": "text/html"}).text
        assert '<html lang="en">' in text, path
        assert text.index('class="skip"') < text.index("<header>"), path
        assert all(f"<{mark}" in text for mark in ("header", "nav", 'main id="main"', "footer")), path
        assert len(re.findall(r"<h1\b", text)) == 1, path
        ids = set(re.findall(r'<(?:input|textarea)[^>]* id="([^"]+)"', text))
        assert ids <= set(re.findall(r'<label for="([^"]+)"', text)), path
        assert re.search(r"<title>\S.* – Copydesk</title>", text), path


def test_a_form_of_another_site_is_not_taken(client: httpx.Client) -> None:
    form = {"content": stories.page(1)}
    own = str(client.base_url).rstrip("/")

    def sent(**headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.post("/", data=form, headers=named).status_code

    assert sent(Origin=own) == 200
    assert sent(Origin=own, Sec_Fetch_Site="same-origin") == 200
    behind_a_proxy = {"Origin": "https://desk.example.org", "Sec_Fetch_Site": "same-origin"}
    assert sent(**behind_a_proxy) == 200
    assert sent(Origin="https://evil.test") == 403
    assert sent(Origin="null") == 403
    assert sent(Origin=own.replace("127.0.0.1", "localhost")) == 403
    assert sent(Sec_Fetch_Site="cross-site") == 403
    assert sent(Origin=own, Sec_Fetch_Site="cross-site") == 403
    assert sent(Sec_Fetch_Site="same-site") == 403


# ---- in a browser ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A real browser, without a window."""
    playwright = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        (pytest.fail if os.environ.get(NO_SKIPS) else pytest.skip)("Chromium: there is none on this machine")
    with playwright.sync_playwright() as started:
        # as root, as in a container, Chromium's own sandbox does not start
        browser = started.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(params=[(1280, 900), (360, 740)], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, chromium: Any, client: httpx.Client) -> Iterator[Any]:
    """A page of that browser, as wide as a desk's or a phone's screen; fails where it complains of anything."""
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height}, base_url=str(client.base_url))
    opened, complaints = context.new_page(), list[str]()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("requestfailed", lambda asked: complaints.append(f"{asked.url} {asked.failure}"))
    opened.on("request", lambda asked: None if str(client.base_url) in asked.url else complaints.append(asked.url))
    yield opened
    context.close()
    assert [c for c in complaints if "404" not in c and "ERR_ABORTED" not in c] == []


def test_a_person_with_a_keyboard_cleans_a_page_and_hides_what_was_removed(page: Any) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "url"
    page.keyboard.press("Tab")
    page.keyboard.insert_text(stories.page(1).replace("</article>", f"{BOX}{EVIL}</article>"))
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("article h2")

    gone = page.locator("del", has_text="Sign up for our newsletter")
    assert gone.is_visible()
    page.focus("#hide")
    page.keyboard.press("Space")
    assert not gone.is_visible()
    assert page.locator("article p", has_text="A final decision").is_visible()
    assert page.title() == "Cleaned – Copydesk"


def test_every_page_fits_its_screen_and_runs_nothing(page: Any) -> None:
    page.goto("/articles")
    link = page.locator(".list a").first.get_attribute("href")
    for path in (*PATHS, link):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px", "the style sheet is not there"
        assert "taken" not in page.title()
        assert unreadable(page) == [], path
    page.goto("/")
    page.fill("#content", stories.page(1).replace("</article>", f"{BOX}</article>"))
    page.click("button")
    page.wait_for_selector(".gone")
    assert unreadable(page) == []
    page.evaluate("document.querySelector('h1').style.color = '#888'")
    assert "The story, and what was removed" in unreadable(page)


def unreadable(page: Any) -> list[str]:
    """What is hard to read, by day or by night."""
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += page.evaluate(CONTRAST)
    return found


CONTRAST = """() => {
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b }
  const paper = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor
    if (!c.endsWith(', 0)')) return c } return 'rgb(255, 255, 255)' }
  const told = e => e.innerText && [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim())
  const ratio = e => { const [a, b] = [getComputedStyle(e).color, paper(e)].map(light).sort((x, y) => y - x)
    return (a + .05) / (b + .05) }
  return [...document.querySelectorAll('main *')].filter(e => told(e) && ratio(e) < 4.5).map(e => e.innerText) }"""
"""What on a page is harder to read than WCAG 2 AA allows (contrast of 4.5 to 1)."""
