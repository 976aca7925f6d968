"""Copydesk's cleaners: one web page or text in, a clean and explained article record out.

    from cleaners import clean
    outcome = clean(html, url)          # Cleaned, with .article, .document, .removals; or Rejected, with .reason

Pure: no network, no disk beyond this package's own files, no clock, no Scrapy.
"""

from typing import TYPE_CHECKING

from cleaners.model import (
    NOTHING_KNOWN,
    Article,
    ArticleBlock,
    Block,
    Cleaned,
    Document,
    Hints,
    Page,
    Rejected,
    Removal,
    SiteFacts,
    SiteRule,
    Verdict,
)
from cleaners.version import __version__

if TYPE_CHECKING:
    from cleaners.explanation import explain
    from cleaners.pipeline import clean, clean_text

__all__ = [
    "NOTHING_KNOWN", "Article", "ArticleBlock", "Block", "Cleaned", "Document", "Hints", "Page", "Rejected", "Removal",
    "SiteFacts", "SiteRule", "Verdict", "__version__", "clean", "clean_text", "explain",
]  # fmt: skip


def __getattr__(name: str) -> object:
    # the three functions bring trafilatura with them (0.4 s): who only names a type does not pay for that
    if name in {"clean", "clean_text"}:
        from cleaners import pipeline

        return getattr(pipeline, name)
    if name == "explain":
        from cleaners.explanation import explain

        return explain
    raise AttributeError(f"module 'cleaners' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
