"""What goes wrong, in one shape: a code for programs, a sentence for people, where, and what to do."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Scope

from cleaners.explanation.plain import one_line
from crawler.export.records import ExportError
from crawler.serve.answers import Problem
from crawler.serve.views import view
from crawler.store import StoreError

Code = Literal[
    "bad_request", "token", "cross_site", "robots", "private_address", "not_found", "method", "too_large", "host",
    "media_type", "invalid", "not_fetched", "not_cleaned", "slow", "fault", "busy", "no_store", "no_fetching", "store",
    "timeout",
]  # fmt: skip
STATUS: Mapping[Code, int] = {
    "bad_request": 400, "token": 401, "cross_site": 403, "robots": 403, "private_address": 403, "not_found": 404,
    "no_store": 404, "no_fetching": 404, "method": 405, "slow": 408, "too_large": 413, "media_type": 415, "host": 421,
    "invalid": 422, "not_fetched": 422, "not_cleaned": 422, "fault": 500, "busy": 503, "store": 503, "timeout": 504,
}  # fmt: skip
BY_STATUS: Mapping[int, tuple[Code, str]] = {
    400: ("bad_request", ""), 404: ("not_found", "there is nothing at this address"),
    405: ("method", "this address does not take this method"), 415: ("media_type", ""),
}  # fmt: skip
"""What the framework's own errors mean, and how that is said; else in its words."""
PATTERN = "string_pattern_mismatch"
RETRY_SECONDS = 1
GONE = 499
"""What the log says of a request whose client has hung up: nobody gets an answer."""
MOST_TOLD = 300
"""Letters of a sentence that repeats what was asked."""


class Trouble(Exception):
    """A request ends here. `where` names the part of the request that is meant, `hint` what to do. `allowed`: headers
    that say what the address takes instead."""

    def __init__(self, code: Code, what: str, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(what)
        self.status = STATUS[code]
        self.allowed: Mapping[str, str] = {}
        self.problem = Problem(code, tidy(what), tidy(where), tidy(hint))

    @property
    def headers(self) -> dict[str, str]:
        """Those that belong to its status."""
        if self.problem.error == "busy":
            return {"Retry-After": str(RETRY_SECONDS)}
        # what a browser asks its user for is a name and a password: the token is the password
        asks = {"WWW-Authenticate": 'Bearer, Basic realm="Copydesk"'} if self.problem.error == "token" else {}
        return {**asks, **self.allowed}


def tidy(text: str | None) -> str | None:
    """A sentence that may repeat what somebody sent: on one line, of a bounded length, of whole characters."""
    if text is None:
        return None
    said = one_line(text)
    return said if len(said) <= MOST_TOLD else said[: MOST_TOLD - 1] + "…"


def answer(trouble: Trouble) -> Response:
    """The response that says it."""
    body = msgspec.json.encode(trouble.problem)
    return Response(body, trouble.status, trouble.headers, "application/json")


def respond(trouble: Trouble, scope: Scope) -> Response:
    """The response that says it to who has asked: a page to a person, else what `answer` gives."""
    if not scope["path"].startswith("/api/") and "text/html" in Headers(scope=scope).get("accept", ""):
        return view("trouble", trouble.status, trouble.headers, problem=trouble.problem, store=False)
    return answer(trouble)


def of_store(error: StoreError, tell: Any) -> Trouble:
    """A store that fails: what it says of paths and servers is for the log."""
    tell(f"the store: {error}")
    return Trouble("store", "the store cannot be read at the moment", hint="the service's log says why")


def handle(app: FastAPI, tell: Any) -> None:
    """Have every error of the application answered in this shape."""

    def told(request: Request, error: Exception) -> Response:
        return respond(trouble_of(error, tell), request.scope)

    def gone(request: Request, error: Exception) -> Response:  # noqa: ARG001 (Starlette's signature)
        return Response(status_code=GONE)

    app.add_exception_handler(ClientDisconnect, gone)
    for kind in (Trouble, StoreError, RequestValidationError, HTTPException, ExportError, Exception):
        app.add_exception_handler(kind, told)


def trouble_of(error: Exception, tell: Any) -> Trouble:
    """The trouble that an exception means."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, StoreError):
        return of_store(error, tell)
    if isinstance(error, RequestValidationError):
        return invalid(error.errors())
    if isinstance(error, HTTPException) and error.status_code in BY_STATUS:
        allowed = error.headers or {}
        takes = f"it takes {allowed['Allow']}" if "Allow" in allowed else None
        code, what = BY_STATUS[error.status_code]
        trouble = Trouble(code, what or str(error.detail), None, takes)
        trouble.allowed = allowed
        return trouble
    if isinstance(error, ExportError):
        return Trouble("fault", "the record is of another version of Copydesk", hint="`copydesk reclean` renews it")
    return Trouble("fault", "a fault of the service's own", hint="the service's log says more")


def invalid(errors: Any) -> Trouble:
    """The first of what pydantic objects to."""
    first = errors[0]
    where = ".".join(str(part) for part in first.get("loc", ()) if part not in ("body", "query", "path"))
    said = str(first.get("msg", "not as it should be")).removeprefix("Value error, ")
    if first.get("type") == PATTERN:  # the one that there is
        said = "this is no address that begins with http:// or https://"
    return Trouble("invalid", said, where or None, "/openapi.json describes it")
