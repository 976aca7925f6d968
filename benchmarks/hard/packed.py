"""Row 7: 10 GiB in a few kilobytes cost neither memory nor time."""

import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import brotli

from benchmarks.hard.score import Figure, Lab
from crawler.middlewares.whole import zstd
from tests.crawler.web import QUICK, ROOT, Site, read

GIB = 1 << 30
BLOCK = b"\0" * (1 << 24)
MOST_MIB, MOST_SECONDS = 100, 2.0


def gzipped(size: int) -> bytes:
    """So many zeros, as gzip: one packed block after another, for each of them is the same."""
    packer = zlib.compressobj(9, wbits=31)
    first = packer.compress(BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * (size // len(BLOCK) - 1) + packer.flush()


def brotlied(size: int) -> bytes:
    """So many zeros, as brotli."""
    packer = brotli.Compressor(quality=1, lgwin=24)
    parts = [packer.process(BLOCK) for _ in range(size // len(BLOCK))]
    return b"".join([*parts, packer.finish()])


def zstded(size: int) -> bytes:
    """So many zeros, as zstd."""
    packer = zstd.ZstdCompressor()
    parts = [packer.compress(BLOCK) for _ in range(size // len(BLOCK))]
    return b"".join([*parts, packer.flush()])


def endless(handler: BaseHTTPRequestHandler) -> None:
    """Chunks without an end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    while True:
        handler.wfile.write(chunk)


def headers(handler: BaseHTTPRequestHandler) -> None:
    """Headers without an end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-A: " + b"y" * 16_000 + b"\r\n")


def cost(kind: str, url: str, **options: Any) -> tuple[float, float, str]:
    """MiB at the most of the process that fetches (those that clean are larger, and see no answer that is refused), the
    run's processor seconds, and how the URL ended."""
    order = {"kind": kind, "urls": [url], "listener": "show", "die": None, "fatal": None}
    script, told = str(ROOT / "tests/crawler/drive.py"), json.dumps(order | {"options": options | {"settings": QUICK}})
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        env = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
        process = subprocess.Popen([sys.executable, script, told], stdout=out, stderr=err, env=env)
        most, ended = 0.0, 0
        while not ended:
            most = max(most, _most_of(process.pid))
            time.sleep(0.01)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        said, log = out.read(), err.read()
    assert process.returncode == 0, log
    ends = [*read(said, log).outcomes.values()]
    return most, usage.ru_utime + usage.ru_stime, "; ".join(e["reason"] for e in ends)


def _most_of(pid: int) -> float:
    """MiB that a process has held at the most so far."""
    with suppress(OSError, IndexError):
        return int(Path(f"/proc/{pid}/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
    return 0.0


def bombs(lab: Lab) -> Figure:
    """Row 7: what each bomb costs beyond an answer that is no page: nothing is cleaned in either run, so that what
    cleaning needs hides nothing."""
    size = GIB // 2 if lab.small else 10 * GIB
    site = Site()
    site.add("/gone", "Gone", 404)
    packers: dict[str, Callable[[int], bytes]] = {"gzip": gzipped, "br": brotlied, "zstd": zstded}
    for name, pack in packers.items():
        site.add(f"/{name}", pack(size), content_encoding=name)
    site.add("/twice", gzip.compress(gzipped(size)), content_encoding="gzip, gzip")
    site.act("/endless", endless)
    site.act("/headers", headers)
    worst_mib = worst_seconds = peak = 0.0
    wrong = []
    base = cost("fetch", site.url + "/gone")
    names = ("gzip", "endless", "headers") if lab.small else (*packers, "twice", "endless", "headers")
    for name in names:
        mib, seconds, end = cost("fetch", f"{site.url}/{name}")
        wrong += _over(
            name, mib - base[0], seconds - base[1], end, "more headers" if name == "headers" else "larger than"
        )
        peak = max(peak, mib)
        worst_mib, worst_seconds = max(worst_mib, mib - base[0]), max(worst_seconds, seconds - base[1])
    mib, seconds = _sitemap(site, lab.folder, size, wrong)
    site.close()
    said = (
        f"+{max(worst_mib, mib):.0f} MiB, +{max(worst_seconds, seconds):.1f} s at the most, of {len(names) + 1} bombs"
    )
    return Figure(f"{said}; it holds {peak:.0f} MiB at the most", not wrong, tuple(wrong))


def _sitemap(site: Site, folder: Path, size: int, wrong: list[str]) -> tuple[float, float]:
    """A sitemap.xml.gz that is a bomb, beside a small one."""
    costs = []
    for name, body in (("small", gzip.compress(b"<urlset/>")), ("bomb", gzipped(size))):
        site.add(f"/{name}.xml.gz", body, content_type="application/gzip")
        began = time.monotonic()
        options = {"db": str(folder / f"{name}.db"), "archive": str(folder / name)}
        costs.append(cost("crawl", f"{site.url}/{name}.xml.gz", **options))
        assert time.monotonic() - began < 120
    mib, seconds = costs[1][0] - costs[0][0], costs[1][1] - costs[0][1]
    wrong += _over("a sitemap", mib, seconds, "", "")
    return mib, seconds


def _over(name: str, mib: float, seconds: float, end: str, said: str) -> list[str]:
    good = mib <= MOST_MIB and seconds <= MOST_SECONDS and said in end
    return [] if good else [f"{name}: +{mib:.0f} MiB, +{seconds:.1f} s: {end}"]
