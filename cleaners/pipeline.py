"""The line on one screen: a page or a text comes in, is extracted, cleaned and normalised, and a value comes out."""

from collections.abc import Mapping
from dataclasses import replace

from cleaners.cleaner import apply
from cleaners.collector import held_back
from cleaners.extract import extract, judge
from cleaners.extract.attribution import attribute
from cleaners.extract.dates import instant
from cleaners.extract.plaintext import read_text
from cleaners.model import NOTHING_KNOWN, Cleaned, Document, Hints, Page, Rejected, SiteFacts, Verdict
from cleaners.normalise import make_article
from cleaners.normalise.urls import encodable
from cleaners.remove import AFTER, CLEANERS, KEEPERS
from cleaners.signals import words

FLOOR_SHARE = 0.25
"""Removal that leaves less than this share of the story's words is taken for a fault of ours: the page is Rejected,
with its removals attached. (The fixture of which most goes keeps 0.74.)"""


def clean(
    page: Page | bytes | str, url: str | None = None, *, site: SiteFacts = NOTHING_KNOWN, require_article: bool = True
) -> Cleaned | Rejected:
    """Turn one HTML page into an article record, or say why it gives none.

    Bytes are decoded as browsers do; `url` is the page's address where it is known (links are resolved against it).
    With `require_article=False` the text of any page is given, whatever its kind: `verdict` tells it. Never raises
    for what a page or an address contains; TypeError for what is no page at all, and for an address beside a Page
    that has another.
    """
    page = _page(page, url)
    with held_back():
        return _clean(page, site, require_article)


def _clean(page: Page, site: SiteFacts, require_article: bool) -> Cleaned | Rejected:
    document = extract(page)
    if isinstance(document, Rejected):
        return document
    verdict = judge(document, page)
    if require_article and verdict.kind != "article":
        return _rejected(document, "verdict", "; ".join((verdict.kind, *verdict.evidence)), verdict)
    return _finish(document, verdict, site, page.fetched_at)


def clean_text(
    text: str, url: str | None = None, *, site: SiteFacts = NOTHING_KNOWN, hints: Hints = Hints()
) -> Cleaned | Rejected:
    """Clean what somebody else extracted: a corpus document, a feed's content, an e-mail.

    Finds the title line, re-joins hard-wrapped lines, and runs every cleaner that needs no markup; HTML is read by its
    markup. Never raises for what a text holds; TypeError for what is none."""
    if not isinstance(text, str):
        raise TypeError(f"clean_text wants a str, not {type(text).__name__}")
    document = read_text(text, encodable(url), hints)
    if not document.story_ids:
        return _rejected(document, "extract", "no text: the document is empty", Verdict("empty"))
    return _finish(document, Verdict("article", ("given as a text",)), site, None)


def _page(page: Page | bytes | str, url: str | None) -> Page:
    """The page with its address, both in the form that the extractor reads."""
    if not isinstance(page, Page):
        page = Page(page, url)
    elif url is not None and page.url not in (None, url):
        raise TypeError(f"clean got a Page of {page.url} and the address {url}: which is it?")
    body: object = page.body
    if isinstance(body, bytearray | memoryview):
        body = bytes(body)
    if not isinstance(body, bytes | str):
        raise TypeError(f"clean wants a Page, bytes or str, not {type(body).__name__}")
    return replace(page, body=body, url=encodable(page.url or url))


def _finish(document: Document, verdict: Verdict, site: SiteFacts, fetched_at: str | None) -> Cleaned | Rejected:
    removals = apply(document, CLEANERS, AFTER, site, KEEPERS)
    whole = frozenset(r.block for r in removals if r.span is None and document.blocks[r.block].zone == "story")
    before = {i: words(document, document.blocks[i]) for i in document.story_ids}
    left = sum(n for i, n in before.items() if i not in whole)
    if left < FLOOR_SHARE * sum(before.values()) or not left:
        share = f"{left} of {sum(before.values())} words"
        return _rejected(document, "remove", f"removal would leave {share}", verdict, removals=removals)
    article = make_article(document, removals, attribute(document, removals), instant(fetched_at))
    return Cleaned(article, document, removals, verdict)


def _rejected(document: Document, stage, reason: str, verdict: Verdict, **more) -> Rejected:  # type: ignore[no-untyped-def]
    meta = document.metadata
    if document.degraded:
        reason += f" (and read in part: {'; '.join(document.degraded)})"
    return Rejected(document.url, stage, reason, verdict, meta.title, meta.published_at, document=document, **more)


def evaluate(html: bytes, url: str | None = None) -> Mapping[str, object]:
    """One page in the form that the benchmark's scorer takes: the text of any page, and the verdict apart."""
    outcome = clean(html, url, require_article=False)
    if isinstance(outcome, Rejected):
        text = ""
        return {"text": text, "title": outcome.title, "authors": [], "published_at": None, "rejected": outcome.reason}
    a = outcome.article
    refused = None if outcome.verdict.kind == "article" else outcome.verdict.kind
    return {
        "text": a.text,
        "title": a.title,
        "authors": list(a.authors),
        "published_at": a.published_at,
        "rejected": refused,
    }
