"""`POST /clean` and `POST /fetch`: a page or text in, its record or the reason why there is none out."""

import asyncio
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from cleaners.model import NOTHING_KNOWN, Cleaned, Hints, Page, Rejected
from crawler.jobs import Job, job_of
from crawler.serve import bodies
from crawler.serve.answers import Result, encode, result_of
from crawler.serve.desk import Desk, desk_of
from crawler.serve.problems import Trouble, invalid
from crawler.serve.routes import COMMON, problems
from crawler.workers import Fault

router = APIRouter(tags=["clean"])
T = TypeVar("T", bound=BaseModel)
KINDS = ("application/json", "text/html", "text/plain")
Address = Annotated[str, Field(max_length=8_000)]
Line = Annotated[str, Field(max_length=2_000)]


class CleanQuestion(BaseModel):
    """A page as `html`, or what somebody else has extracted from one as `text`. `url` is its address, `title` and
    `date` are what is known of it beside the page. `require_article: false` takes the text of any page."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra={"oneOf": [{"required": ["html"]}, {"required": ["text"]}]}
    )

    html: Annotated[str, Field(min_length=1)] = ""
    text: Annotated[str, Field(min_length=1)] = ""
    url: Address | None = None
    title: Line | None = None
    date: Line | None = None
    require_article: bool = True
    removals: bool = False

    @model_validator(mode="after")
    def _one_of_two(self) -> "CleanQuestion":
        if bool(self.html) == bool(self.text):
            raise ValueError("give either html or text")
        return self


class FetchQuestion(BaseModel):
    """The address of a page of the public web."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[Address, Field(pattern=r"^[Hh][Tt][Tt][Pp][Ss]?://\S+$")]
    require_article: bool = True
    removals: bool = False


BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": CleanQuestion.model_json_schema()},
            "text/html": {"schema": {"type": "string"}},
            "text/plain": {"schema": {"type": "string"}},
        },
    }
}


@router.post("/clean", openapi_extra=BODY, responses=COMMON | problems(400, 408, 413, 415, 422), response_model=Result)
async def clean(
    request: Request,
    url: Address | None = None,
    title: Line | None = None,
    date: Line | None = None,
    require_article: bool = True,
    removals: bool = False,
) -> Response:
    """Clean a page or a text that is given.

    As JSON; or the page or text itself as the body, with its content type, and the rest in the query. A page that gives
    no article is no error: the answer says why it was refused."""
    desk = desk_of(request)
    with desk.cleaning.turn():
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in KINDS:
            raise Trouble("media_type", f"a body of type {kind or 'unknown'} cannot be cleaned", "Content-Type",
                          f"send {', '.join(KINDS)}")  # fmt: skip
        body = await bodies.read(request, desk.options.limits)
        if kind == "application/json":
            question = await asyncio.to_thread(decode, CleanQuestion, body)
            return await _answer(await cleaned(desk, job_of_question(question)), removals=question.removals)
        job = _job_of_body(body, request.headers["content-type"], url, Hints(title, date), require_article)
        return await _answer(await cleaned(desk, job), removals=removals)


@router.post(
    "/fetch",
    openapi_extra={"requestBody": {"required": True, "content": {
        "application/json": {"schema": FetchQuestion.model_json_schema()}}}},
    responses=COMMON | problems(400, 403, 404, 408, 413, 415, 422),
    response_model=Result,
)  # fmt: skip
async def fetch(request: Request) -> Response:
    """Fetch a page from the web and clean it.

    robots.txt is obeyed (403, `robots`), addresses of private networks are refused (403, `private_address`), and hosts
    are asked at the pace that `copydesk fetch` keeps. What could not be fetched is 422, `not_fetched`."""
    desk = desk_of(request)
    with desk.fetching.turn():
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise Trouble("media_type", "this wants a JSON object", "Content-Type", "send application/json")
        question = decode(FetchQuestion, await bodies.read(request, desk.options.limits))
        page = await desk.fetch(request, question.url)
        with desk.cleaning.turn():
            job = job_of(page, NOTHING_KNOWN, require_article=question.require_article)
            return await _answer(await cleaned(desk, job), removals=question.removals)


async def cleaned(desk: Desk, job: Job) -> Cleaned | Rejected:
    """The outcome of a job. Raises Trouble where the process that was at it died, hung or met a fault of ours."""
    try:
        outcome = await desk.pool.attempt(job)
    except RuntimeError as e:
        desk.options.tell(str(e))
        raise Trouble("fault", "the cleaning processes do not start", hint="the service's log says why") from e
    if isinstance(outcome, Fault):
        if outcome.details:
            raise Trouble("fault", "a fault in the cleaners", hint="the service's log says more")
        raise Trouble("not_cleaned", outcome.reason)
    return outcome


def job_of_question(question: CleanQuestion) -> Job:
    """The work that is asked for."""
    hints = Hints(question.title, question.date)
    if question.html:
        page = Page(question.html, question.url, hints=hints)
        return Job(page, require_article=question.require_article)
    return Job(text=question.text, url=question.url, hints=hints)


def _job_of_body(body: bytes, kind: str, url: str | None, hints: Hints, require_article: bool) -> Job:
    if not body.strip():
        raise Trouble("invalid", "the body is empty", "body")
    page = Page(body, url, {"Content-Type": kind}, hints=hints)
    return job_of(page, NOTHING_KNOWN, require_article=require_article)


def decode(kind: type[T], body: bytes) -> T:
    """The question that a body of JSON asks. Raises Trouble."""
    try:
        return kind.model_validate_json(body)
    except ValidationError as e:
        raise invalid(e.errors(include_url=False, include_context=False, include_input=False)) from e


async def _answer(outcome: Cleaned | Rejected, *, removals: bool) -> Response:
    """Made in a thread: of a long page it takes a while, and meanwhile nobody else would be answered."""
    body = await asyncio.to_thread(lambda: encode(result_of(outcome, removals=removals)))
    return Response(body, media_type="application/json")
