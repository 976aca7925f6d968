"""Rows 1 to 4: nothing that the web says leads into somebody's own network, or out of the web."""

import subprocess
import sys
from collections import Counter
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from benchmarks.hard.score import Figure, Lab
from benchmarks.hard.service import fetched_by_service
from benchmarks.hard.world import World, has_six, in_a_world, world
from tests.crawler import stories
from tests.crawler.web import drive
from tests.hard.spellings import INSIDE, INSIDE_V6, NEIGHBOURS, NEIGHBOURS_V6, PUBLIC, PUBLIC_V6, urls

HERE = "benchmarks.hard.inside"
STATUSES = (301, 302, 303, 307, 308)
SCHEMES = ("file", "ftp", "gopher", "dict", "data", "javascript", "ldap", "sftp", "tftp", "jar", "netdoc", "s3")
TARGETS = tuple(f"http://{a}/story" for a in INSIDE) + tuple(f"http://[{a}]/story" for a in INSIDE_V6)
OTHER = ("file:///etc/hostname", "ftp://10.0.0.1/", "gopher://10.0.0.1:70/_x", "dict://10.0.0.1:2628/d",
         "data:text/html,x", "ldap://10.0.0.1/", "javascript:1")  # fmt: skip
ENDS = ("8.8.8.8", PUBLIC_V6)
"""Where those lead that may be followed."""
SETTINGS = {"CONCURRENT_REQUESTS": 32, "RETRY_TIMES": 0, "DNS_TIMEOUT": 3}


def literal(lab: Lab) -> Figure:
    """Row 1: addresses as such, in any spelling."""
    asked = [u for a in INSIDE for u in urls(a)] + [f"http://[{a}]/story" for a in INSIDE_V6]
    asked += [u for path in _generated(lab) for u in path]
    public = [_address(a) for a in (*NEIGHBOURS, *(NEIGHBOURS_V6 if has_six() else ()))]
    found = in_a_world(f"{HERE}:fetch_all", {"urls": list(dict.fromkeys(asked)), "public": public})
    reached, tried, fetched = found["reached"], found["tried"], found["fetched"]
    good = not reached and not tried and fetched == len(public)
    said = f"{reached} / {tried} of {len(dict.fromkeys(asked)):,}; {fetched} of {len(public)} neighbours"
    return Figure(said + _of_six(f", {len(public) - len(NEIGHBOURS)} of them of IPv6"), good, tuple(found["wrong"]))


def _address(host: str) -> str:
    return f"http://[{host}]/story" if ":" in host else f"http://{host}/story"


def _of_six(said: str) -> str:
    return said if has_six() else "; without IPv6, which is off on this machine"


def _generated(lab: Lab) -> list[list[str]]:
    """What the generators of other people's suites make of some addresses, where they are there."""
    scripts = ("SSRF-Testing/ip.py", "PayloadsAllTheThings/Server Side Request Forgery/Files/ip.py")
    made = []
    for script in scripts if lab.suites else ():
        if (path := lab.suites / script).exists():  # type: ignore[operator]
            folder = lab.folder / path.parent.name.replace(" ", "-")
            folder.mkdir()
            command = [sys.executable, str(path), "169.254.169.254", "80", "public.test"]
            done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60)
            text = done.stdout.decode("utf-8", "replace")
            text += "\n".join(f.read_text("utf-8", "replace") for f in folder.glob("*") if f.is_file())
            made.append([line.strip() for line in text.splitlines() if line.strip().startswith("http")])
    return made


def fetch_all(order: dict[str, Any]) -> dict[str, Any]:
    """In a world: fetch what must not be reached, and its public neighbours; then have the service's process do so."""
    with world(_story) as seen:
        result = drive("fetch", [*order["urls"], *order["public"]], SETTINGS, allow_hosts=[], timeout=10)
        neighbours = {_seen_as(u.split("/")[2].strip("[]")) for u in order["public"]}
        served = fetched_by_service([*(_address(a) for a in (*INSIDE, *INSIDE_V6)), *order["public"]])
        fetched = [u for u in order["public"] if result.outcomes[u]["status"] == 200 and served[u].came]
        told = _told(seen, neighbours | {PUBLIC}, len(fetched))
        told["wrong"] += [f"{u}: {result.outcomes[u]['reason']}" for u in order["public"] if u not in fetched]
        return told


