"""Row 12: no feed and no sitemap expands, reads a file, or takes its time."""

from pathlib import Path
from typing import Any

from benchmarks.hard.child import in_a_child
from benchmarks.hard.score import Figure, Lab
from crawler.discover import Look
from crawler.discover.look import look
from tests.hard.xml_bombs import bombs, with_references

URL = "https://foo.example/feed"
SECRET = "the-secret-of-this-machine"
MOST_SECONDS, MOST_EXPANDED = 2.0, 200_000
REFERENCES = 111_000


def xml(lab: Lab) -> Figure:
    """Row 12: bombs of our own, and those of defusedxml and libxml2."""
    secret = lab.folder / "secret.txt"
    secret.write_text(SECRET)
    cases = {name: make().encode() for name, make in bombs(secret).items()}
    folders = [lab.suites / path for path in ("defusedxml/xmltestdata", "libxml2/test/recurse")] if lab.suites else []
    cases |= {f.name: f.read_bytes() for folder in folders for f in sorted(folder.glob("*.xml"))}
    in_a_child(lambda: _read(b"<rss/>"))
    expanded, read, slow, wrong = 0, 0, 0, []
    for name, body in cases.items():
        done = in_a_child(lambda body=body: _read(body), seconds=20)  # type: ignore[misc]
        size, told = done.result or (0, True)
        expanded += size > max(MOST_EXPANDED, 2 * len(body))
        read += bool(done.result and told)
        slow += done.result is None or done.seconds > MOST_SECONDS
        if size > max(MOST_EXPANDED, 2 * len(body)) or done.result is None or told or done.seconds > MOST_SECONDS:
            wrong.append(f"{name}: {size} characters, {done.seconds:.1f} s, signal {done.signal}")
    plain = len(look(Look(with_references(REFERENCES).encode(), URL, "feed")).articles)
    said = (
        f"{expanded} / {read} / {slow} of {len(cases)}; of a feed with {REFERENCES:,} references {plain} of 2 stories"
    )
    return Figure(said, not wrong and plain == 2, tuple(wrong))


def _read(body: bytes) -> tuple[int, bool]:
    """How much came out, and whether a file's text is in it."""
    sort: Any = "sitemap" if b"<urlset" in body[:200_000] else "feed"
    found = repr(look(Look(body, URL, sort)))
    return len(found), SECRET in found or "root:" in found or Path("/etc/hostname").read_text().strip() in found
