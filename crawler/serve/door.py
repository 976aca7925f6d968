"""The door: who may come in, under which name, from which page; how long a request may take; what is said of it in the
log; and what every answer tells browsers."""

import asyncio
import base64
import binascii
import hmac
from collections.abc import Callable
from time import monotonic
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cleaners.explanation.plain import one_line
from crawler.serve.options import LOOPBACK, ServeOptions, is_loopback
from crawler.serve.problems import Trouble, respond

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OPEN = frozenset({"/health"})
"""What may be asked for without a token: it tells nothing but that the service lives."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with "no-referrer" browsers would not say either that a form is our own
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every answer that says nothing else. What is shown may come from any page: nothing in it runs, loads or frames."""
NAMED = "whoever runs this service can give it the name: copydesk serve --allow-host NAME"
MOST_PATH = 200
"""Letters of a path that the log holds."""


class Door:
    """Wraps the application. Nothing of the query, of headers or bodies comes into the log."""

    def __init__(self, app: ASGIApp, options: ServeOptions) -> None:
        self._app, self._options = app, options
        self._token = options.token.encode("utf-8", "surrogateescape") if options.token else None
        self._hosts = _names(options)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, out = monotonic(), _Out(send)
        try:
            # the server sends no body to who asks for the head alone
            await self._let_in({**scope, "method": "GET"} if scope["method"] == "HEAD" else scope, receive, out)
        finally:
            self._note(scope, out, monotonic() - began)

    async def _let_in(self, scope: Scope, receive: Receive, out: "_Out") -> None:
        try:
            self._check(scope)
            async with asyncio.timeout(self._options.limits.seconds):
                await self._app(scope, receive, out)
        except Trouble as trouble:
            await respond(trouble, scope)(scope, receive, out)
        except TimeoutError:
            if out.status is not None:
                raise
            seconds = self._options.limits.seconds
            await respond(Trouble("timeout", f"it took longer than {seconds:g} s"), scope)(scope, receive, out)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        _check_host(headers.get("host", ""), self._hosts)
        if scope["path"] not in OPEN:
            self._check_token(headers.get("authorization", ""))
        if scope["method"] not in SAFE:
            _check_origin(headers)

    def _check_token(self, said: str) -> None:
        if self._token is not None and not hmac.compare_digest(_shown(said), self._token):
            raise Trouble("token", "the token is missing or wrong", "Authorization", "send Authorization: Bearer TOKEN")

    def _note(self, scope: Scope, out: "_Out", seconds: float) -> None:
        path = one_line(str(scope["path"]))[:MOST_PATH]
        self._options.tell(f"{scope['method']} {path} {out.status or 'gone'} {seconds * 1000:.0f} ms {out.bytes} bytes")


class _Out:
    """Sends, adds what every answer says, and remembers what was said."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status: int | None = None
        self.bytes = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        self.bytes += len(message.get("body", b""))
        await self._send(message)


def _names(options: ServeOptions) -> Callable[[str], bool]:
    """Whether the service may be asked under a name. One that only this machine can reach is known by no other name
    than its own: a page whose name leads here (DNS rebinding) gets nothing. Elsewhere it is the token that keeps such
    pages out, for they do not have it; names that are given hold all the same."""
    own = {name.lower().rstrip(".") for name in options.hosts}
    if not options.is_local and not own:
        return lambda _: True
    known = own | {*LOOPBACK, options.host.lower()}
    return lambda host: host in known or (options.is_local and is_loopback(host))


def _check_host(said: str, is_ours: Callable[[str], bool]) -> None:
    try:
        host = urlsplit(f"//{said}").hostname or ""
    except ValueError:
        host = ""
    if not is_ours(host.lower().rstrip(".")):
        raise Trouble("host", f"this service is not asked under the name {host or '(none)'}", "Host", NAMED)


def _check_origin(headers: Headers) -> None:
    """What changes or costs something is not done for another site's page. Programs that are no browsers send neither
    header; what browsers say of the site no page can say in their place, and it holds behind a proxy that asks under
    another name, too."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if site is None and (origin is None or _is_own(origin, headers.get("host", ""))):
        return
    if site not in ("same-origin", "none"):
        raise Trouble("cross_site", "asked for by a page of another site", "Origin")


def _is_own(origin: str, host: str) -> bool:
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False


def _shown(said: str) -> bytes:
    """The token that a header shows: itself, or as the password that a browser has asked its user for."""
    kind, _, value = said.partition(" ")
    if kind.lower() == "basic":
        try:
            return base64.b64decode(value.strip(), validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return b""
    return value.strip().encode("latin-1") if kind.lower() == "bearer" else b""
