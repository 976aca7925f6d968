"""What stands where the rest of the story is held back: it tells that the text is cut, and goes."""

from collections.abc import Iterator
from dataclasses import dataclass

from cleaners.cleaner import Cleaner
from cleaners.containers import Containers, inside
from cleaners.model import Document, Removal, SiteFacts

WORDS = frozenset(
    """paywall-overlay paywall-message paywall-notice paywall-prompt paywall-banner paywall-box paywall-cta
    paywall-container paywall-offer paywall-offers regwall-overlay registration-wall subscription-wall
    subscribe-wall piano-paywall piano-container tp-container-inner jetpack-subscribe-paywall subscriber-only-message
    subscribe-overlay subscription-offer subscription-prompt metered-message premium-overlay""".split()
)
"""Paywall software and hand-made overlays."""
WRAPPERS = frozenset({"paywall", "regwall"})
"""These often wrap the story itself: only what the extractor left out of it is a notice."""
WHY = "stands where the rest of the story is held back"


@dataclass(frozen=True, slots=True)
class PaywallNotice:
    """The cleaner; `phrases` are the rules of paywall_notice.toml."""

    phrases: Cleaner
    name: str = "paywall_notice"

    def find(self, document: Document, site: SiteFacts) -> Iterator[Removal]:
        """Proposes overlays, offers beside the story, and what the phrases find."""
        yield from Containers(self.name, WORDS, WHY, self.phrases).find(document, site)
        for block, word in inside(document, WRAPPERS):
            if block.zone == "attached":
                yield Removal(block.id, self.name, "offer", f"{WHY}: it lies in an element called {word}")
