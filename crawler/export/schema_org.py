"""A record as schema.org's NewsArticle, in JSON-LD: the names that search engines and knowledge graphs read.

Vocabulary: schema.org, release 30.0. docs/record.md has the table of what is called how.
"""

from typing import Any

from cleaners.model import Article, Image
from crawler.export.html import web_address, web_uri

Node = dict[str, Any]


def as_news_article(article: Article) -> Node:
    """The article as one JSON-LD object; what the record does not know is left out."""
    a = article
    node = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "identifier": a.id,
        "version": a.version,
        "url": a.canonical_url or a.url,
        "mainEntityOfPage": a.canonical_url,
        "sameAs": list(a.urls),
        "headline": a.title,
        "alternativeHeadline": a.deck,
        "description": a.description,
        "articleBody": a.text,
        "wordCount": a.word_count,
        "inLanguage": a.language,
        "articleSection": a.section,
        "keywords": list(a.tags),
        "datePublished": a.published_at,
        "dateModified": a.modified_at,
        "author": [_named("Person", name) for name in a.authors],
        "contributor": [
            {"@type": "Role", "roleName": c.role, "contributor": _named("Person", c.name)} for c in a.credits
        ],
        "image": [_image(i) for i in a.images if web_uri(i.url)],
        "correction": list(a.corrections),
        "genre": list(a.flags),
        "isAccessibleForFree": False if "paywalled" in a.flags else None,
        **_provenance(a),
        **_rights(a),
    }
    return _known(node)


def _provenance(a: Article) -> Node:
    source = a.source.name if a.source else None
    publisher = _named("Organization", a.site.name or a.site.domain)
    if publisher and a.site.domain:
        publisher["url"] = f"https://{a.site.domain}"
    return {
        "publisher": publisher,
        "sourceOrganization": _named("Organization", a.agency or source),
        "isBasedOn": _work((a.source.url if a.source else None) or a.republished_from),
        "dateline": a.dateline.text if a.dateline else None,
        "locationCreated": _named("Place", a.dateline.place if a.dateline else None),
    }


def _rights(a: Article) -> Node:
    return {
        "copyrightNotice": a.rights.notice,
        "license": _work(a.rights.licence),
        "usageInfo": [{"@type": "CreativeWork", "text": text} for text in a.rights.reservations],
    }


def _named(kind: str, name: str | None) -> Node | None:
    return {"@type": kind, "name": name} if name else None


def _work(told: str | None) -> str | Node | None:
    """An address as it is, anything else as the name of a work."""
    return web_address(told) or _named("CreativeWork", told)


def _image(image: Image) -> Node:
    return _known(
        {"@type": "ImageObject", "url": web_uri(image.url), "caption": image.caption, "creditText": image.credit}
    )


def _known(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in (None, [], "")}
