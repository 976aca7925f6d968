"""In what two records of one article differ, for a person: the fields, and the text as a diff by paragraphs. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from typing import Any

STAMPS = frozenset({
    "id", "url", "urls", "version", "story_id", "fetched_at", "first_seen_at", "schema_version", "cleaner_version",
})  # fmt: skip
"""What a record says of its own place and time, not of its page."""
FOLLOW = frozenset({"blocks", "word_count", "content_hash", "removal_counts", "evidence"})
"""Fields that change with others; they are told where nothing else has changed."""
Record = Mapping[str, Any]


def changed_fields(old: Record, new: Record) -> tuple[str, ...]:
    """The fields whose values differ, in the order of the record. A key that one of them lacks is as good as empty."""
    names = dict.fromkeys((*new, *old))
    changed = [n for n in names if n not in STAMPS and (old.get(n) or None) != (new.get(n) or None)]
    return tuple([n for n in changed if n not in FOLLOW] or changed)


def removals_changed(old: Record, new: Record) -> Counter[str]:
    """How many blocks and spans more (or, below zero, fewer) each cleaner has removed for the new record."""
    more = Counter[str](new.get("removal_counts") or {})
    more.subtract(old.get("removal_counts") or {})
    return Counter({name: n for name, n in more.items() if n})


def text_changes(old: Record, new: Record, context: int = 1) -> Iterator[str]:
    """A unified diff of the texts, a paragraph or list item a line, without headers; `context` lines around."""
    one, other = ([line for line in str(r.get("text") or "").splitlines() if line] for r in (old, new))
    for n, line in enumerate(unified_diff(one, other, lineterm="", n=context)):
        if n > 2:  # the names of two files, and where the first change is
            yield "…" if line.startswith("@@") else line


def field_changes(old: Record, new: Record) -> Iterator[tuple[str, Any, Any]]:
    """The fields but for the text that differ, each with its old and its new value."""
    for name in changed_fields(old, new):
        if name != "text":
            yield name, old.get(name), new.get(name)
