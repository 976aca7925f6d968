"""The comment form, the thread under it, and the lines that invite to it."""

from cleaners.cleaner import Cleaner
from cleaners.containers import Containers

WORDS = frozenset(
    """respond comment-respond commentform comment-form reply-title comment-reply-title comment-notes must-log-in
    logged-in-as reader-interactions comments comments-area comments-section comment-section comments-wrapper
    comments-container comments-block comments-list comment-list commentlist comment-thread comments-thread
    comments-title comments-count comment-count comments-link comment-box comments-box commentbox post-comments
    article-comments story-comments user-comments reader-comments facebook-comments fb-comments disqus disqus-thread
    wpdiscuz wpd-thread coral-stream coral-talk coral-container hyvor-talk hyvor-talk-view spot-im spotim livefyre
    vf-comments td-comments commentaires kommentare kommentarer comentarios yorumlar""".split()
)
"""What WordPress (comment-template.php), its themes and the usual comment services call the form and the thread."""


def comment_form(phrases: Cleaner) -> Containers:
    """The cleaner; `phrases` are the rules of comment_form.toml."""
    return Containers("comment_form", WORDS, "belongs to the comment form or thread", phrases, prose=True)
