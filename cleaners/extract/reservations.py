"""What machines are asked not to do with a page: its headers and meta elements, and what is known of robots.txt."""

import re
from collections.abc import Iterator

from cleaners.extract.sources import Sources
from cleaners.model import Hints
from cleaners.normalise.usage import refusals

_AI = re.compile(r"\b(noai|noimageai|notrain|noml)\b", re.I)
"""Of what stands for robots only the words that are about AI: `noindex` and `noarchive` are about search."""


def reservations(sources: Sources, hints: Hints) -> Iterator[tuple[str, str]]:
    """Reservation → where it stood:

    - `noai` and the like, of meta robots and X-Robots-Tag;
    - `tdm-reservation` and `tdm-policy: ADDRESS`, of TDMRep's headers and meta elements (a policy reserves nothing by
      itself: https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240202/);
    - `content-signal: ai-train=no`, `content-usage: train-ai=n`, of the headers;
    - `robots: …`, which whoever fetched the page has read in robots.txt, and says in the hints."""
    for value, where in _told(sources, "robots", "x-robots-tag"):
        yield from ((found.lower(), where) for found in _AI.findall(value))
    reserved = [where for value, where in _told(sources, "tdm-reservation", "tdm-reservation") if value.strip() == "1"]
    yield from (("tdm-reservation", where) for where in reserved[:1])
    if reserved:
        policies = _told(sources, "tdm-policy", "tdm-policy")
        yield from ((f"tdm-policy: {value.strip()}", where) for value, where in policies if value.strip())
    for header in ("content-signal", "content-usage"):
        for refused in refusals(sources.headers.get(header, "")):
            yield f"{header}: {refused}", f"header {header.title()}"
    yield from ((said, "robots.txt") for said in hints.reservations)


def _told(sources: Sources, meta: str, header: str) -> Iterator[tuple[str, str]]:
    yield from ((value, f"meta {meta}") for value, _ in sources.all(meta))
    if value := sources.headers.get(header):
        yield value, f"header {header if header.startswith('tdm') else header.title()}"
