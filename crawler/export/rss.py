"""Records as an RSS 2.0 feed with the full text of each story, in the order in which they came in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any, BinaryIO

from lxml import etree

from cleaners.model import Article
from cleaners.version import __version__
from crawler.export.html import as_html, web_address
from crawler.export.records import articles
from crawler.export.times import assumed

CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, escaped or not (section 2.2, production Char)."""


@dataclass(frozen=True, slots=True)
class Channel:
    """What the feed says of itself."""

    title: str = "Copydesk"
    link: str = "https://github.com/copydesk/copydesk"
    description: str = "Clean news, in full text"


def write_rss(records: Iterable[bytes], out: BinaryIO, channel: Channel = Channel()) -> int:
    """Write the feed, one item at a time; how many it has."""
    count = 0
    with etree.xmlfile(out, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element("rss", version="2.0", nsmap={"content": CONTENT, "dc": DC}), xml.element("channel"):
            for name in ("title", "link", "description"):
                _tell(xml, name, getattr(channel, name))
            _tell(xml, "generator", f"Copydesk {__version__}")
            for article in articles(records):
                _item(xml, article)
                count += 1
    return count


def _item(xml: Any, article: Article) -> None:
    published = assumed(article.published_at)
    with xml.element("item"):
        _tell(xml, "guid", article.id, isPermaLink="false")
        _tell(xml, "title", article.title)
        _tell(xml, "link", web_address(article.canonical_url) or web_address(article.url))
        _tell(xml, "pubDate", format_datetime(published) if published else None)
        for name in article.authors:
            _tell(xml, f"{{{DC}}}creator", name)
        for topic in (article.section, *article.tags):
            _tell(xml, "category", topic)
        _tell(xml, "description", article.deck or article.description)
        _tell(xml, f"{{{CONTENT}}}encoded", as_html(article))
    xml.write("\n")


def _tell(xml: Any, name: str, text: str | None, **attributes: str) -> None:
    if text:
        with xml.element(name, attributes):
            xml.write(_ILLEGAL.sub("", text))
