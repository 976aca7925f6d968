"""What the service refuses, how much it takes on at once, and how it ends."""

import base64
import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from crawler.processes import Limits as PageLimits
from crawler.serve import Limits
from crawler.workers import Pool
from tests.crawler import stories
from tests.crawler.serve.conftest import Serve, until
from tests.crawler.web import ROOT

CLEAN = "/api/v1/clean"
TOKEN = "a-token-that-nobody-guesses"
SECRET = "s3cret-in-a-query"


def said(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, which must have the one shape."""
    assert answer.json().keys() == {"error", "what", "where", "hint"}
    return answer.status_code, answer.json()["error"]


def test_a_body_that_is_too_large_is_not_read(serve: Serve) -> None:
    client = serve(limits=Limits(body=10_000))

    def parts() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 1000

    kind = {"Content-Type": "text/plain"}
    assert said(client.post(CLEAN, content=b"x" * 20_000, headers=kind)) == (413, "too_large")
    assert said(client.post(CLEAN, content=parts(), headers=kind)) == (413, "too_large")
    assert client.post(CLEAN, content=b"x " * 4_000, headers=kind).status_code == 200
    assert said(client.post("/", data={"content": "x" * 20_000})) == (413, "too_large")


def raw(client: httpx.Client, sent: bytes) -> bytes:
    """What the service answers to these bytes, until it hangs up."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=30) as sock:
        sock.sendall(sent)
        answer = b""
        while chunk := sock.recv(65_536):
            answer += chunk
    return answer


def begun(client: httpx.Client, sent: bytes) -> bytes:
    """How the answer to these bytes begins; more is not waited for."""
    with socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=30) as sock:
        sock.sendall(sent)
        return sock.recv(12)


def test_who_does_not_go_on_is_not_waited_for(serve: Serve) -> None:
    client = serve(limits=Limits(body_seconds=0.3, head_seconds=0.3))

    head = b"POST /api/v1/clean HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 99\r\n"
    head += b"Connection: close\r\n"
    assert raw(client, b"") == b""
    assert raw(client, b"GET / HT") == b""
    assert raw(client, b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /he").startswith(b"HTTP/1.1 200 OK")
    assert b'"error":"slow"' in raw(client, head + b"\r\nsome")
    assert b'"error":"host"' in raw(client, b"GET / HTTP/1.0\r\n\r\n")


def test_what_is_no_http_is_told_so_in_the_one_shape(serve: Serve) -> None:
    client = serve(limits=Limits(head_seconds=0.3))
    chunked = b"POST /api/v1/clean HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"

    for sent in (
        b"\x00\x01\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\n\r\n",
        b"%bTransfer-Encoding: chunked\r\n\r\nno number\r\n" % chunked,
        b"%bContent-Length: -1\r\n\r\n" % chunked,
    ):
        head, _, body = raw(client, sent).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 "), sent[:80]
        assert msgspec.json.decode(body)["error"] == "bad_request"
    assert raw(client, b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n\x00\x01\r\n\r\n").count(b"HTTP/1.1 ") == 2
    assert client.get("/health").status_code == 200


def test_who_goes_on_and_on_after_the_answer_is_not_listened_to(serve: Serve) -> None:
    client = serve(limits=Limits(head_seconds=0.3, connections=1), token=TOKEN)

    head = (
        b"POST /api/v1/clean HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 99999\r\n\r\n"
    )
    with socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=30) as sock:
        sock.sendall(head)
        assert sock.recv(65_536).startswith(b"HTTP/1.1 401 ")
        with pytest.raises(ConnectionError):
            until(lambda: sock.send(b"x") == 0)
    until(lambda: client.get("/health").status_code == 200)


def test_who_does_not_read_the_answers_is_hung_up_on(serve: Serve) -> None:
    client = serve(limits=Limits(seconds=0.5, connections=1))

    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect((client.base_url.host, client.base_url.port or 80))
        sock.sendall(b"GET /desk.css HTTP/1.1\r\nHost: localhost\r\n\r\n" * 1_500)
        until(lambda: client.get("/health").status_code == 503)  # the one place is taken
        until(lambda: client.get("/health").status_code == 200)


def test_one_connection_too_many_is_told_to_come_again(serve: Serve) -> None:
    client = serve(limits=Limits(connections=3))
    at = (client.base_url.host, client.base_url.port or 80)

    waiting = [socket.create_connection(at, timeout=30) for _ in range(3)]
    answer = raw(client, b"")
    for sock in waiting:
        sock.close()

    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 1" in answer.lower()
    assert b'"error":"busy"' in answer


def test_who_is_turned_away_in_the_middle_of_sending_gets_the_answer_all_the_same(serve: Serve) -> None:
    client = serve(limits=Limits(connections=1))
    at = (client.base_url.host, client.base_url.port or 80)
    head = b"POST /api/v1/clean HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n\r\n"

    with socket.create_connection(at, timeout=30), socket.create_connection(at, timeout=30) as turned_away:
        until(lambda: bool(select.select([turned_away], [], [], 0)[0]))
        turned_away.sendall(head + b"x" * 4_000_000)
        answer = turned_away.recv(65_536)

    assert answer.startswith(b"HTTP/1.1 503 ")
    until(lambda: client.get("/health").status_code == 200)


def test_who_comes_when_all_hands_are_full_is_told_to_come_again(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.serve.desk.Pool", partial(Pool, clean="tests.crawler.misfortunes:clean"))
    client = serve(limits=Limits(cleaning=2, page=PageLimits(seconds=3)))

    def ask(_: int) -> httpx.Response:
        return client.post(CLEAN, json={"text": "sleep"})

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, range(8)))

    told = [a for a in answers if a.status_code == 503]
    assert len(told) == 6
    assert {said(a) for a in told} == {(503, "busy")}
    assert {a.headers["Retry-After"] for a in told} == {"1"}
    assert client.post(CLEAN, json={"text": "harmless"}).status_code == 200
    assert 'copydesk_serve_turned_away_total{kind="cleaning"} 6' in client.get("/metrics").text


