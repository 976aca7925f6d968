"""The line that says whose story it is: `Source: CNN`. Its value goes to the record.

`Source:` also stands under charts and tables, and before lists of references; those are the story's own. So the line
must be the only one, name somebody, stand under no table or picture, and nothing of the story may follow it. What is
no prose may: the seed of this rule is an aggregator's page that asks for readers' photos below its source line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.cleaner import Cleaner
from cleaners.containers import inside
from cleaners.extract.agencies import agencies
from cleaners.model import Block, Document, Removal, SiteFacts
from cleaners.signals import SHORT_WORDS, TINY_WORDS, Signal, derived, folded, signals, words

BOXES = frozenset(
    """post-source post-source-via post-bottom-source body-art-source article-source story-source news-source
    source-via ep-source""".split()
)
"""What themes call the box that prints the source: tagDiv's, Jannah's, and others'."""
NO_PROSE = frozenset[Signal]({"contact", "emphasis", "box", "linked", "label_link", "site_name"})
PROSE_WORDS = 12
"""A sentence of so many words is the story's; shorter ones follow a source line too ("Thank you for reading.")."""
AGENCY_WORDS = SHORT_WORDS + 1
"""A line that names an agency is hardly a chart's: longer sentences than PROSE_WORDS may ask for something below it."""
SENTENCE_END = tuple('.!?…。！？।؟۔”"»')
ABOUT = re.compile(
    r"\W*(?:about|über|sobre|acerca|à propos|chi è|over|об авторе|автор|про автора|o autor|hakkında|yazar|عن|درباره|"
    r"लेखक|tentang|kuhusu|关于|關於|作者|著者|글쓴이)"
)
_VALUE = re.compile(r"[:：|>\-–—][^\w]*(\w.*)", re.S)
_ISSUER = re.compile(r"SOURCE:? [^\W\d_][^.!?]{1,80}")
"""How press releases end: `SOURCE Maple Corp`, the word in capitals."""
_ABOVE = frozenset({"table", "caption", "code"})


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Takes the story's source line and the source box; leaves a table's."""

    phrases: Cleaner
    name: str = "source_line"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes the line or box, with the field `source`."""
        why = "the box that says whose story it is; the name goes to the record"
        for block, word in inside(document, BOXES):
            yield Removal(block.id, self.name, "box", f"{why}: it lies in an element called {word}", field="source")
        found = list(self.phrases.find(document, site))
        labelled = [r.block for r in found if r.rule == "labelled"]
        for removal in found:
            block = document.blocks[removal.block]
            if removal.rule != "labelled" or (len(labelled) == 1 and _of_story(document, block, site)):
                yield removal
        for i in document.story_ids[1:]:
            if _ISSUER.fullmatch(document.blocks[i].text) and not any(p > i for p in _prose(document, site)):
                yield Removal(i, self.name, "issuer", "says who issued the release", field="source")


def _of_story(document: Document, line: Block, site: SiteFacts) -> bool:
    """Whether the line names somebody, stands under no table or picture, and before or after all prose."""
    value = _VALUE.search(line.text)
    above = next((b for b in reversed(document.blocks[: line.id]) if b.zone != "chrome"), None)
    if not value or (above is not None and above.kind in _ABOVE):
        return False
    prose = _prose(document, site, AGENCY_WORDS if agencies(value[1]) else PROSE_WORDS)
    return line.zone == "attached" or not (prose and prose[0] < line.id < prose[1])


def _prose(document: Document, site: SiteFacts, least: int = PROSE_WORDS) -> tuple[int, int] | tuple[()]:
    """The first and the last paragraph of the story, of `least` words; what stands under `About X` is no story."""

    def compute() -> tuple[int, int] | tuple[()]:
        found, about = list[int](), False
        for i in document.story_ids:
            block = document.blocks[i]
            length = words(document, block)
            full = length >= least and block.text.rstrip().endswith(SENTENCE_END)
            if full and not about and signals(document, block, site).isdisjoint(NO_PROSE):
                found.append(i)
            about = length <= TINY_WORDS and bool(ABOUT.match(folded(document, block)))
        return (found[0], found[-1]) if found else ()

    return derived(document, ("source_line.prose", site, least), compute)
