"""Services on loopback that take records: a webhook's, and one that answers bulk requests as Elasticsearch does."""

import json
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, Mapping[str, str], bytes]


@dataclass(frozen=True)
class Asked:
    """A request, as it came in."""

    path: str
    headers: Mapping[str, str]
    body: bytes


class Service:
    """An HTTP server that keeps what was posted. `next` holds answers that come before its own."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.next: list[Answer] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(length := int(self.headers["Content-Length"]))
                if len(body) < length:  # the connection broke
                    self.close_connection = True
                    return
                request = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
                service.asked.append(request)
                status, headers, answer = service.next.pop(0) if service.next else service.answer(request)
                with suppress(OSError):  # who asked is gone
                    self.send_response(status)
                    for name, value in {**headers, "Content-Length": str(len(answer))}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def answer(self, request: Asked) -> Answer:
        """What is answered to a request."""
        raise NotImplementedError

    def close(self) -> None:
        """The server is gone."""
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Receiver(Service):
    """The service behind a webhook: it takes everything but the ids in `poison`, which it answers as told there."""

    poison: dict[str, int] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    held: dict[str, int] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None

    def __post_init__(self) -> None:
        super().__init__(self.tls)

    def answer(self, request: Asked) -> Answer:
        told = json.loads(request.body)
        if status := self.poison.get(told["id"]):
            return status, {}, b"not this one"
        self.taken.append(told["key"])
        if told["kind"] == "forgotten":
            self.held.pop(told["id"], None)
        else:
            assert told["record"]["version"] == told["version"]
            self.held[told["id"]] = told["version"]
        return 204, {}, b""


@dataclass
class Index(Service):
    """What the bulk interface of Elasticsearch 8 and OpenSearch 2 does with `index` and `delete` under
    `external_gte` versions, after their documentation: a lower version is a conflict (409), also one of a document
    that was deleted; a document that the mapping does not allow is 400; a node that has too much to do says 429 for
    some of the documents."""

    busy_with: set[str] = field(default_factory=set)
    bad: set[str] = field(default_factory=set)
    most_bytes: int = 100 << 20
    versions: dict[str, int] = field(default_factory=dict)
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def held(self) -> dict[str, int]:
        """Ids and versions of what can be found."""
        return {name: document["version"] for name, document in self.documents.items()}

    def answer(self, request: Asked) -> Answer:
        assert request.path == "/_bulk"
        assert request.headers["content-type"] == "application/x-ndjson"
        assert request.body.endswith(b"\n")
        if len(request.body) > self.most_bytes:
            return 413, {}, b"too large"
        lines = iter(request.body.splitlines())
        items = []
        for line in lines:
            ((action, to),) = json.loads(line).items()
            document = json.loads(next(lines)) if action == "index" else None
            status = self._done(to, document)
            error = {} if status < 300 else {"error": {"type": "x", "reason": f"because of {status}"}}
            items.append({action: {"_index": to["_index"], "_id": to["_id"], "status": status, **error}})
        errors = any("error" in item for each in items for item in each.values())
        return 200, {}, json.dumps({"took": 1, "errors": errors, "items": items}).encode()

    def _done(self, to: dict[str, Any], document: dict[str, Any] | None) -> int:
        name, version = to["_id"], to["version"]
        assert to["version_type"] == "external_gte"
        if name in self.busy_with:
            self.busy_with.remove(name)
            return 429
        if name in self.bad and document is not None:
            return 400
        if version < self.versions.get(name, 0):
            return 409
        self.versions[name] = version
        self.taken.append(f"{name}:{version}:{'delete' if document is None else 'index'}")
        if document is None:
            return 200 if self.documents.pop(name, None) else 404
        was_there = name in self.documents
        self.documents[name] = document
        return 200 if was_there else 201
