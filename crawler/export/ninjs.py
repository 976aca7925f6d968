"""A record as IPTC ninjs 3.0, the JSON that newsrooms' systems exchange: a news item of type text.

Source of the names: the published schema, ninjs-schema_3.0.json (version 3.0.1, 2025). docs/record.md has the table
of what is called how.
"""

from datetime import UTC
from typing import Any
from urllib.parse import quote

from cleaners.model import Article, Image
from crawler.export.html import as_html, web_uri
from crawler.export.times import assumed

Node = dict[str, Any]

STANDARD = {
    "name": "ninjs",
    "version": "3.0",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json",
}


def as_ninjs(article: Article) -> Node:
    """The article as one news item; what the record does not know is left out."""
    a = article
    uri = f"urn:copydesk:{quote(a.id, safe='')}"
    return _known({
        "uri": uri,
        "standard": STANDARD,
        "type": "text",
        "representationType": "partial" if "truncated" in a.flags else "full",
        "pubStatus": "usable",
        "version": None if a.version is None else str(a.version),
        "firstCreated": _instant(a.first_seen_at),
        "versionCreated": _instant(a.modified_at or a.fetched_at),
        "contentCreated": _instant(a.published_at),
        "language": a.language,
        "headlines": _texts(("main", a.title)),
        "descriptions": _texts(("deck", a.deck), ("summary", a.description)),
        "bodies": _bodies(a),
        "by": ", ".join(a.authors),
        "people": [
            *({"name": name, "rel": "author"} for name in a.authors),
            *({"name": c.name, "rel": c.role} for c in a.credits),
        ],
        "located": a.dateline.place if a.dateline else None,
        "infoSources": _sources(a),
        "subjects": _subjects(a),
        "genres": [{"name": flag.replace("_", " "), "literal": flag} for flag in a.flags],
        "copyrightNotice": a.rights.notice,
        "usageTerms": "; ".join(filter(None, (a.rights.licence, *a.rights.reservations))),
        "edNote": "\n".join(a.corrections),
        "altIds": _addresses(a),
        "associations": _associations(a, uri),
    })  # fmt: skip


def _instant(value: str | None) -> str | None:
    told = assumed(value)
    return None if told is None else told.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _texts(*told: tuple[str, str | None]) -> list[Node]:
    return [{"role": role, "contentType": "text/plain", "value": value} for role, value in told if value]


def _bodies(a: Article) -> list[Node]:
    counts = {"charCount": len(a.text), "wordCount": a.word_count}
    return [
        {"role": "main", "contentType": "text/plain", **counts, "value": a.text},
        {"role": "main", "contentType": "text/html", "value": as_html(a)},
    ]


def _sources(a: Article) -> list[Node]:
    source = a.source.name or a.source.text if a.source else None
    url = web_uri(a.source.url) if a.source else None
    told = (
        {"role": "publisher", "name": a.site.name or a.site.domain, "literal": a.site.domain},
        {"role": "source", "name": source, "uri": url},
        {"role": "agency", "name": a.agency},
        {"role": "republished from", "name": a.republished_from},
    )
    return [_known(node) for node in told if node["name"]]


def _subjects(a: Article) -> list[Node]:
    section = [{"name": a.section, "rel": "section"}] if a.section else []
    return [*section, *({"name": tag, "rel": "tag"} for tag in a.tags)]


def _addresses(a: Article) -> list[Node]:
    known = (("canonical", a.canonical_url), ("url", a.url), *(("url", url) for url in a.urls))
    roles = {url: role for role, url in reversed(known) if url}
    return [{"role": role, "value": url} for url, role in reversed(roles.items())]


def _associations(a: Article, uri: str) -> list[Node]:
    """The images, and the story that the article is one telling of."""
    found = [_picture(n, image, uri) for n, image in enumerate(a.images, 1)]
    if a.story_id:
        story = f"urn:copydesk:story:{quote(a.story_id, safe='')}"
        found.append({"name": "story", "rel": "story", "uri": story, "type": "composite"})
    return found


def _picture(n: int, image: Image, uri: str) -> Node:
    address = web_uri(image.url)
    rendition = {"name": "original", "href": address}
    return _known({
        "name": f"image {n}",
        "rel": "featuremedia" if image.lead else "media",
        "uri": f"{uri}:image:{n}",
        "type": "picture",
        "by": image.credit,
        "descriptions": _texts(("caption", image.caption)),
        "renditions": [rendition] if address else [],
    })  # fmt: skip


def _known(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in (None, [], "")}
