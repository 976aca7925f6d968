"""The labels of advertisements, and what is left of their places."""

from cleaners.cleaner import Cleaner
from cleaners.containers import Containers
from cleaners.model import Kind
from cleaners.of_kind import OfKind

WORDS = frozenset(
    """ad-wrapper ad-container ad-unit ad-slot ad-box ad-block ad-banner ad-label ad-placeholder ad-text ad-header
    ads-wrapper ads-container ads-box advert-wrapper advert-container advert-label advertisement advertisement-label
    advertisement-wrapper advertising-label adsbygoogle adspot-title td-adspot-title td-a-rec dfp-ad dfpad gpt-ad
    google-ad google-ads google-auto-placed e3lan-post jeg-ad sponsored-content-label outbrain-ad
    native-ad promo-ad""".split()
)
"""Ad managers and themes (AdSense, tagDiv, Sahifa, JNews, …) and hand-made wrappers."""
LINES = frozenset[Kind](("paragraph", "quote", "caption"))


def advert_marker(phrases: Cleaner) -> OfKind:
    """The cleaner; `phrases` are the rules of advert_marker.toml. A heading or list item `Advertising` is a subject."""
    return OfKind(Containers("advert_marker", WORDS, "marks an advertisement's place", phrases), LINES)
