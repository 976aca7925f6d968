"""`/health` and `/metrics`: whether the service lives, and what it has to say of sources, store and itself."""

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request, Response
from sqlalchemy import select

from cleaners.version import __version__
from crawler.serve.answers import encode
from crawler.serve.desk import Desk, desk_of
from crawler.serve.options import is_there
from crawler.serve.problems import Trouble
from crawler.serve.routes import COMMON
from crawler.serve.sources import metrics_of
from crawler.store import Store, StoreError
from crawler.store.tables import meta

router = APIRouter(tags=["state"])
METRICS = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Alive:
    """That the service lives. `store`: whether it can be read, is read by as many as may be, or is none yet."""

    status: Literal["ok", "failing"]
    version: str
    store: Literal["ok", "busy", "none", "failing"]


@router.get("/health", response_model=Alive, responses={503: {"model": Alive, "description": "The store is failing"}})
async def health(request: Request) -> Response:
    """Whether the service lives and its store can be read. Asked for without a token."""
    desk = desk_of(request)
    try:
        await desk.shelf.ask(_touch)
    except Trouble as trouble:
        return _alive("none" if trouble.problem.error == "no_store" else "busy")
    except StoreError as e:
        desk.options.tell(f"the store: {e}")
        return _alive("failing")
    return _alive("ok")


def _touch(store: Store) -> None:
    with store.reading() as connection:
        connection.execute(select(meta).limit(1)).all()


def _alive(store: Literal["ok", "busy", "none", "failing"]) -> Response:
    is_well = store != "failing"
    body = encode(Alive("ok" if is_well else "failing", __version__, store))
    return Response(body, 200 if is_well else 503, media_type="application/json")


@router.get(
    "/metrics",
    responses={**COMMON, 200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    response_class=Response,
)
async def metrics(request: Request) -> Response:
    """What `copydesk health --metrics` tells, and what the service has in work, in Prometheus's text form."""
    desk = desk_of(request)
    known = await metrics_of(desk) if is_there(desk.options.db) else ""
    return Response(known + _own(desk), media_type=METRICS)


def _own(desk: Desk) -> str:
    """The service's own numbers."""
    lines = ["# HELP copydesk_serve_in_work Requests that are in work.", "# TYPE copydesk_serve_in_work gauge"]
    lines += [f'copydesk_serve_in_work{{kind="{gate.name}"}} {gate.inside}' for gate in desk.gates]
    lines += ["# HELP copydesk_serve_turned_away_total Requests that were told to come again.",
              "# TYPE copydesk_serve_turned_away_total counter"]  # fmt: skip
    lines += [f'copydesk_serve_turned_away_total{{kind="{gate.name}"}} {gate.turned_away}' for gate in desk.gates]
    return "".join(f"{line}\n" for line in lines)
