"""What stands where the rest of the story is held back: it tells that the text is cut, and goes."""

from cleaners.cleaner import Cleaner
from cleaners.containers import Containers

WORDS = frozenset(
    """paywall-overlay paywall-message paywall-notice paywall-prompt paywall-banner paywall-box paywall-cta
    paywall-container paywall-offer paywall-offers regwall regwall-overlay registration-wall subscription-wall
    subscribe-wall piano-paywall piano-container tp-container-inner jetpack-subscribe-paywall subscriber-only-message
    subscribe-overlay subscription-offer subscription-prompt metered-message premium-overlay""".split()
)
"""Paywall software and hand-made overlays; never a lone `paywall` or `premium`, which often wrap the story itself."""


def paywall_notice(phrases: Cleaner) -> Containers:
    """The cleaner; `phrases` are the rules of paywall_notice.toml."""
    return Containers("paywall_notice", WORDS, "stands where the rest of the story is held back", phrases)
