"""The pages that a person looks at: rendered here, without scripts, and nothing in them is loaded from elsewhere."""

import asyncio
import re
from collections.abc import Awaitable
from importlib.resources import files
from typing import Annotated
from urllib.parse import parse_qs, urlencode

import msgspec
from fastapi import APIRouter, Query, Request, Response

from cleaners.model import NOTHING_KNOWN, Cleaned, Page, Rejected
from crawler.export.html import as_html, web_address
from crawler.export.records import articles as read
from crawler.export.selection import Selection
from crawler.jobs import Job, job_of
from crawler.serve import bodies, stories
from crawler.serve.articles import ArticleId, Cursor, listed, moment, row_of, wanted
from crawler.serve.cleaning import cleaned
from crawler.serve.desk import desk_of
from crawler.serve.looks import look_at
from crawler.serve.options import is_there
from crawler.serve.problems import Trouble
from crawler.serve.sources import health_of_sources
from crawler.serve.telling import differing, newest, numbered, page_of, summary
from crawler.serve.views import view
from crawler.store import Store
from crawler.store.browsing import Asked, Browsing
from crawler.store.stories import Stories
from crawler.store.versions import Versions

router = APIRouter(include_in_schema=False)
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|article|main|section|div|p|h1|h2|ul|table)\b", re.IGNORECASE)
STYLE = "text/css; charset=utf-8"


@router.get("/")
async def home(request: Request) -> Response:
    """Where an address or a page is pasted."""
    return _home(request)


@router.post("/")
async def look(request: Request) -> Response:
    """The story that was pasted, or is at the address, with the removed parts in place."""
    desk = desk_of(request)
    with desk.cleaning.turn():  # before the body: a page that is not taken need not be sent
        form = await asyncio.to_thread(_form, await bodies.read(request, desk.options.limits))
        if job := _pasted(form):
            return await _looked(request, form, cleaned(desk, job))
    return await _looked(request, form, _at_address(request, form))


@router.get("/articles")
async def articles(
    request: Request, q: str = "", source: str = "", language: str = "", since: str = "", cursor: Cursor = None
) -> Response:
    """What came in, or what was searched for."""
    chosen = {"q": q[:500], "source": source[:300], "language": language[:40], "since": since[:40]}
    shown, trouble, following = None, None, ""
    try:
        of = Selection(since=moment(chosen["since"] or None, "since"), source=chosen["source"] or None,
                       language=chosen["language"].lower() or None)  # fmt: skip
        asked = wanted(chosen["q"]) if chosen["q"].strip() else ()
        shown = await listed(request, Asked(of, None, asked, cursor), lambda rows: page_of(rows, asked))
        following = urlencode({**{k: v for k, v in chosen.items() if v}, "cursor": shown.next or ""})
    except Trouble as error:
        if error.problem.error != "invalid":
            raise
        trouble = error.problem
    return view("articles", 422 if trouble else 200, chosen=chosen, page=shown, trouble=trouble, following=following,
                first=cursor is None, store=True)  # fmt: skip


@router.get("/articles/{article_id}")
async def article(
    request: Request, article_id: ArticleId, version: Annotated[int | None, Query(ge=1, le=10**9)] = None
) -> Response:
    """An article, with its versions and what was removed from it."""
    return await desk_of(request).shelf.ask(lambda store: _article(store, article_id, version))


@router.get("/articles/{article_id}/differences")
async def differences(
    request: Request, article_id: ArticleId, after: Annotated[int, Query(ge=1, le=10**9)]
) -> Response:
    """In what a version differs from the one before."""
    return await desk_of(request).shelf.ask(lambda store: _differences(store, article_id, after))


@router.get("/stories")
async def all_stories(request: Request, cursor: Cursor = None) -> Response:
    """Stories that several articles tell."""
    page = await stories.page(request, None, cursor, 20)
    return view("stories", page=page, following=urlencode({"cursor": page.next or ""}), store=True)


@router.get("/stories/{story_id}")
async def story(request: Request, story_id: str) -> Response:
    """A story with its tellings."""
    return view("story", story=await stories.told(request, story_id), store=True)