def _seen_as(host: str) -> str:
    """An address as a world tells it: what is mapped is IPv4 on its way."""
    address = ip_address(host)
    return str(getattr(address, "ipv4_mapped", None) or address)


def redirects(lab: Lab) -> Figure:  # noqa: ARG001
    """Row 2: from a page of the public web to an address inside, in each way in which a page can lead on."""
    ways = [*map(str, STATUSES), "meta", "refresh"]  # a header Refresh is not followed at all
    targets = [*TARGETS, *OTHER]
    found = in_a_world(f"{HERE}:follow", {"ways": ways, "targets": targets})
    number = len(ways) * len(targets)
    public = (len(ways) - 1) * (len(ENDS) if has_six() else 1)
    good = not found["reached"] and not found["tried"] and found["fetched"] == public
    said = f"{found['reached']} / {found['tried']} of {number}; {found['fetched']} of {public} public ones followed"
    return Figure(said + _of_six(", half of them to IPv6"), good, tuple(found["wrong"]))


def follow(order: dict[str, Any]) -> dict[str, Any]:
    """In a world: fetch pages that lead to the targets, and as many that lead to public ones."""
    public = [_address(a) for a in ENDS]
    targets = [*order["targets"], *public]

    def respond(handler: BaseHTTPRequestHandler, to: str) -> None:
        way, _, number = handler.path.strip("/").partition("-")
        if to == PUBLIC and number.isdigit():
            _lead(handler, way, targets[int(number)])
        else:
            _story(handler, to)

    pages = [f"http://{PUBLIC}/{way}-{n}" for way in order["ways"] for n in range(len(targets))]
    with world(respond) as seen:
        result = drive("fetch", pages, SETTINGS | {"CONCURRENT_REQUESTS_PER_DOMAIN": 16}, allow_hosts=[], timeout=10)
        ends = Counter(end["final_url"] for end in result.outcomes.values() if end["status"] == 200)
        return _told(seen, {PUBLIC, *ENDS}, sum(ends[u] for u in public))


def _lead(handler: BaseHTTPRequestHandler, way: str, target: str) -> None:
    page = b"<html><head><title>x</title></head><body><p>Gone on.</p></body></html>"
    if way == "meta":
        page = page.replace(b"<title>", f'<meta http-equiv="refresh" content="0; url={target}"><title>'.encode())
    handler.send_response(int(way) if way.isdigit() else 200)
    if way.isdigit():
        handler.send_header("Location", target)
    if way == "refresh":
        handler.send_header("Refresh", f"0; url={target}")
    _send(handler, page)


NAMES = {
    "rebind-1": [PUBLIC, "127.0.0.1"], "rebind-2": [PUBLIC, "169.254.169.254"],
    "rebind-3": [PUBLIC, PUBLIC, "10.0.0.1"],
    "rebind-4": ["127.0.0.1", PUBLIC], "rebind-5": [PUBLIC, "::1"], "rebind-6": [PUBLIC_V6, "fd00::1"],
    "127.0.0.1.nip": ["127.0.0.1"], "metadata": ["169.254.169.254"], "metadata-6": ["fd00:ec2::254"],
    "six": ["::1"], "mapped": ["::ffff:10.0.0.1"], "nat64": ["64:ff9b::a00:1"], "6to4": ["2002:a00:1::"],
    "teredo": ["2001:0:a00:1::"], "local": ["fe80::1"], "inside-both": ["10.0.0.1 fd00::1"],
}  # fmt: skip
"""Names of one site, and what they are looked up as, time after time."""
BOTH = {
    "both-1": f"{PUBLIC} 10.0.0.1", "both-2": f"10.0.0.1 {PUBLIC}", "six-inside": f"{PUBLIC} fd00::1",
    "six-itself": f"::1 {PUBLIC}", "four-inside": f"10.0.0.1 {PUBLIC_V6}", "six-alone": PUBLIC_V6,
}  # fmt: skip
"""Names with an address of the public web among others: they are fetched, from that alone."""
NAMED = {"lapsed.test": [PUBLIC, "169.254.169.254"], "intranet.test": ["10.0.0.1"], "here.test": [PUBLIC, "127.0.0.1"]}
"""Names that the person has named who crawls: one rebinds to a cloud's services after its robots.txt was read."""


