"""Records for exports: one with every field filled and every sign that some format reads as its own, and many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from cleaners.model import (
    Article,
    ArticleBlock,
    Credit,
    Dateline,
    Image,
    Link,
    Rights,
    Site,
    Source,
)
from crawler.export.selection import Selection

HOSTILE = '=HYPERLINK("https://x.example","win") <script>alert(1)</script> & "so" `on`\x0b'


@dataclass
class Listed:
    """Records in a list, where an export expects a store; remembers what it was asked for."""

    stored: Sequence[Article]
    asked: list[Selection] = field(default_factory=list)

    def records(self, selection: Selection) -> Iterator[bytes]:
        self.asked.append(selection)
        yield from map(msgspec.json.encode, self.stored)


def plain(n: int = 1, **changes: object) -> Article:
    """A record that knows little."""
    text = f"Paragraph {n} of a story.\n"
    article = Article(
        id=f"{n:064x}", url=f"https://www.example.org/{n}", canonical_url=None, title=f"Story {n}", deck=None,
        description=None, blocks=(ArticleBlock("paragraph", text[:-1], start=0, end=len(text) - 1),), text=text,
        word_count=5, language="en", authors=(), posted_by=None, published_at=None, modified_at=None, site=Site(),
        source=None, agency=None, dateline=None, credits=(), republished_from=None, rights=Rights(), corrections=(),
        section=None, tags=(), images=(), flags=(), evidence={}, removal_counts={}, content_hash=f"{n + 1:064x}",
    )  # fmt: skip
    return replace(article, **changes)  # type: ignore[arg-type]


def full() -> Article:
    """A record that knows everything, hostile where it can be."""
    blocks = (
        ArticleBlock("heading", "Part <one>", level=1),
        ArticleBlock(
            "paragraph", "Go here, not here, or write.\nSecond line",
            links=(Link(3, 7, "https://www.example.org/?a=1&b=\"2"), Link(13, 17, " javascript:alert(1)"),
                   Link(22, 27, "mailto:desk@example.org")),
        ),
        ArticleBlock("list_item", "first", level=1, ordered=False),
        ArticleBlock("list_item", "inner", level=2, ordered=True),
        ArticleBlock("list_item", "second", level=1, ordered=False),
        ArticleBlock("quote", HOSTILE),
        ArticleBlock("table", "a | b", rows=(("a", "<b>"), ("c", "d"))),
        ArticleBlock("code", "if a < b:\n  pass"),
        ArticleBlock("caption", "A caption"),
    )  # fmt: skip
    return plain(
        7, id="f56f4de311859481" * 4, canonical_url="https://www.example.org/seven", title=HOSTILE, deck="@deck",
        description="A summary", blocks=blocks, text="- item\n", authors=("Jåne Doe", "=cmd|' /C calc'!A0"),
        posted_by="desk", published_at="2024-05-03T10:15:00+02:00", modified_at="2024-05-04",
        site=Site("The Example", "example.org"), source=Source("CNN", "https://www.example.com/", "Source: CNN"),
        agency="AFP", dateline=Dateline("HANGZHOU (AFP) -", "Hangzhou", "AFP", None),
        credits=(Credit("editing", "Cy Third"),), republished_from="The Conversation",
        rights=Rights("© AFP", "https://creativecommons.org/licenses/by/4.0/", ("noai",)),
        corrections=("Correction: it was Monday.",), section="World", tags=("Syria", "G20: a \"summit\""),
        images=(Image("https://www.example.org/a b.jpg", "A caption", "AFP", lead=True), Image("javascript:alert(1)")),
        flags=("paywalled", "truncated"), evidence={"agency": "dateline"}, removal_counts={"byline": 2},
        urls=("https://www.example.org/7", "https://www.example.org/seven"), version=2, story_id="s-1",
        fetched_at="2024-05-05T00:00:00+00:00", first_seen_at="2024-05-04T00:00:00+00:00",
    )  # fmt: skip
