"""The page's tags under (seldom over) the story; they go to the field `tags`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.cleaner import Cleaner
from cleaners.containers import inside
from cleaners.model import Block, Document, Removal, SiteFacts
from cleaners.signals import shown

WORDS = frozenset(
    """post-tags post-tag tag-list tags-list taglist td-tags tagcloud tag-cloud tags-links tag-links entry-tags
    article-tags article-topics story-tags jeg-post-tags post-bottom-tags article-keywords topic-list topics-list tags
    single-tags news-tags content-tags""".split()
)
_TAG_PAGE = re.compile(
    r"/(?:tags?|topics?|thema|themen|schlagwort|stichwort|mot-cle|etiquetas?|temas?|assuntos?|argomenti|onderwerp|metki?"
    r"|temy|etiket|konu|topik|keywords?|hashtags?)[/=][^/?#]+/?(?:\?[^#]*)?$",
    re.I,
)
_LABEL = re.compile(r"[^:：]{1,25}[:：]?")


@dataclass(frozen=True, slots=True)
class TagsLine:
    """The cleaner; `phrases` are the rules of tags_line.toml. Beside them it knows the boxes that hold tags, and, in
    any language, a line of links that all lead to pages of tags."""

    phrases: Cleaner
    name: str = "tags_line"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes boxes, lines that the phrases find, and lines of links to tags."""
        for block, word in inside(document, WORDS):
            why = f"lists the page's tags: it lies in an element called {word}"
            yield Removal(block.id, self.name, "container", why, field=_field(block))
        yield from self.phrases.find(document, site)
        for block in shown(document):
            if document.place(block.id) != "middle" and _all_to_tags(block):
                why = "all its links lead to pages of tags"
                yield Removal(block.id, self.name, "linked_tags", why, field="tags")


def _field(block: Block) -> str | None:
    """A box's heading ("Tags:") is worth nothing to the field."""
    return None if not block.links and _LABEL.fullmatch(block.text) and block.kind != "list_item" else "tags"


def _all_to_tags(block: Block) -> bool:
    return block.link_share >= 0.6 and bool(block.links) and all(_TAG_PAGE.search(link.href) for link in block.links)
