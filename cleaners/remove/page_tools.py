"""Print, save, rate, report, donate: what the page offers beside the story."""

from cleaners.cleaner import Cleaner
from cleaners.containers import Containers

WORDS = frozenset(
    """print-button print-link print-tools print-article article-tools article-actions article-toolbar story-tools
    page-tools post-tools tools-bar toolbar-buttons font-resizer text-resizer save-article
    bookmark-button report-error error-report spelling-error orphus mistape mistape-caption rating-box post-ratings
    kksr-legend kk-star-ratings rmp-widgets-container yasr-visitor-votes article-rating article-feedback feedback-form
    helpful-vote poll-widget poll-container watson-poll donation-box donation-form donate-box donate-button
    donation-banner support-box support-us support-banner membership-banner language-switcher lang-switcher
    language-selector skip-link screen-reader-text""".split()
)
"""Rating, poll and typo plugins (kk Star Ratings, Rate My Post, Mistape, …) and hand-made tool bars."""


def page_tools(phrases: Cleaner) -> Containers:
    """The cleaner; `phrases` are the rules of page_tools.toml."""
    return Containers("page_tools", WORDS, "is a tool of the page", phrases)
