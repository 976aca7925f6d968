"""Document and removals → Article: what is left, in the record's form."""

from collections.abc import Sequence

from cleaners.extract.attribution import Attribution
from cleaners.model import Article, ArticleBlock, Document, Removal


def make_article(
    document: Document, removals: Sequence[Removal], attribution: Attribution, fetched_at: str | None
) -> Article:
    """The record of what the removals leave of the document."""
    gone = {r.block for r in removals if r.span is None}
    texts = [document.blocks[i].text for i in document.story_ids if i not in gone]
    text = "\n\n".join(texts) + "\n"
    m = document.metadata
    return Article(
        id="", url=document.url, canonical_url=m.canonical_url, title=m.title, deck=None, description=m.description,
        blocks=tuple(ArticleBlock("paragraph", t) for t in texts), text=text, word_count=len(text.split()),
        language=m.language, authors=m.authors, posted_by=m.posted_by, published_at=m.published_at,
        modified_at=m.modified_at, site=m.site, source=attribution.source, agency=attribution.agency,
        dateline=attribution.dateline, credits=attribution.credits, republished_from=attribution.republished_from,
        rights=m.rights, corrections=attribution.corrections, section=m.section, tags=m.tags, images=m.images,
        flags=m.flags, evidence={}, removal_counts={}, content_hash="", fetched_at=fetched_at,
    )  # fmt: skip
