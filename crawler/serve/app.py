"""The application: its routes, its door, its description."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp

from cleaners.schema import schema
from cleaners.version import __version__
from crawler.serve import articles, cleaning, feed, pages, sources, state, stories
from crawler.serve.desk import Desk
from crawler.serve.door import Door
from crawler.serve.options import ServeOptions
from crawler.serve.problems import handle

PREFIX = "/api/v1"
PARTS = "#/components/schemas/"
ABOUT = "Clean text of the web's news. Every error has one shape: a code, a sentence, where, and what to do."


def make_app(options: ServeOptions) -> ASGIApp:
    """The service as an ASGI application. Its processes begin and end with its lifespan."""
    desk = Desk(options)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with desk.open():
            yield

    app = FastAPI(
        title="Copydesk",
        version=__version__,
        description=ABOUT,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # an answer that the description does not know
    )
    app.state.desk = desk
    for part in (cleaning, articles, stories, sources, feed):
        app.include_router(part.router, prefix=PREFIX)
    app.include_router(state.router)
    app.include_router(pages.router)
    handle(app, options.tell)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    return Door(app, options)


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description, with the record's own schema in it."""
    if app.openapi_schema is None:
        described = FastAPI.openapi(app)
        parts = described.setdefault("components", {}).setdefault("schemas", {})
        parts |= _moved(schema()["$defs"])
        if app.state.desk.options.token:
            described["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
            described["security"] = [{"token": []}]
    assert app.openapi_schema is not None
    return app.openapi_schema


def _moved(part: Any) -> Any:
    """A schema whose references lead to where OpenAPI keeps them."""
    if isinstance(part, dict):
        return {k: v.replace("#/$defs/", PARTS) if k == "$ref" else _moved(v) for k, v in part.items()}
    return [_moved(p) for p in part] if isinstance(part, list) else part
