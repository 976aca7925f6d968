"""`GET /feed`: the newest articles as RSS, in full text."""

import io
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from crawler.export.rss import Channel, write_rss
from crawler.serve.articles import Limit, Selected, listed, wanted
from crawler.serve.routes import COMMON, problems
from crawler.store.browsing import Asked, Listed, Row

router = APIRouter(tags=["feed"])
KIND = "application/rss+xml"


@router.get(
    "/feed",
    responses={**COMMON, **problems(404, 422), 200: {"content": {KIND: {"schema": {"type": "string"}}}}},
    response_class=Response,
)
async def feed(
    request: Request,
    of: Selected,
    q: Annotated[str | None, Query(max_length=500, description="As of /search")] = None,
    limit: Limit = 50,
) -> Response:
    """The newest articles as an RSS 2.0 feed with the full text of each."""
    asked = Asked(of, None, wanted(q) if q else (), None, limit)
    name = ": ".join(["Copydesk", *filter(None, [", ".join(filter(None, [of.source, of.language, q]))])])
    return Response(await listed(request, asked, lambda found: _rss(found, name)), media_type=KIND)


def _rss(found: Listed[Row], name: str) -> bytes:
    out = io.BytesIO()
    write_rss((row.record for row in found.rows), out, Channel(title=name))
    return out.getvalue()
