"""Articles out of the store: lists, search, one of them with its versions and what was removed from it."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from crawler.export.selection import Selection
from crawler.schedule import instant, parse
from crawler.serve.answers import Record, Removed, encode
from crawler.serve.desk import desk_of
from crawler.serve.problems import Trouble
from crawler.serve.routes import COMMON, problems
from crawler.serve.telling import (
    Differences,
    Page,
    RemovalList,
    VersionList,
    differing,
    no_article,
    numbered,
    page_of,
    summary,
)  # fmt: skip
from crawler.store import Store
from crawler.store.browsing import Asked, BadCursor, Browsing, Listed, Row
from crawler.store.versions import Versions
from crawler.store.words import Term, terms

router = APIRouter(tags=["articles"])
T = TypeVar("T")
MOST = 100

Name = Annotated[str | None, Query(max_length=300)]
When = Annotated[
    str | None, Query(max_length=40, description="ISO 8601: a day or an instant, in UTC where it names no zone")
]
Cursor = Annotated[str | None, Query(max_length=4_000, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=MOST)]
Words = Annotated[
    str, Query(min_length=1, max_length=500, description='All of these words; "in a row"; beginnings*; -not')
]
ArticleId = Annotated[str, Path(max_length=300, description="The record's `id`")]


def moment(value: str | None, where: str) -> str | None:
    """The instant that is meant, as stores keep them. Raises Trouble where none is."""
    if value is None:
        return None
    at = parse(value)
    if at is None:
        raise Trouble("invalid", f"'{value}' is no day and no instant", where, "write 2026-01-31 or 2026-01-31T12:00Z")
    return instant(at)


def selection(source: Name = None, language: Name = None, since: When = None, until: When = None) -> Selection:
    """The records that a query selects: by source, by language, by when they last changed."""
    return Selection(moment(since, "since"), moment(until, "until"), source, language)


Selected = Annotated[Selection, Depends(selection)]


@router.get("/articles", responses=COMMON | problems(404, 422), response_model=Page)
async def articles(
    request: Request, of: Selected, story: Name = None, cursor: Cursor = None, limit: Limit = 20
) -> Response:
    """The articles that came in, the newest first."""
    asked = Asked(of, story, after=cursor, most=limit)
    return json(await listed(request, asked, page_of))


@router.get("/search", responses=COMMON | problems(404, 422), response_model=Page)
async def search(request: Request, q: Words, of: Selected, cursor: Cursor = None, limit: Limit = 20) -> Response:
    """The articles that have these words in headline or text, the newest first."""
    asked = Asked(of, None, wanted(q), cursor, limit)
    return json(await listed(request, asked, lambda rows: page_of(rows, asked.wanted)))


@router.get("/articles/{article_id}", responses=COMMON | problems(404, 422), response_model=Record)
async def article(request: Request, article_id: ArticleId) -> Response:
    """The record of an article as it is now."""
    return Response((await found(request, article_id)).record, media_type="application/json")


@router.get("/articles/{article_id}/versions", responses=COMMON | problems(404, 422), response_model=VersionList)
async def versions(request: Request, article_id: ArticleId) -> Response:
    """The versions of an article."""
    known = await of_article(request, article_id, lambda store, row: Versions(store).of(row.key))
    return json(VersionList(article_id, tuple(map(summary, known))))


@router.get("/articles/{article_id}/versions/{number}", responses=COMMON | problems(404, 422), response_model=Record)
async def version(request: Request, article_id: ArticleId, number: Annotated[int, Path(ge=1, le=10**9)]) -> Response:
    """The record of an article as it was in this version."""
    known = await of_article(request, article_id, lambda store, row: Versions(store).of(row.key))
    return json(numbered(known, number, "number").record)


@router.get("/articles/{article_id}/differences", responses=COMMON | problems(404, 422), response_model=Differences)
async def differences(
    request: Request,
    article_id: ArticleId,
    before: Annotated[int | None, Query(ge=1, le=10**9, description="A version; else the one before `after`")] = None,
    after: Annotated[int | None, Query(ge=1, le=10**9, description="A version; else the newest")] = None,
) -> Response:
    """In what two versions of an article differ."""

    def compare(store: Store, row: Row) -> Differences:
        return differing(article_id, Versions(store).of(row.key), before, after)

    return json(await of_article(request, article_id, compare))


@router.get("/articles/{article_id}/removals", responses=COMMON | problems(404, 422), response_model=RemovalList)
async def removals(request: Request, article_id: ArticleId) -> Response:
    """What was removed from an article, by which rule, and why."""
    row = await found(request, article_id)
    gone = await desk_of(request).shelf.ask(lambda store: Browsing(store).removals(row.key))
    return json(RemovalList(article_id, row.version, tuple(Removed(**r) for r in gone)))


# ---- what pages ask, too ------------------------------------------------------------------------


def wanted(question: str) -> tuple[Term, ...]:
    """What a question asks for. Raises Trouble where that is nothing."""
    asked = terms(question)
    if not asked:
        raise Trouble("invalid", "this asks for no word", "q", "give a word that is to be there")
    return asked


async def listed(request: Request, asked: Asked, tell: Callable[[Listed[Row]], T]) -> T:
    """A page of articles as `tell` tells of it: in the store's thread, for their texts are long, and meanwhile nobody
    else would be answered. Raises Trouble."""
    try:
        return await desk_of(request).shelf.ask(lambda store: tell(Browsing(store).articles(asked)))
    except BadCursor as e:
        raise Trouble("invalid", str(e), "cursor", "take it from `next` of the page before") from e


async def found(request: Request, article_id: str) -> Row:
    """The article of this id. Raises Trouble where there is none."""
    return await desk_of(request).shelf.ask(lambda store: row_of(store, article_id))


async def of_article(request: Request, article_id: str, question: Callable[[Store, Row], T]) -> T:
    """What a question about an article gives. Raises Trouble where there is none."""
    return await desk_of(request).shelf.ask(lambda store: question(store, row_of(store, article_id)))


def row_of(store: Store, article_id: str) -> Row:
    """The article of this id. Raises Trouble where there is none."""
    if row := Browsing(store).find(article_id):
        return row
    raise no_article()


def json(answer: Any) -> Response:
    """An answer as JSON."""
    return Response(encode(answer), media_type="application/json")