def test_a_page_that_is_not_taken_need_not_be_sent(serve: Serve) -> None:
    client = serve(limits=Limits(cleaning=1, head_seconds=0.3))
    form = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n\r\n"

    with socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=30) as slow:
        slow.sendall(form)
        until(lambda: 'in_work{kind="cleaning"} 1' in client.get("/metrics").text)
        answers = [begun(client, form), begun(client, form.replace(b" / ", b" /api/v1/clean "))]

    assert answers == [b"HTTP/1.1 503"] * 2
    until(lambda: 'in_work{kind="cleaning"} 0' in client.get("/metrics").text)


def test_a_request_that_takes_too_long_ends_and_gives_its_place_back(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.serve.desk.Pool", partial(Pool, clean="tests.crawler.misfortunes:clean"))
    client = serve(limits=Limits(cleaning=1, seconds=1.5))

    assert said(client.post(CLEAN, json={"text": "sleep"})) == (504, "timeout")
    # where the machine is busy a new worker, too, is longer in coming than a request may take here
    assert any(client.post(CLEAN, json={"text": "harmless"}).status_code == 200 for _ in range(20))


def test_only_who_has_the_token_is_let_in(serve: Serve) -> None:
    client = serve(token=TOKEN)

    def status(path: str, authorization: bytes = b"") -> int:
        return client.get(path, headers=[(b"Authorization", authorization)] if authorization else []).status_code

    token, basic = TOKEN.encode(), base64.b64encode(f"anybody:{TOKEN}".encode())
    wrong = (
        b"",
        b"Bearer",
        b"Bearer %bx" % token,
        b"Token " + token,
        b"Basic !",
        b"Bearer " + token[:-1],
        b"Bearer \xe9",
    )
    for path in ("/", "/openapi.json", "/metrics", "/desk.css", "/nothing"):
        assert [status(path, said) for said in wrong] == [401] * len(wrong), path
    assert status("/", b"Bearer " + token) == status("/", b"Basic " + basic) == 200
    assert status("/health") == 200
    refused = client.post(CLEAN, json={"text": "a"})
    assert said(refused) == (401, "token")
    assert "Basic" in refused.headers["WWW-Authenticate"]


def test_a_page_whose_name_leads_here_gets_nothing(serve: Serve) -> None:
    client = serve(hosts=("desk.example.org",))

    def status(host: str) -> int:
        return client.get("/health", headers={"Host": host}).status_code

    assert [status(h) for h in ("localhost", "LOCALHOST:80", "127.0.0.1", "[::1]:8080", "desk.example.org.")] == [
        200
    ] * 5
    assert [status(h) for h in ("evil.test", "localhost.evil.test", "127.0.0.1.evil.test", "", "[", "10.0.0.1")] == [
        421
    ] * 6


def test_a_person_is_told_by_a_page_and_a_program_by_json(serve: Serve) -> None:
    client = serve(token=TOKEN, limits=Limits(body=10))
    token = {"Authorization": f"Bearer {TOKEN}"}
    for headers in ({}, token | {"Host": "["}, token):
        told = client.post("/", content=b"x" * 99, headers={"Accept": "text/html", **headers})
        assert told.headers["content-type"].startswith("text/html"), told.text
        assert 'role="alert"' in told.text
        assert client.post("/", content=b"x" * 99, headers=headers).json()["error"]
        assert client.post(CLEAN, content=b"x" * 99, headers={"Accept": "text/html", **headers}).json()["error"]


def test_the_head_alone_is_told_as_of_get(serve: Serve) -> None:
    client = serve()

    for path in ("/", "/health", "/desk.css", "/no"):
        head, whole = client.head(path), client.get(path)
        assert (head.status_code, head.content) == (whole.status_code, b"")
        assert head.headers["Content-Length"] == str(len(whole.content))


def test_a_token_may_have_any_letters(serve: Serve) -> None:
    client = serve(token="schlüssel-für-alle-türen")

    for wrong, status in ((b"", 200), (b"x", 401)):
        shown = b"Bearer " + "schlüssel-für-alle-türen".encode() + wrong
        assert client.get("/", headers=[(b"Authorization", shown)]).status_code == status


def test_every_answer_tells_browsers_what_they_may_do(serve: Serve) -> None:
    client = serve()

    for answer in (client.get("/"), client.get("/health"), client.get("/no"), client.post(CLEAN, json={})):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "'unsafe" not in answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "server" not in answer.headers
    asked = client.options(CLEAN, headers={"Origin": "https://a.test", "Access-Control-Request-Method": "POST"})
    assert (asked.status_code, asked.headers["Allow"]) == (405, "POST")
    assert asked.json()["hint"] == "it takes POST"
    assert not any(name.startswith("access-control") for name in asked.headers)


def test_the_log_holds_requests_and_no_secrets(serve: Serve) -> None:
    told: list[str] = []
    client = serve(tell=told.append, token=TOKEN)

    client.get(f"/api/v1/search?q={SECRET}", headers={"Authorization": f"Bearer {TOKEN}"})
    client.get("/a%0Ab%1B[2J", headers={"Authorization": f"Bearer {SECRET}"})

    assert re.fullmatch(r"GET /api/v1/search 404 \d+ ms \d+ bytes", told[0])
    assert told[1].startswith("GET /a b[2J 401 ")
    assert not any(secret in line for line in told for secret in (SECRET, TOKEN))


def test_what_another_site_s_page_asks_for_is_refused(serve: Serve) -> None:
    client = serve()
    assert said(client.post(CLEAN, json={"text": "a"}, headers={"Origin": "https://a.test"})) == (403, "cross_site")


# ---- the command ----------------------------------------------------------------------------------------------------


class Command:
    """`copydesk serve` in a process of its own."""

    def __init__(self, *words: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "crawler.cli", "serve", "--port", "0", *words], cwd=ROOT, text=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        )  # fmt: skip
        assert self.process.stderr is not None
        self.err = self.process.stderr

    def address(self) -> str:
        """Where it serves."""
        for line in self.err:
            if found := re.search(r"serving at (\S+)", line):
                return found[1]
        raise AssertionError("it does not serve")