def names(lab: Lab) -> Figure:  # noqa: ARG001
    """Row 3: names that lead inside, as stories, feeds, sitemaps, sections, robots.txt's sitemaps, and one by one. Each
    time a name is looked up anew. Sites that the crawl has been given are among them."""
    both = {n: given for n, given in BOTH.items() if has_six() or PUBLIC in given}
    found = in_a_world(f"{HERE}:crawl_names", both)
    good = not found["reached"] and not found["tried"] and found["fetched"] == len(both) + 1
    said = f"{found['reached']} / {found['tried']} of {len(NAMES) + len(both)} names, each in 6 ways"
    said += f", and {len(NAMED)} named sites"
    said += f"; {found['fetched'] - 1} of {len(both)} that are also of the public web are fetched, from there"
    return Figure(said + _of_six(""), good, tuple(found["wrong"]))


def crawl_names(both: dict[str, str]) -> dict[str, Any]:
    """In a world: crawl a site whose lists lead to such names, and fetch them."""
    site = "paper.test"

    def respond(handler: BaseHTTPRequestHandler, to: str) -> None:
        if handler.headers.get("Host") == site and handler.path in pages:
            handler.send_response(200)
            _send(handler, pages[handler.path].encode())
        elif handler.path == "/robots.txt":
            handler.send_error(404)
        else:
            _story(handler, to)

    given = NAMES | {name: [addresses] for name, addresses in both.items()}
    pages = _paper(site, [f"http://{name}.{site}" for name in given])
    with world(respond) as seen:
        seen.names |= {f"{name}.{site}": turns for name, turns in given.items()} | {site: [PUBLIC]} | NAMED
        db = str(Path.cwd() / "build" / "names.db")
        Path(db).unlink(missing_ok=True)
        settings = SETTINGS | {"DNSCACHE_ENABLED": False}
        given_sites = [f"http://{name}/" for name in (site, *NAMED)]
        result = drive("crawl", given_sites, settings, db=db, archive=f"{db}-warc", timeout=10)
        seen.looked_up.clear()
        asked = {n: [f"http://{n}.{site}/{k}" for k in range(3)] for n in given}
        one_by_one = drive("fetch", [u for urls in asked.values() for u in urls], settings, allow_hosts=[])
        stored = result.outcomes.get(f"http://{site}/2026/11/20/story-1/", {}).get("state") == "stored"
        fetched = [n for n in both if all(one_by_one.outcomes[u]["status"] == 200 for u in asked[n])]
        told = _told(seen, {PUBLIC, PUBLIC_V6}, stored + len(fetched))
        told["wrong"] += [f"{n}: {one_by_one.outcomes[asked[n][0]]['reason']}" for n in both if n not in fetched]
        return told


def _paper(site: str, traps: list[str]) -> dict[str, str]:
    story = "/2026/11/20/story-{}/"
    links = "".join(f'<a href="{t}{story.format(n)}">A story of five words</a>' for n, t in enumerate(traps, 2))
    sections = "".join(f'<a href="{t}/world/">World</a>' for t in traps)
    feeds = "".join(f'<link rel="alternate" type="application/rss+xml" href="{t}/feed">' for t in traps)
    items = "".join(
        f"<item><link>{t}{story.format(n)}</link></item>" for n, t in enumerate([f"http://{site}", *traps], 1)
    )
    locs = "".join(f"<sitemap><loc>{t}/news.xml</loc></sitemap>" for t in traps)
    return {
        "/": f'<head><link rel="alternate" type="application/rss+xml" href="/feed">{feeds}</head>'
        f"<nav>{sections}</nav>{links}",
        "/feed": f'<rss version="2.0"><channel>{items}</channel></rss>',
        "/robots.txt": "".join(f"Sitemap: {u}/sitemap.xml\n" for u in [f"http://{site}", *traps]),
        "/sitemap.xml": f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locs}</sitemapindex>',
    }


