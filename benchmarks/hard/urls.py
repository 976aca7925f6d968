"""Row 5: the host that the guard judges is the host that is connected to, and the one that a browser would ask."""

import json
from ipaddress import ip_address

from scrapy import Request
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.python import to_bytes
from twisted.web.client import URI

from benchmarks.hard.score import Figure, Lab
from crawler.addresses import literal
from crawler.discover.found import is_address
from crawler.middlewares.addresses import has_login


def hosts(lab: Lab) -> Figure:
    """Row 5: the URLs of the web platform's tests, and odd forms of IPv4 addresses."""
    rows = json.loads(lab.suite("ada/tests/wpt/urltestdata.json").read_text(encoding="utf-8"))
    rows = [row for row in rows if isinstance(row, dict) and row["base"] is None]
    apart, otherwise, taken = [], [], 0
    for row in rows:
        found = judged(row["input"])
        if found is None:
            continue
        taken += 1
        guard, dialled = found
        if guard != dialled:
            apart.append(f"{row['input']!r}: judged {guard!r}, dialled {dialled!r}")
        if _same(guard, row.get("hostname")) is False:
            otherwise.append(f"{row['input']!r}: {guard!r}, a browser asks {row.get('hostname')!r}")
    odd = json.loads(lab.suite("urlcanon/testdata/funky_ipv4.json").read_text(encoding="utf-8"))
    missed = [f"{host!r} is {address}" for host, address in odd.items() if address and str(literal(host)) != address]
    missed += [m for host in odd if (m := _apart(f"http://{host}/"))]
    bad = (*apart, *missed)
    said = f"{len(bad)} disagreements in {len(rows)} URLs and {len(odd)} addresses; of {taken} that would be asked for"
    return Figure(f"{said}, {len(otherwise)} at another host than a browser's", not bad, (*bad, *otherwise))


def _apart(url: str) -> str | None:
    found = judged(url)
    return f"{url}: judged {found[0]!r}, dialled {found[1]!r}" if found and found[0] != found[1] else None


def judged(url: str) -> tuple[str, str] | None:
    """The host that the guard looks at and the one that is dialled; None of what is not asked for at all."""
    try:
        if not is_address(url):
            return None
        request = Request(url)
        if has_login(request.url):
            return None
        guard = (urlparse_cached(request).hostname or "").lower()
        dialled = URI.fromBytes(to_bytes(request.url, encoding="ascii")).host.decode().lower()  # type: ignore[no-untyped-call]
    except ValueError:
        return None
    return guard.strip("[]"), dialled.strip("[]")


def _same(ours: str, browser: str | None) -> bool:
    if browser is None:
        return literal(ours) is None  # no address to a browser: a name that nobody has
    theirs = browser.strip("[]")
    try:
        return ip_address(theirs) == literal(ours)
    except ValueError:
        return ours == theirs
