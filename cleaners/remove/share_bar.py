"""Share buttons, and the lines that ask to use them."""

from cleaners.cleaner import Cleaner
from cleaners.containers import Containers

WORDS = frozenset(
    """sharedaddy sd-sharing sd-sharing-enabled jp-sharing jetpack-likes-widget addtoany-share-save-container
    addtoany-content addtoany-header addtoany-list a2a-kit shareaholic-canvas heateor-sss heateor-sss-sharing
    swp-social-panel essb-links ssba ssbp addthis-toolbox sharethis-buttons td-post-sharing jeg-share share-buttons
    share-button share-bar sharebar share-links share-icons share-tools share-widget share-options share-menu
    share-post share-article share-this post-share article-share story-share entry-share post-sharing article-sharing
    sharing sharing-buttons sharing-tools sharing-icons social-share social-shares social-sharing social-buttons
    social-bar social-share-buttons click-to-tweet swp-ctt bctt-click-to-tweet tm-click-to-tweet""".split()
)
"""Plugins (Jetpack, AddToAny, Shareaholic, Social Warfare, …), themes, and the words that hand-made bars use."""


def share_bar(phrases: Cleaner) -> Containers:
    """The cleaner; `phrases` are the rules of share_bar.toml."""
    return Containers("share_bar", WORDS, "belongs to a share bar", phrases)
