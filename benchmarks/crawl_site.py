"""The site of the crawl's benchmark: pages on loopback, under an address of its own for each host, served by nginx.

Where there is no nginx a static server of Python's serves them, in a process of its own; it gives out some hundred
pages a second, which is many times what is cleaned. Linux alone has all of 127.0.0.0/8.
"""

import base64
import gzip
import json
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
SEED = 7
START_SECONDS = 60.0
FILLER = "<li><a href='/section/{n}/'>{words}</a></li>"
FILLERS = 120
"""Links around an invented page's story: a page of the web is mostly that."""
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.error crit; worker_processes 1; user root;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nodelay on; keepalive_requests 1000000; server_tokens off;
  types {{ text/html html; text/xml xml; text/plain txt; }}
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    {listen}
    location /2026/ {{ root {folder}/pages; }}
    location / {{ root {folder}/$server_addr; }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Site:
    """What is served: the front page of each host, how many pages all have together, of what kind they are, and by what
    they are served."""

    fronts: tuple[str, ...]
    pages: int
    kind: str
    server: str


def bodies(count: int) -> tuple[list[bytes], str]:
    """So many articles' pages as their servers sent them, always the same ones, and what they are: gold pages, where
    they lie beside the checkout, and else invented ones. No more of them than there are gold pages."""
    rows: list[dict[str, str]] = []
    for file in sorted(CORPUS.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            rows += [row for row in map(json.loads, lines) if row.get("kind") == "article"]
    if not rows:
        return [_invented(n) for n in range(count)], "invented pages"
    random.Random(SEED).shuffle(rows)
    return [base64.b64decode(row["html"]) for row in rows[:count]], "gold pages"


@contextmanager
def served(pages: int, hosts: int, *, same: bool = False) -> Iterator[Site]:
    """Hosts that list so many pages together, each its own share; `same`: each lists all of them."""
    with tempfile.TemporaryDirectory(prefix="copydesk-site-") as place:
        folder, found = Path(place), bodies(pages)
        folder.chmod(0o755)  # nginx's workers may be another user
        paths = [f"/2026/11/20/the-story-of-number-{n}.html" for n in range(len(found[0]))]
        for path, body in zip(paths, found[0], strict=True):
            (folder / "pages" / path[1:]).parent.mkdir(parents=True, exist_ok=True)
            (folder / "pages" / path[1:]).write_bytes(body)
        names, port = [f"127.0.0.{n}" for n in range(2, 2 + hosts)], _free_port()
        for n, name in enumerate(names):
            _host(folder / name, f"http://{name}:{port}", paths if same else paths[n::hosts])
        with _running(folder, names, port) as server:
            fronts = tuple(f"http://{name}:{port}/" for name in names)
            yield Site(fronts, len(paths) * (hosts if same else 1), found[1], server)


def _invented(number: int) -> bytes:
    """A page of some 20 kB: a story of its own, and links around it."""
    from benchmarks.reclean import prose  # and with it the whole crawler, which the server needs not

    links = "".join(FILLER.format(n=n, words=f"What there is under number {n}") for n in range(FILLERS))
    return prose(number).replace("<footer>", f"<aside><ul>{links}</ul></aside><footer>").encode()


def _host(folder: Path, url: str, paths: Sequence[str]) -> None:
    folder.mkdir()
    locations = "".join(f"<url><loc>{url}{path}</loc></url>" for path in paths)
    (folder / "sitemap.xml").write_text(f'<urlset xmlns="{SITEMAP}">{locations}</urlset>')
    (folder / "robots.txt").write_text(f"User-agent: *\nAllow: /\nSitemap: {url}/sitemap.xml\n")
    (folder / "index.html").write_text("<!DOCTYPE html><title>The Courier</title><h1>The Courier</h1>")


@contextmanager
def _running(folder: Path, names: Sequence[str], port: int) -> Iterator[str]:
    """The server's name, while it serves."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        command, name = [sys.executable, "-m", "benchmarks.crawl_site", str(folder), str(port), *names], "http.server"
    else:
        listen = " ".join(f"listen {host}:{port};" for host in names)
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, listen=listen))
        command = [program, "-e", str(folder / "nginx.error"), "-c", str(folder / "nginx.conf")]
        said = subprocess.run([program, "-v"], capture_output=True, text=True, check=True).stderr
        name = said.strip().rpartition(" ")[2].replace("/", " ")
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            _wait(f"http://{names[-1]}:{port}/", process.poll)
            yield name
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, has_ended: Callable[[], int | None]) -> None:
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit and has_ended() is None:
        with suppress(OSError), urllib.request.urlopen(url, timeout=1):
            return
        time.sleep(0.02)
    raise RuntimeError("the server of the benchmark's pages does not start")


class _Static(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        found = super().translate_path(path)
        part = "pages" if path.startswith("/2026/") else str(self.connection.getsockname()[0])
        return str(Path(self.directory, part, Path(found).relative_to(self.directory)))

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def main(folder: str, port: str, *names: str) -> None:
    """Serve with what Python has."""
    serve = partial(_Static, directory=folder)
    servers = [ThreadingHTTPServer((name, int(port)), serve) for name in names]
    for server in servers[1:]:
        Thread(target=server.serve_forever, daemon=True).start()
    servers[0].serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
