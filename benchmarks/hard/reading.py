"""Rows 26 and 27: feeds, sitemaps and encodings of others are read."""

import html
import re
from pathlib import Path

from benchmarks.hard.score import Figure, Lab, NotRun
from cleaners.extract.decode import Decoded, decode
from cleaners.model import Page
from crawler.discover import Look
from crawler.discover.look import look, unpack
from crawler.discover.sitemaps import _read as entries

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SITE = "https://www.example.com/sitemap.xml"
SITEMAPS = "crawler-commons/src/test/resources/sitemaps"


def lists(lab: Lab) -> Figure:
    """Row 26: feedparser's suite, which is in fixtures; the sitemaps of crawler-commons."""
    from crawler.discover.feeds import read_feed
    from tests.crawler.discover.test_suites import OTHERWISE, URL, feeds, linked

    read, missed = 0, []
    for name, body in feeds(FIXTURES):
        read += 1
        theirs = linked(body)
        if name not in OTHERWISE and not theirs <= {e.url for e in read_feed(body, URL).articles}:
            missed.append(name)
    files = lab.suite(SITEMAPS).rglob("*")
    sitemaps = sorted(p for p in files if p.suffix in (".xml", ".gz") or p.name == "sitemap.txt")
    lost = [path.name for path in sitemaps if not _whole(path)]
    said = f"{read - len(missed):,} of {read:,} feeds; {len(sitemaps) - len(lost)} of {len(sitemaps)} sitemaps"
    return Figure(said, not missed and not lost, (*missed, *lost))


def _whole(path: Path) -> bool:
    """Whether each address that a sitemap gives is read."""
    body = unpack(path.read_bytes())
    if b"<" not in body[:100]:
        return bool(look(Look(body, SITE, "sitemap")).articles)
    named = len(re.findall(rb"<(?:(?!image|video)\w+:)?loc[ >]", body))
    return sum(1 for _ in entries(body, SITE)) >= named or b"<feed" in body


def encodings(lab: Lab) -> Figure:
    """Row 27: chardet's files as UTF-8 would have them; html5lib's questions about what a page declares."""
    right, asked, wrong = 0, 0, []
    for path in sorted(lab.suite("chardet/tests").glob("*/*")):
        encoding = re.sub(r"-[a-z]{4,}$", "", path.parent.name.lower())
        body = path.read_bytes()
        try:
            wanted = body.decode(encoding.replace("-sig", "_sig"))
        except (LookupError, UnicodeDecodeError):
            continue
        asked += 1
        found = decode(Page(body))
        as_browsers = body.decode("windows-1252", "replace") if encoding == "iso-8859-1" else wanted
        same = isinstance(found, Decoded) and _letters(found.html) in (_letters(wanted), _letters(as_browsers))
        right += same
        wrong += [] if same else [f"{path.parent.name}/{path.name}"]
    scanned, good = _declared(lab.suite("html5lib-tests/encoding"))
    said = f"{right} of {asked} files guessed; {good} of {scanned} declarations read"
    return Figure(said, right >= 410 and good >= 78, tuple(wrong))


def _letters(text: str) -> str:
    return "".join(c for c in html.unescape(text) if c.isalnum())


def _declared(folder: Path) -> tuple[int, int]:
    """How many questions there are, and how many are answered: by the text that the encoding gives."""
    asked = good = 0
    for path in sorted(folder.glob("tests*.dat")):
        for block in path.read_bytes().split(b"#data\n")[1:]:
            body, _, rest = block.partition(b"\n#encoding\n")
            name = rest.split(b"\n")[0].decode().strip().lower()
            mark = "é€ж".encode(name, "ignore") or b"\xe9"
            found = decode(Page(body + b"<p>" + mark))
            asked += 1
            try:
                wanted = (body + b"<p>" + mark).decode(name, "replace")
            except LookupError:
                continue
            good += isinstance(found, Decoded) and found.html[-3:] == wanted[-3:]
    if not asked:
        raise NotRun("needs html5lib-tests in the folder of suites")
    return asked, good