def test_when_it_is_stopped_it_ends_what_it_has_accepted(tmp_path: Path) -> None:
    command = Command("--db", str(tmp_path / "none.db"), "--workers", "1")
    address = command.address()
    many = stories.page(1).replace("</article>", "<p>One more line of the story.</p>" * 3000 + "</article>")
    begun = threading.Barrier(5)

    def ask(_: int) -> int:
        begun.wait(30)
        return httpx.post(f"{address}api/v1/clean", json={"html": many}, timeout=60).status_code

    httpx.post(f"{address}api/v1/clean", json={"text": "warm"}, timeout=60)
    with ThreadPoolExecutor(4) as threads:
        answers = [threads.submit(ask, n) for n in range(4)]
        begun.wait(30)
        while 'kind="cleaning"} 4' not in httpx.get(f"{address}metrics").text:
            pass
        command.process.send_signal(signal.SIGTERM)

        assert [a.result() for a in answers] == [200] * 4
    assert command.process.wait(60) == 0
    assert "stopped; every request that was accepted is answered" in command.err.read()
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)


@pytest.mark.parametrize(
    ("words", "environment", "sentence"),
    [
        (["--host", "0.0.0.0"], {}, "others can reach 0.0.0.0, so that each request must show a token"),
        (["--host", "example.invalid"], {}, "others can reach example.invalid"),
        (["--token-env", "MINE"], {}, "MINE is not set (--token-env)"),
        ([], {"COPYDESK_SERVE_TOKEN": "short"}, "shorter than 16 letters"),
        (["--host", "192.0.2.1"], {"COPYDESK_SERVE_TOKEN": TOKEN}, "192.0.2.1:0 cannot be listened at"),
        (["--allow-network", "everything"], {}, "--allow-network"),
        (["--db", "README.md"], {}, "README.md: this file is no Copydesk store"),
    ],
)
def test_what_it_cannot_begin_with_is_one_sentence(words: list[str], environment: Any, sentence: str) -> None:
    command = Command(*words, **environment)
    err = command.err.read()

    assert command.process.wait(60) == 2
    assert sentence in err
    assert "Traceback" not in err


def test_without_its_extra_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'fastapi' else find(name, *a)\n"
    )
    command = Command(PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")

    assert "serving needs fastapi, which is not installed: pip install 'copydesk[serve]'" in command.err.read()
    assert command.process.wait(60) == 2