@router.get("/sources")
async def sources(request: Request) -> Response:
    """The sources, those first with which something is not well."""
    known = await health_of_sources(desk_of(request))
    return view("sources", at=known.at, sources=sorted(known.sources, key=lambda s: (s.is_well, s.name)), store=True)


@router.get("/desk.css")
async def style() -> Response:
    """How it looks."""
    return _static("desk.css", STYLE)


@router.get("/desk.svg")
@router.get("/favicon.ico")
async def icon() -> Response:
    """The sign by which a browser's tab is told from others."""
    return _static("desk.svg", "image/svg+xml")


# ---- made in the store's thread, for texts may be long, and meanwhile nobody else would be answered -----------------


def _article(store: Store, article_id: str, version: int | None) -> Response:
    row = row_of(store, article_id)
    known = Versions(store).of(row.key)
    shown = numbered(known, version, "version") if version is not None else newest(known)
    gone = Browsing(store).removals(row.key) if shown is known[-1] else ()
    story = Stories(store).of(row.story_id or "")
    (told,) = read([msgspec.json.encode(shown.record)])
    return view("article", row=row, article=told, body=as_html(told), number=shown.number,
                versions=tuple(map(summary, known)), removals=gone, store=True,
                is_told_elsewhere=story is not None and len(story.members) > 1)  # fmt: skip


def _differences(store: Store, article_id: str, after: int) -> Response:
    row = row_of(store, article_id)
    found = differing(article_id, Versions(store).of(row.key), None, after)
    return view("differences", row=row, differences=found, store=True)


# ---- parts ----------------------------------------------------------------------------------------------------------


def _static(name: str, kind: str) -> Response:
    content = (files("crawler.serve") / "static" / name).read_bytes()
    return Response(content, media_type=kind, headers={"Cache-Control": "max-age=3600"})


def _home(request: Request, form: dict[str, str] | None = None, trouble: Trouble | None = None) -> Response:
    status = trouble.status if trouble else 200
    headers = trouble.headers if trouble else {}
    return view("home", status, headers, form=form or {}, trouble=trouble.problem if trouble else None,
                fetches=desk_of(request).options.fetcher is not None, store=_store(request))  # fmt: skip


def _store(request: Request) -> bool:
    return is_there(desk_of(request).options.db)


def _form(body: bytes) -> dict[str, str]:
    """The fields of a form. Raises Trouble where it is none."""
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=20)
    except ValueError as e:
        raise Trouble("bad_request", "this is not the form of this page") from e
    return {name: values[0] for name, values in fields.items()}


async def _looked(request: Request, form: dict[str, str], work: Awaitable[Cleaned | Rejected]) -> Response:
    """The page that shows an outcome; the form once more, where there is none. Made in a thread: of a long page it
    takes a while."""
    try:
        outcome = await work
    except Trouble as trouble:
        return _home(request, form, trouble)
    return await asyncio.to_thread(lambda: view("look", look=look_at(outcome), store=_store(request)))


def _pasted(form: dict[str, str]) -> Job | None:
    """The work on what was pasted; None where nothing was."""
    content, url = form.get("content", ""), form.get("url", "").strip() or None
    if not content.strip():
        return None
    if _MARKUP.search(content) is None:
        return Job(text=content, url=url)
    return Job(Page(content, url), require_article="any" not in form)


async def _at_address(request: Request, form: dict[str, str]) -> Cleaned | Rejected:
    """The outcome of the page at the address. Raises Trouble."""
    desk, url = desk_of(request), form.get("url", "").strip()
    if not url:
        raise Trouble("invalid", "There is nothing to clean yet: give an address, or paste a page or a text.", "url")
    if not web_address(url) or url.lower().startswith("mailto:"):
        raise Trouble("invalid", "The address must begin with http:// or https://", "url")
    with desk.fetching.turn():
        page = await desk.fetch(request, url)
    with desk.cleaning.turn():
        return await cleaned(desk, job_of(page, NOTHING_KNOWN, require_article="any" not in form))
