"""Records as they are asked for: a selection, read as it is taken, each with the story that it is of now."""

from typing import Any

from sqlalchemy import func, literal, or_, select

from crawler.export.selection import Selection
from crawler.store.tables import Prose, articles, pages, stories


def query(selection: Selection) -> Any:
    """The records of a selection, by when they came, then by key. A source is a name, or its address as given."""
    chosen = select(articles.c.record, articles.c.story_id).order_by(articles.c.first_seen_at, articles.c.key)
    changed = func.coalesce(articles.c.changed_at, articles.c.first_seen_at)
    if selection.since:
        chosen = chosen.where(changed >= selection.since)
    if selection.until:
        chosen = chosen.where(changed < selection.until)
    if selection.source:
        also = select(pages.c.article_key).where(pages.c.source == selection.source, pages.c.article_key.is_not(None))
        chosen = chosen.where(or_(articles.c.source == selection.source, articles.c.key.in_(also)))
    if selection.language:
        chosen = chosen.where(articles.c.language == literal(selection.language, Prose))
    if selection.exclude_reserved:
        chosen = chosen.where(articles.c.reserved.is_not(True))
    if selection.story_originals:
        copies = select(stories.c.id).where(
            stories.c.id == articles.c.story_id, stories.c.original_key != articles.c.key
        )
        chosen = chosen.where(~copies.exists())
    return chosen


def told(record: str, story: str | None) -> bytes:
    """A record as it is given to others. Which story it is of may change while it does not: it is kept beside it.

    In a string of JSON a quote has a backslash before it, so that nothing else can look like this key."""
    whole = record.encode()
    return whole if story is None else whole.replace(b'"story_id":null', b'"story_id":"%b"' % story.encode(), 1)
