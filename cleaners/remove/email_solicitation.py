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
            ours = document.place(block.id) == "tail" and _at_home(document, block)
            if ours and words(document, block) <= LONGEST and {"emphasis", "address"} <= signals(document, block, site):
                why = "in heavy type under the story, with an address of the site's own"
                yield Removal(block.id, self.name, "own_address", why)


def _at_home(document: Document, block: Block) -> bool:
    domain, text = document.metadata.site.domain, folded(document, block)
    if domain is None or "@" not in text:
        return False
    return any(host == domain or host.endswith(f".{domain}") for host in _MAIL.findall(text))
