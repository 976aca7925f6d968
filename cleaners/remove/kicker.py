"""The section's name above the story, and the way to it from the front page: the name goes to the record."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.containers import inside
from cleaners.model import Block, Document, Removal, SiteFacts
from cleaners.normalise.names import key
from cleaners.signals import SHORT_WORDS, TINY_WORDS, fold, is_site, shown, words

ELEMENTS = frozenset(
    """breadcrumb breadcrumbs bread-crumb bread-crumbs kicker eyebrow cat-links post-category post-categories
    entry-category entry-categories section-label section-name article-kicker category-label
    post-cat""".split()
)
HOME = frozenset(
    fold(word)
    for word in """home|homepage|home page|start|startseite|accueil|inicio|portada|início|главная|головна|strona główna
anasayfa|ana sayfa|الرئيسية|صفحه اصلی|خانه|होम|beranda|mwanzo|nyumbani|首页|首頁|ホーム|トップ|홈""".replace(
        "\n", "|"
    ).split("|")
)
"""What sites call their front page."""
_STEP = re.compile(r"(?:(?<!\s)\s++)?[>›»→|]\s*|(?<!\s)\s++[/·•]\s+")
_SIGN = re.compile("[>›»→|/·•]")
"""No step is without one."""
_SENTENCE = (".", "!", "?", "。", "।", "؟", ":")


@dataclass(frozen=True, slots=True)
class Kicker:
    """Takes a section label or a breadcrumb before the story."""

    name: str = "kicker"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:  # noqa: ARG002
        """Proposes the labels, with the field `section`."""
        for block, word in inside(document, ELEMENTS):
            above = block.zone == "attached" or document.place(block.id) == "head"
            if above and words(document, block) <= SHORT_WORDS and not block.text.rstrip().endswith(_SENTENCE):
                why = f"names the section: it lies in an element called {word}"
                yield Removal(block.id, self.name, "element", why, field="section")
        section = key(document.metadata.section)
        for block in shown(document):
            if document.place(block.id) != "head" or words(document, block) > SHORT_WORDS:
                continue
            if section and words(document, block) <= TINY_WORDS and key(block.text) == section:
                why = "names the section that the page's metadata name"
                yield Removal(block.id, self.name, "section", why, field="section")
            elif _is_way(document, block):
                why = "the way here from the front page"
                yield Removal(block.id, self.name, "breadcrumb", why, field="section")


def _is_way(document: Document, block: Block) -> bool:
    """Steps that begin at the front page: `Home > News > Europe`."""
    if not _SIGN.search(block.text):
        return False
    steps = [fold(s) for s in _STEP.split(block.text) if s.strip()]
    from_front = len(steps) > 1 and (steps[0] in HOME or is_site(document, steps[0]))
    return from_front and not block.text.endswith(_SENTENCE)
