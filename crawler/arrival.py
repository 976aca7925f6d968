"""What an article that comes in is beside what we have: new, one that we have already, changed, or the same."""

from dataclasses import dataclass, replace
from typing import Any

from cleaners.model import Article, Cleaned, Page
from crawler.archive import ArchiveError
from crawler.dedupe import addresses, url_key
from crawler.dedupe.fingerprinted import Fingerprinted
from crawler.dedupe.near import fingerprint, likeness
from crawler.outcome import Outcome
from crawler.store import Store
from crawler.store.merging import absorb
from crawler.store.stories import Stories
from crawler.store.twins import Telling

COMPARED = ("title", "text", "published_at", "modified_at", "corrections")
"""What makes a version where it changes: headline, body, dates, corrections."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """How it ends. `twin` is the address of the article that a duplicate repeats, `why` what has changed in one that we
    had."""

    outcome: Outcome
    twin: str | None = None
    why: str = ""


def arrive(outcome: Outcome, told: Fingerprinted, page: Page | None, store: Store) -> Arrival:
    """What becomes of an article; `outcome` is that of a new one, `page` the one that it was made of. To be called in
    the transaction that records what comes of it."""
    outcome = replace(outcome, result=told)
    article = told.article
    telling = Telling(outcome.url, article, outcome.final_url, told.fingerprint)
    record = store.current(outcome.url)  # what is an article in its own right stays one when it is fetched again
    if record is not None:
        return _again(outcome, telling, page, record, store)
    if same := store.same(telling):
        why = f"the same {same.what} as {same.url}"
        return Arrival(replace(outcome, state="duplicate", reason=why, change=None), same.url)
    return Arrival(_with(outcome, replace(article, urls=_urls(telling), version=1, first_seen_at=article.fetched_at)))


def in_its_story(outcome: Outcome, store: Store) -> Outcome:
    """The outcome of an article that was stored, new or changed, with the story that it is one telling of."""
    if outcome.change not in ("new", "changed") or not isinstance(outcome.result, Fingerprinted):
        return outcome
    story = Stories(store).place(url_key(outcome.url), outcome.result.fingerprint)
    return _with(outcome, replace(outcome.result.article, story_id=story))


def differences(record: dict[str, Any], article: Article) -> tuple[str, ...]:
    """In what an article is not what its record says: headline, text, dates, corrections."""
    ours = {name: getattr(article, name) for name in COMPARED}
    said = {name: record.get(name) for name in COMPARED} | {"corrections": tuple(record.get("corrections", ()))}
    return tuple(name for name in COMPARED if said[name] != ours[name])


def _again(outcome: Outcome, telling: Telling, page: Page | None, record: dict[str, Any], store: Store) -> Arrival:
    """What becomes of a page whose article we have: it keeps its id and its addresses."""
    article, version, moved = telling.article, record["version"], ""
    if twin := store.elsewhere(telling):
        if not _tells_the_same(record, telling):  # `/live` leads to another day's article each day
            said = f"an article, whose address leads to another one now: {twin.url}"
            return Arrival(replace(outcome, reason=said, change="same", result=None))
        there = store.current(twin.url) or record
        version += absorb(store, outcome.url, twin.url, is_newer=bool(differences(there, article)))
        record["urls"], moved = [*record["urls"], *there["urls"]], f"moved to {twin.url}"
    urls = tuple(dict.fromkeys((*record["urls"], *_urls(telling))))
    article = replace(article, id=record["id"], urls=urls, first_seen_at=record["first_seen_at"])
    changed = differences(record, article)
    if not moved and (not changed or _is_kept(outcome.url, page, store)):
        same = replace(outcome, reason="an article that has not changed", change="same")
        return Arrival(_with(same, replace(article, version=version)))
    why = ", ".join((*filter(None, [moved]), *changed))
    new = replace(outcome, reason=f"an article that has changed: {why}", change="changed")
    return Arrival(_with(new, replace(article, version=version + 1)), why=why)


def _is_kept(url: str, page: Page | None, store: Store) -> bool:
    """Whether this is to the byte the page that the article was made of. Where it comes out otherwise today we have
    changed, not the page: other rules, newer cleaners. That is for `reclean` to enter."""
    try:
        kept = store.page(url)
    except ArchiveError:
        return False
    return kept is not None and page is not None and kept.body == page.body


def _tells_the_same(record: dict[str, Any], telling: Telling) -> bool:
    """Whether an article is what its record says, edited perhaps."""
    if record["content_hash"] == telling.article.content_hash:
        return True
    return likeness(fingerprint(record["text"]).signature, telling.signature).is_copy


def _urls(telling: Telling) -> tuple[str, ...]:
    return addresses(telling.url, telling.final, telling.article.canonical_url)


def _with(outcome: Outcome, article: Article) -> Outcome:
    """The outcome with this article in place of the one that it has."""
    assert isinstance(outcome.result, Cleaned)
    return replace(outcome, result=replace(outcome.result, article=article))
