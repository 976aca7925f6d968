"""Page → Document, in one parse."""

from cleaners.extract.blocks import segment
from cleaners.extract.body import choose
from cleaners.extract.metadata import read_metadata
from cleaners.extract.parsing import parse
from cleaners.model import Document, Page, Rejected


def extract(page: Page) -> Document | Rejected:
    """Every block of the page with its evidence and zone, and its metadata; Rejected where there is no HTML text."""
    parsed = parse(page)
    if isinstance(parsed, Rejected):
        return parsed
    metadata = read_metadata(parsed.tree, page.url, page.headers, page.hints, parsed.marks)
    return choose(parsed, segment(parsed.tree, parsed.marks), metadata, page)
