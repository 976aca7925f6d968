"""Stories out of the store: several articles that tell one story in the same words."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from crawler.serve.articles import Cursor, Limit, When, json, moment
from crawler.serve.desk import desk_of
from crawler.serve.problems import Trouble
from crawler.serve.routes import COMMON, problems
from crawler.store import Store
from crawler.store.browsing import BadCursor, Browsing
from crawler.store.stories import Stories, Story

router = APIRouter(tags=["stories"])


@dataclass(frozen=True, slots=True)
class Telling:
    """An article of a story."""

    id: str
    title: str | None
    url: str | None
    site_name: str | None
    site_domain: str | None
    published_at: str | None
    first_seen_at: str | None


@dataclass(frozen=True, slots=True)
class LikelyOriginal:
    """The article that was likely first, and why it is taken for that. Where the source that they name is none of ours,
    `is_ours` is false, and the article is the one that stands in for it."""

    id: str
    reason: str
    source_name: str | None
    is_ours: bool


@dataclass(frozen=True, slots=True)
class StoryAnswer:
    """A story with its articles by when they came. `changed_at` is null of a single article."""

    id: str
    changed_at: str | None
    original: LikelyOriginal
    articles: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class StoryPage:
    """A page of stories, those first that have changed last."""

    stories: tuple[StoryAnswer, ...]
    next: str | None


@router.get("/stories", responses=COMMON | problems(404, 422), response_model=StoryPage)
async def stories(request: Request, since: When = None, cursor: Cursor = None, limit: Limit = 20) -> Response:
    """The stories that several articles tell."""
    return json(await page(request, moment(since, "since"), cursor, limit))


@router.get("/stories/{story_id}", responses=COMMON | problems(404, 422), response_model=StoryAnswer)
async def story(request: Request, story_id: Annotated[str, Path(max_length=100)]) -> Response:
    """A story; also that of a single article."""
    return json(await told(request, story_id))


async def page(request: Request, since: str | None, cursor: str | None, limit: int) -> StoryPage:
    """A page of stories. Raises Trouble."""

    def ask(store: Store) -> StoryPage:
        listed = Browsing(store).stories(cursor, limit, since)
        found = (_answer(store, known) for i in listed.rows if (known := Stories(store).of(i)))
        return StoryPage(tuple(story for story in found if story.articles), listed.following)

    try:
        return await desk_of(request).shelf.ask(ask)
    except BadCursor as e:
        raise Trouble("invalid", str(e), "cursor", "take it from `next` of the page before") from e


async def told(request: Request, story_id: str) -> StoryAnswer:
    """The story of this id. Raises Trouble where there is none."""

    def ask(store: Store) -> StoryAnswer | None:
        known = Stories(store).of(story_id)
        return _answer(store, known) if known else None

    answer = await desk_of(request).shelf.ask(ask)
    if answer is None:
        raise Trouble("not_found", "there is no such story", "story_id")
    return answer


def _answer(store: Store, story: Story) -> StoryAnswer:
    named, first = Browsing(store).named([m.key for m in story.members]), story.original
    tellings = tuple(
        Telling(*named[m.key], m.url, m.site_name, m.site_domain, m.published_at, m.first_seen_at)
        for m in story.members
        if m.key in named  # it may have been forgotten since
    )
    original = LikelyOriginal(named.get(first.key, ("", None))[0], first.reason, first.source_name, first.is_ours)
    return StoryAnswer(story.id, story.changed_at, original, tellings)
