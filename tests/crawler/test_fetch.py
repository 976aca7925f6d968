"""One-off URLs: each fault of the web gets its reason, and none touches the other URLs of the same command."""

import gzip
import json
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.discover.found import LONGEST_ADDRESS
from tests.crawler import stories
from tests.crawler.web import ROOT, Site, begin, drive, read, wait_for

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + bytes(range(256)) * 20


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Promise more than is sent, and hang up."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "50000")
    handler.end_headers()
    handler.wfile.write(stories.page(0).encode())


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """Say nothing at all."""
    handler.connection.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def unreachable() -> Iterator[str]:
    """An address where nobody listens."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{s.getsockname()[1]}/"


@pytest.fixture
def untrusted(tmp_path: Path) -> Iterator[Site]:
    """A site whose certificate nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")]), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    pem = tmp_path / "site.pem"
    pem.write_bytes(key.private_bytes(*form) + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    site = Site()
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    site.url = site.url.replace("http:", "https:")
    site.add("/", stories.page(0))
    yield site
    site.close()


def test_every_fault_has_its_reason_and_the_other_urls_are_done(
    site: Site, untrusted: Site, unreachable: str, tmp_path: Path
) -> None:
    story = stories.page(1)
    whole = gzip.compress(story.encode())
    site.add("/robots.txt", "User-agent: *\nDisallow: /private/\n", content_type="text/plain")
    site.add("/story", story)
    site.add("/gzipped", gzip.compress(stories.page(2).encode()), content_encoding="gzip")
    site.add("/nul", stories.page(3).replace("dispute", "dis\0pute"))
    site.add("/moved", status=301, location="/new-place")
    site.add("/new-place", stories.page(4))
    site.add("/circle-a", status=302, location="/circle-b")
    site.add("/circle-b", status=302, location="/circle-a")
    site.add("/itself", status=302, location="/itself")
    site.add("/into-the-file-system", status=302, location="file:///etc/hostname")
    site.add("/gone", status=410)
    site.add("/forbidden", status=403)
    site.add("/too-many", status=429)
    site.add("/broken", status=503)
    site.add("/odd", status=799)
    site.add("/paper.pdf", PDF, content_type="application/pdf")
    site.add("/pdf-as-html", PDF)
    site.add("/empty", b"")
    site.add("/cut-gzip", whole[: len(whole) // 2], content_encoding="gzip")
    site.add("/huge", b"<p>" + b"a" * 70_000)
    site.add("/bomb", gzip.compress(b"<p>" + b"a" * 500_000), content_encoding="gzip")
    site.act("/cut", cut)
    site.act("/hung", lambda _: wait_for(site.over))
    site.act("/silent", hang_up)
    states = {
        f"{site.url}/story": "stored: an article",
        f"{site.url}/gzipped": "stored: an article",
        f"{site.url}/nul": "stored: an article",
        f"{site.url}/moved": "stored: an article",
        f"{site.url}/circle-a": "failed: the page redirects in a circle, or too often",
        f"{site.url}/itself": "failed: the page redirects to itself",
        f"{site.url}/into-the-file-system": "failed: the server redirects, but not to a web address (302 Found)",
        f"{site.url}/missing": "failed: the server has no such page (404 Not Found)",
        f"{site.url}/gone": "failed: the page is gone for good (410 Gone)",
        f"{site.url}/forbidden": "failed: the server refuses us this page (403 Forbidden)",
        f"{site.url}/too-many": "failed: the server asks for fewer requests (429 Too Many Requests)",
        f"{site.url}/broken": "failed: the server failed (503 Service Unavailable)",
        f"{site.url}/odd": "failed: the server failed (799 a status that is not in any book)",
        f"{site.url}/private/diary": "skipped: robots.txt of 127.0.0.1 asks not to fetch this;"
        " --ignore-robots does so all the same",
        f"{site.url}/paper.pdf": "rejected: this is a PDF, not a web page",
        f"{site.url}/cut-gzip": "failed: the connection was cut before the whole page had come",
        f"{site.url}/cut": "failed: the connection was cut before the whole page had come",
        f"{site.url}/huge": "failed: the page is larger than what is fetched of any",
        f"{site.url}/bomb": "failed: the page, unpacked, is larger than what is fetched of any",
        f"{site.url}/hung": "failed: 127.0.0.1 did not send the whole page within 2 s",
        f"{site.url}/silent": "failed: 127.0.0.1 closed the connection without an answer",
        f"{untrusted.url}/": "failed: the certificate of 127.0.0.1 cannot be trusted",
        unreachable: "failed: 127.0.0.1 refused the connection",
        "http://no-such-host.invalid/": "failed: the host name no-such-host.invalid does not exist, or cannot be"
        " looked up from here",
        "ftp://127.0.0.1/story": "failed: only http and https addresses can be fetched",
        f"file://{tmp_path}/secret": "failed: only http and https addresses can be fetched",
        "just words": "failed: only http and https addresses can be fetched",
    }  # fmt: skip
    unread = [f"{site.url}/pdf-as-html", f"{site.url}/empty"]

    run = drive("fetch", [*states, *unread], {"DOWNLOAD_MAXSIZE": 60_000}, timeout=2)

    assert {u: f"{o['state']}: {o['reason']}" for u, o in run.outcomes.items() if u not in unread} == states
    assert [run.outcomes[u]["state"] for u in unread] == ["rejected", "rejected"]
    assert run.terminal == ""
    assert {u for u, _ in run.report["failures"]} == {u for u, o in run.outcomes.items() if o["state"] != "stored"}
    assert run.outcomes[f"{site.url}/moved"]["final_url"] == f"{site.url}/new-place"
    assert "eleven years" in run.outcomes[f"{site.url}/gzipped"]["article"]["text"]
    assert "/private/diary" not in site.log


def test_a_page_that_kills_its_worker_has_failed_and_may_fare_better_another_day(site: Site, tmp_path: Path) -> None:
    site.add("/good", stories.page(1))
    site.add("/evil", stories.page(2))
    urls, db = [f"{site.url}/evil", f"{site.url}/good"], str(tmp_path / "news.db")

    run = drive("fetch", urls, fatal="/evil", db=db)

    assert run.outcomes[urls[0]]["reason"] == "the cleaning process died on this page (signal 11)"
    assert run.report["counts"] == {"failed": 1, "stored": 1}
    assert drive("fetch", urls[:1], db=db).report["counts"] == {"stored": 1}


def test_robots_txt_is_obeyed_by_all_pages_that_wait_for_it_unless_a_person_insists(site: Site) -> None:
    site.add("/robots.txt", "User-agent: *\nDisallow: /private/\n", content_type="text/plain")
    for n in range(6):
        site.add(f"/private/{n}", stories.page(n))
    urls = [f"{site.url}/private/{n}" for n in range(6)]

    assert drive("fetch", urls).report["counts"] == {"skipped": 6}
    assert site.log == ["/robots.txt"]

    assert drive("fetch", urls, obey_robots=False).report["counts"] == {"stored": 6}


def test_a_site_is_told_who_asks_and_whom_to_write_to(site: Site) -> None:
    site.add("/story", stories.page(1))

    drive("fetch", [f"{site.url}/story"], contact="desk@courier.test")

    (agent,) = site.agents
    assert agent.startswith("Copydesk/")
    assert agent.endswith("; desk@courier.test)")


def test_what_a_server_refuses_for_a_moment_is_asked_for_again(site: Site) -> None:
    site.add("/broken", status=503)

    run = drive("fetch", [f"{site.url}/broken"], {"RETRY_TIMES": 2})

    assert run.report["counts"] == {"failed": 1}
    assert site.log.count("/broken") == 3


def test_the_text_of_any_page_is_given_where_no_article_is_asked_for(site: Site) -> None:
    said = "The page that you are looking for does not exist, or has been moved. Check the address, or use the search."
    head = "<!DOCTYPE html><html><head><title>Page not found - The Test Courier</title></head>"
    site.add("/list", f"{head}<body><main><h1>Page not found</h1>\n<p>{said}</p></main></body></html>")

    refused, taken = (drive("fetch", [f"{site.url}/list"], require_article=wanted) for wanted in (True, False))

    assert refused.report["counts"] == {"rejected": 1}
    assert taken.report["counts"] == {"stored": 1}


def test_plain_text_from_a_server_is_cleaned_as_a_text(site: Site, tmp_path: Path) -> None:
    text = (ROOT / "fixtures" / "no-deal-on-syria.txt").read_bytes()
    site.add("/story.txt", text, content_type="text/plain; charset=utf-8")

    drive("fetch", [f"{site.url}/story.txt"], db=str(tmp_path / "a.db"))

    with sqlite3.connect(tmp_path / "a.db") as db:
        [record] = db.execute("SELECT record FROM articles").fetchone()
    assert json.loads(record)["title"] == "No deal on Syria as Obama and Putin meet"
    assert set(json.loads(record)["removal_counts"]) == {
        "author_box",
        "comment_form",
        "email_solicitation",
        "source_line",
    }


def test_nothing_is_stored_unless_a_database_is_named(site: Site, tmp_path: Path) -> None:
    site.add("/story", stories.page(1))

    drive("fetch", [f"{site.url}/story"], cwd=str(tmp_path))
    assert list(tmp_path.iterdir()) == []

    drive("fetch", [f"{site.url}/story", f"{site.url}/missing"], db=str(tmp_path / "news.db"))
    with sqlite3.connect(tmp_path / "news.db") as db:
        assert dict(db.execute("select url, state from pages")) == {
            f"{site.url}/story": "stored",
            f"{site.url}/missing": "failed",
        }


def test_an_error_of_the_listener_ends_the_run_and_is_raised(site: Site) -> None:
    site.add("/story", stories.page(1))

    process = begin("fetch", [f"{site.url}/story"], listener="raise")
    _, err = process.communicate(timeout=60)

    assert process.returncode == 1
    assert "BrokenPipeError: nobody reads this" in err


def test_an_interrupt_ends_the_run_cleanly_and_is_reported(site: Site) -> None:
    site.act("/hung", lambda _: wait_for(site.over))
    process = begin("fetch", [f"{site.url}/hung"])
    while "/hung" not in site.log:
        assert process.poll() is None, process.communicate()

    process.send_signal(signal.SIGINT)
    site.over.set()
    out, err = process.communicate(timeout=60)

    assert process.returncode == 0, err
    assert read(out, err).report["interrupted"]


def test_who_stores_nothing_does_not_wait_for_the_library_of_databases() -> None:
    code = "import sys, crawler.start, crawler.pipelines, crawler.spiders.article; print('sqlalchemy' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_an_address_that_is_too_long_is_said_to_be_and_one_that_is_nearly_so_is_fetched(site: Site) -> None:
    def path(length: int, filled_with: str) -> str:
        return "/".ljust(length - len(site.url), filled_with)

    site.add(path(LONGEST_ADDRESS, "a"), stories.page(0))
    braces = f"{site.url}/{'{' * 700}"
    long = [f"{site.url}{path(LONGEST_ADDRESS + 1, 'a')}", f"{site.url}{path(2500, 'a')}", braces]

    ran = drive("fetch", [f"{site.url}{path(LONGEST_ADDRESS, 'a')}", *long])

    assert [ran.outcomes[u]["reason"] for u in long] == [f"the address is longer than {LONGEST_ADDRESS:,} bytes"] * 3
    assert ran.report["counts"] == {"stored": 1, "failed": 3}
    assert site.log == ["/robots.txt", path(LONGEST_ADDRESS, "a")]
