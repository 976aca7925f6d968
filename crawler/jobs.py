"""What the pool asks a worker for, and the frame in which questions and answers go over the socket between them.

Both sides read this module, and neither needs for it what the other is made of.
"""

import struct
from dataclasses import dataclass, replace

from cleaners.model import NOTHING_KNOWN, Hints, Page, SiteFacts

HEADER = struct.Struct("<cq")
"""Before each message: what it is, and its length. Q: a question; A: an answer; F: a fault, in words; D: the worker
died, and in place of the length its exit status, negative for a signal."""
NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Job:
    """One page or one text to clean. `url` counts where the page does not know its own; `hints` are a text's.

    What goes `to_store` comes with its fingerprint, unless that is there (`known` is the content hash of the article
    that the store has of this page), and of its document with no more than what was removed."""

    page: Page | None = None
    text: str | None = None
    url: str | None = None
    site: SiteFacts = NOTHING_KNOWN
    require_article: bool = True
    hints: Hints = NO_HINTS
    to_store: bool = False
    known: str | None = None

    @property
    def address(self) -> str | None:
        """Where the page or text is from, if anyone knows."""
        return (self.page.url if self.page else None) or self.url


def job_of(page: Page, facts: SiteFacts, *, require_article: bool = True, to_store: bool = False) -> Job:
    """The work on a page that was fetched: what its server called plain text is cleaned as a text."""
    kind = next((v for k, v in page.headers.items() if k.lower() == "content-type"), "")
    if kind.partition(";")[0].strip().lower() != "text/plain" or isinstance(page.body, str):
        return Job(page, site=facts, require_article=require_article, to_store=to_store)
    from cleaners.extract.declared import of_server  # with all of the extractor, which only workers need otherwise

    text = page.body.decode(of_server(kind) or "utf-8", "replace").removeprefix("\ufeff")
    return Job(text=text, url=page.url, site=facts, hints=page.hints, to_store=to_store)


def at_its_address(job: Job) -> Page | None:
    """The job's page, with the job's address where it has none of its own."""
    return replace(job.page, url=job.address) if job.page else None
