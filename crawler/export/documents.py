"""One document an article: a head of facts (YAML front matter), and the story as text or Markdown.

A document's name is made of its date, its title and its identity, so that names sort by time, tell a person what is
in them, never meet, and are the same the next time.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import BinaryIO, Protocol

import msgspec

from cleaners.model import Article
from cleaners.render import as_markdown
from crawler.export.records import articles

BETWEEN = b"\n\f\n"
"""Between two documents of one stream: a blank line and a line that is only a form feed, as everywhere in Copydesk."""
SLUG_CHARACTERS, SLUG_BYTES = 60, 150
"""A title's share of a name; file systems allow a name 255 bytes, and a letter may take four."""
IDENTITY = 16
"""Hexadecimal digits of the identity in a name: among ten million articles two meet once in half a million exports."""

_PLAIN_ID = re.compile(r"[0-9a-f]{16,}")
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What JSON may hold as it is, and YAML may not (YAML 1.2, 5.1), or would read as the end of a line."""


class Render(Protocol):
    """Makes the document of an article."""

    def __call__(self, article: Article) -> str: ...


def markdown(article: Article) -> str:
    """Front matter, a blank line, the story as Markdown with its title."""
    return f"{front_matter(article)}\n{as_markdown(article)}"


def text(article: Article) -> str:
    """Front matter, a blank line, the document form: title, blank line, text."""
    return f"{front_matter(article)}\n{article.as_text()}"


def front_matter(article: Article) -> str:
    """What is known of the article, as YAML that is JSON after each key: no title can be more than a title."""
    a = article
    facts = {
        "id": a.id, "title": a.title, "url": a.canonical_url or a.url, "authors": a.authors,
        "published_at": a.published_at, "modified_at": a.modified_at, "site": a.site.name or a.site.domain,
        "source": (a.source.name or a.source.text) if a.source else None, "agency": a.agency, "section": a.section,
        "tags": a.tags, "language": a.language, "flags": a.flags, "licence": a.rights.licence,
        "reservations": a.rights.reservations, "story_id": a.story_id, "version": a.version,
    }  # fmt: skip
    lines = (f"{key}: {_quoted(value)}\n" for key, value in facts.items() if value not in (None, (), ""))
    return f"---\n{''.join(lines)}---\n"


def file_name(article: Article, suffix: str) -> str:
    """The document's name: `2024-05-03-no-deal-on-syria-f56f4de311859481.md`. Without a date `undated` stands there,
    and a title without letters has no part in it."""
    date = (article.published_at or article.first_seen_at or article.fetched_at or "undated")[:10]
    parts = (date, _slug(article.title or ""), _identity(article.id))
    return "-".join(part for part in parts if part) + suffix


def write_documents(records: Iterable[bytes], out: BinaryIO, render: Render) -> int:
    """Write the documents one after another; how many."""
    count = 0
    for article in articles(records):
        out.write((BETWEEN if count else b"") + render(article).rstrip("\n").encode("utf-8", "replace") + b"\n")
        count += 1
    return count


def _quoted(value: object) -> str:
    encoded = msgspec.json.encode(value).decode()
    return _UNPRINTABLE.sub(lambda m: f"\\u{ord(m.group()):04x}", encoded)


def _slug(title: str) -> str:
    """The title's letters, digits and their marks in any script, its words joined by hyphens."""
    composed = unicodedata.normalize("NFC", title).lower()
    kept = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in composed)
    words = "-".join(kept.split())[:SLUG_CHARACTERS]
    return words.encode()[:SLUG_BYTES].decode("utf-8", "ignore").strip("-")


def _identity(id_: str) -> str:
    """The first digits of the id; of one that is no hexadecimal number, those of its hash."""
    return (id_ if _PLAIN_ID.fullmatch(id_) else hashlib.sha256(id_.encode()).hexdigest())[:IDENTITY]
