"""What leads to other pages: the posts before and after, the story's further pages, breadcrumbs."""

from cleaners.cleaner import Cleaner
from cleaners.containers import Containers

WORDS = frozenset(
    """post-navigation posts-navigation post-nav nav-links nav-previous nav-next navigation-post single-navigation
    article-navigation story-navigation td-post-next-prev jnews-prev-next-container prev-next next-prev prevnext
    post-pagination pagination page-links page-link page-numbers pager breadcrumb breadcrumbs
    breadcrumb-list""".split()
)


def post_navigation(phrases: Cleaner) -> Containers:
    """The cleaner; `phrases` are the rules of post_navigation.toml."""
    return Containers("post_navigation", WORDS, "leads to other pages", phrases)
