"""The box on the writer: "About X" under the story, the biography with or without a box, links to other posts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.cleaner import Cleaner
from cleaners.containers import Containers
from cleaners.model import SENTENCE_END, Block, Document, Removal, SiteFacts
from cleaners.signals import SHORT_WORDS, TINY_WORDS, derived, fold, folded, is_site, shown, signals, words

WORDS = frozenset(
    """author-box authorbox author-bio author-biography author-info author-card author-profile author-description
    author-desc author-details about-author about-the-author post-author author-section author-widget author-block
    entry-author-box saboxplugin-wrap m-a-box pp-multiple-authors jeg-authorbox td-author-name abh-box byline-bio
    bio-box writer-bio contributor-bio authors-bio bio-text""".split()
)
"""Author boxes of WordPress themes and plugins (Simple Author Box, Molongui, PublishPress, …) and hand-made ones."""

_ABOUT = re.compile(
    r"(?:(?:about|über|(?:à|a) propos de|sobre|acerca de|chi è|over|об?|про|автор|عن|درباره(?: ی)?|tentang|kuhusu) "
    r"|(?:à|a) propos d')(?P<name>.+?)[:. ]*|(?:关于|關於)(?P<zh>.+)|(?P<after>.+?)(?: hakkında| के बारे में|について)"
)
_NOBODY = frozenset("us me you this it there uns mich nous moi nosotros mí nós noi нас нам kami sisi 我们 我們".split())
_BIO = re.compile(
    r",? (?:is|was|has|writes|covers|reports|works|edits|ist|war|schreibt|arbeitet|est|écrit|travaille|es|escribe"
    r"|trabaja|é|escreve|trabalha|è|scrive|lavora|schrijft|werkt|jest|pisze|adalah|ni|-)(?: |$)"
)
_LINE = 120
_PROSE_WORDS = 12
_BIO_WORDS = 120


@dataclass(frozen=True, slots=True)
class AuthorBox:
    """The cleaner; `phrases` are the rules of author_box.toml.

    A heading "About X" goes to the field `posted_by` where X is the site's name or the posting account, to `authors`
    where X is an author of the page. In the story it goes only where it is the end: "About my company" followed by
    prose is a section."""

    phrases: Cleaner
    name: str = "author_box"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes headings, boxes, trailing biographies."""
        boxes = Containers(self.name, WORDS, "says who the writer is", self.phrases, prose=True)
        for block in shown(document):
            if len(block.text) <= _LINE and (found := self._heading(document, block)):
                yield found
        yield from boxes.find(document, site)
        yield from self._biographies(document, site)

    def _heading(self, document: Document, block: Block) -> Removal | None:
        name = _about_whom(document, block)
        if name is None:
            return None
        field = _field(document, name)
        account = field == "posted_by" or (field is None and document.from_text and _handle(name))
        if block.zone == "attached" or (account and _ends_story(document, block)):
            field = "posted_by" if account and block.zone == "story" else field
            return Removal(block.id, self.name, "about_heading", "heading of the box on who posted it", field=field)
        if field == "authors" and _ends_story(document, block):
            return Removal(block.id, self.name, "about_heading", "heading of the box on the author", field=field)
        return None

    def _biographies(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """The last paragraphs of the story that open with an author's name and say what he or she is."""
        for i in reversed(document.story_ids):
            block = document.blocks[i]
            if _opens_with_author(document, block):
                why = "a biography of the author under the story"
                yield Removal(i, self.name, "trailing_bio", why)
            elif words(document, block) > SHORT_WORDS or not signals(document, block, site) & {"tail", "linked"}:
                return


def _about_whom(document: Document, block: Block) -> str | None:
    """X, folded, where the block is a line "About X"."""
    if block.kind not in ("heading", "paragraph") or words(document, block) > TINY_WORDS:
        return None
    found = _ABOUT.fullmatch(folded(document, block))
    return next((g.strip() for g in found.groups() if g), None) if found else None


def _field(document: Document, name: str) -> str | None:
    meta = document.metadata
    if is_site(document, name) or (meta.posted_by and name == fold(meta.posted_by)):
        return "posted_by"
    return "authors" if name in (fold(a) for a in meta.authors) else None


def _handle(name: str) -> bool:
    """Whether it looks like an account's name: one word, and not a pronoun."""
    return len(name) > 3 and " " not in name and name not in _NOBODY


def _ends_story(document: Document, block: Block) -> bool:
    """Whether the block stands in the tail and no prose of the story follows it."""
    if document.place(block.id) != "tail":
        return False
    return block.id >= derived(document, "author_box.last_prose", lambda: _last_prose(document))


def _last_prose(document: Document) -> int:
    for i in reversed(document.story_ids):
        block = document.blocks[i]
        length = words(document, block)
        if length > SHORT_WORDS or (length > _PROSE_WORDS and block.text.rstrip().endswith(SENTENCE_END)):
            return i
    return -1


def _opens_with_author(document: Document, block: Block) -> bool:
    text = folded(document, block)
    for author in map(fold, document.metadata.authors):
        if " " in author and text.startswith(author) and _BIO.match(text, len(author)):
            return words(document, block) <= _BIO_WORDS
    return False
