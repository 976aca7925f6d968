"""Document and removals → Article: what is left, in the record's form."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cleaners.counting import count_words
from cleaners.language import language_of
from cleaners.model import Article, ArticleBlock, Document, Evidence, Image, Metadata, Removal, Site
from cleaners.normalise.layout import deck_of, kept_blocks, lay_out
from cleaners.normalise.names import key
from cleaners.normalise.text import normalise, tidy
from cleaners.normalise.urls import article_id, registered_domain
from cleaners.signals import fold

if TYPE_CHECKING:  # extraction uses this package's names and urls: only the type is wanted back
    from cleaners.extract.attribution import Attribution


def make_article(
    document: Document, removals: Sequence[Removal], attribution: "Attribution", fetched_at: str | None
) -> Article:
    """The record of what the removals leave of the document. `fetched_at` is ISO 8601, or None."""
    m = document.metadata
    text, blocks = lay_out(kept_blocks(document, removals))
    title = _title(document)
    language, language_from = language_of(text, m.language)
    authors, posted_by = _who(m, attribution)
    images = _images(m.images, blocks, attribution.image_credits)
    address = _own_address(document)
    digest = hashlib.sha256(f"{title or ''}\n\n{text}".encode("utf-8", "surrogatepass")).hexdigest()
    told = (Evidence("language", language_from),) if language_from else ()
    return Article(
        id=article_id(address) if address else digest[:32],
        url=document.url,
        canonical_url=m.canonical_url,
        title=title,
        deck=_deck(document, removals),
        description=_clean(m.description),
        blocks=blocks,
        text=text,
        word_count=count_words(text),
        language=language,
        authors=authors,
        posted_by=posted_by,
        published_at=m.published_at or attribution.published_at,
        modified_at=m.modified_at or attribution.modified_at,
        site=Site(_clean(m.site.name), m.site.domain),
        source=attribution.source,
        agency=attribution.agency,
        dateline=attribution.dateline,
        credits=attribution.credits,
        republished_from=attribution.republished_from,
        rights=attribution.rights,
        corrections=attribution.corrections,
        section=_clean(m.section) or attribution.section,
        tags=_unique((*m.tags, *attribution.tags)),
        images=images,
        flags=attribution.flags,
        evidence=_evidence((*m.evidence, *attribution.evidence, *told)),
        removal_counts=dict(sorted(Counter(r.cleaner for r in removals).items())),
        content_hash=digest,
        urls=tuple(dict.fromkeys(u for u in (document.url, address) if u)),
        fetched_at=fetched_at,
    )


def _own_address(document: Document) -> str | None:
    """The address that the article goes by: the canonical one, unless that is somebody else's, as on a repost: the
    repost is an article of its own, and whose story it tells is another field's to say."""
    canonical, url = document.metadata.canonical_url, document.url
    if canonical and url and registered_domain(canonical) != registered_domain(url):
        return url
    return canonical or url


def _clean(text: str | None) -> str | None:
    return tidy(normalise(text)).replace("\n", " ") or None if text else None


def _title(document: Document) -> str | None:
    block = document.title_block
    return _clean(document.metadata.title) or (_clean(document.blocks[block].text) if block is not None else None)


def _deck(document: Document, removals: Sequence[Removal]) -> str | None:
    block = deck_of(document)
    if block is None or any(r.block == block for r in removals):
        return None
    return _clean(document.blocks[block].text)


def _who(m: Metadata, attribution: "Attribution") -> tuple[tuple[str, ...], str | None]:
    """Authors and posting account. The site's own name is an account and no author; who is an author needs no naming
    as an account."""
    account = m.posted_by or attribution.posted_by
    label = (m.site.domain or "").partition(".")[0]
    accounts = {key(n) for n in (m.site.name, m.site.domain, label) if n}
    if account and len(account.split()) == 1:
        accounts.add(key(account))
    named = m.authors or attribution.authors
    # a person may keep a site under their own name, and the metadata have told that name from an account's
    authors = tuple(a for a in named if key(a) not in accounts or (a in m.authors and len(a.split()) > 1))
    posting = (account, *(a for a in named if a not in authors))
    return authors, next((a for a in posting if a and key(a) not in map(key, authors)), None)


def _unique(tags: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for tag in tags:
        if clean := _clean(tag):
            found.setdefault(fold(clean), clean)
    return tuple(found.values())


def _images(images: Sequence[Image], blocks: Sequence[ArticleBlock], credits_: Sequence[str]) -> tuple[Image, ...]:
    """The images, with the caption and the credit that stand on the page where it is clear whose they are: one
    caption, one image."""
    known = {fold(i.caption) for i in images if i.caption}
    loose = [b.text for b in blocks if b.kind == "caption" and fold(b.text) not in known]
    found = list(images)
    bare = [n for n, i in enumerate(found) if not i.caption]
    if len(bare) == len(loose) == 1:
        found[bare[0]] = replace(found[bare[0]], caption=loose[0])
    bare = [n for n, i in enumerate(found) if not i.credit]
    if len(bare) == len(credits_) == 1:
        found[bare[0]] = replace(found[bare[0]], credit=_clean(credits_[0]))
    return tuple(found)


def _evidence(told: Sequence[Evidence]) -> Mapping[str, str]:
    """Field → its evidence; where several spoke for a field, in the order in which they were asked."""
    found: dict[str, str] = {}
    for field, source in told:
        found[field] = (
            f"{found[field]}; {source}" if field in found and source not in found[field] else found.get(field, source)
        )
    return found