def schemes(lab: Lab) -> Figure:  # noqa: ARG001
    """Row 4: schemes of others, from every place that can name an address."""
    found = in_a_world(f"{HERE}:crawl_schemes")
    entries = ("address", "link", "feed", "sitemap", "robots.txt", "redirect", "canonical link")
    honoured = len(found["wrong"]) + found["reached"] + found["tried"]
    return Figure(f"{honoured} of {len(SCHEMES)} schemes in {len(entries)} places", not honoured, tuple(found["wrong"]))


def crawl_schemes(_: object) -> dict[str, Any]:
    """In a world: crawl a site that names a file and hosts inside by each scheme, wherever it can."""
    site, secret = "paper.test", Path("build/secret-story.html").resolve()
    secret.parent.mkdir(exist_ok=True)
    secret.write_text(stories.page(77), encoding="utf-8")
    at = {"file": f"file://{secret}", "data": "data:text/html,<p>x</p>", "javascript": "javascript:alert(1)",
          "netdoc": f"netdoc:{secret}", "jar": f"jar:file://{secret}!/x"}  # fmt: skip
    traps = [at.get(s, f"{s}://10.0.0.1/2026/11/20/a-story-of-ours-8/") for s in SCHEMES]
    links = "".join(f'<a href="{t}">A story of five words</a>' for t in traps)
    items = "".join(f"<item><link>{t}</link></item>" for t in traps)
    locs = "".join(f"<url><loc>{t}</loc></url>" for t in traps)
    moved = "".join(f'<a href="/2026/11/20/moved-{n}/">A story that moved {n}</a>' for n, _ in enumerate(traps))
    pages = {
        "/": f'<head><base href="/"><link rel="alternate" type="application/rss+xml" href="/feed">'
             f'<link rel="alternate" type="application/rss+xml" href="{traps[0]}"></head>{links}{moved}',
        "/feed": f'<rss version="2.0"><channel>{items}</channel></rss>',
        "/robots.txt": "".join(f"Sitemap: {u}\n" for u in ("http://paper.test/sitemap.xml", *traps)),
        "/sitemap.xml": f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locs}</urlset>',
    }  # fmt: skip

    def respond(handler: BaseHTTPRequestHandler, _: str) -> None:
        number = handler.path.strip("/").rpartition("-")[2]
        if "moved" in handler.path:
            _lead(handler, "302" if int(number) % 2 else "meta", traps[int(number)])
        else:
            handler.send_response(200 if handler.path in pages else 404)
            _send(handler, pages.get(handler.path, "").encode())

    with world(respond) as seen:
        seen.names[site] = [PUBLIC]
        db = str(Path.cwd() / "build" / "schemes.db")
        Path(db).unlink(missing_ok=True)
        crawled = drive("crawl", [f"http://{site}/"], SETTINGS, db=db, archive=f"{db}-warc", timeout=10)
        fetched = drive("fetch", traps, SETTINGS, timeout=10)
        told = _told(seen, {PUBLIC}, 0)
        ends = [*crawled.outcomes.values(), *fetched.outcomes.values()]
        told["wrong"] += [e["url"] for e in ends if e["state"] == "stored"]
        return told


def _told(seen: World, public: set[str], fetched: int) -> dict[str, Any]:
    reached, tried = seen.outside(public)
    wrong = [f"{a} port {p}: {n}" for (a, p), n in seen.opened.items() if a not in public and p != 53]
    return {"reached": reached, "tried": tried, "fetched": fetched, "wrong": wrong}


def _story(handler: BaseHTTPRequestHandler, _: str) -> None:
    if handler.path == "/robots.txt":
        handler.send_error(404)
        return
    handler.send_response(200)
    _send(handler, stories.page(1).encode())


def _send(handler: BaseHTTPRequestHandler, body: bytes) -> None:
    handler.send_header("Content-Type", "text/html; charset=utf-8")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
