"""Tips, questions and advertisements wanted: lines that give the reader an address of the site's own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.cleaner import Cleaner
from cleaners.model import Block, Document, Removal, SiteFacts
from cleaners.signals import folded, shown, signals, words

LONGEST = 60
_MAIL = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")


@dataclass(frozen=True, slots=True)
class EmailSolicitation:
    """The cleaner; `phrases` are the rules of email_solicitation.toml. Beside them it knows, in any language, a
    paragraph in heavy type under the story with an address at the site's own domain. An address elsewhere may be the
    police's."""

    phrases: Cleaner
    name: str = "email_solicitation"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes what the phrases find, and those paragraphs."""
        yield from self.phrases.find(document, site)
        for block in shown(document):
            heavy = {"emphasis", "address", "tail"} <= signals(document, block, site)
            if heavy and words(document, block) <= LONGEST and _at_home(document, block):
                why = "in heavy type under the story, with an address of the site's own"
                yield Removal(block.id, self.name, "own_address", why)


def _at_home(document: Document, block: Block) -> bool:
    domain = document.metadata.site.domain
    hosts = (m[1] for m in _MAIL.finditer(folded(document, block)))
    return domain is not None and any(h == domain or h.endswith(f".{domain}") for h in hosts)
