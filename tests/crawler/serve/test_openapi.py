"""The service keeps to its own description: no request that it allows, and none that it does not, ends in a fault or in
an answer that is not described."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from crawler.serve import Limits, ServeOptions
from tests.crawler import stories
from tests.crawler.conftest import need_postgres
from tests.crawler.databases import KINDS, POSTGRESQL, database
from tests.crawler.serve.conftest import served
from tests.crawler.shelf import Shelf

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
EXAMPLES = 25
"""Of each operation and of each kind: requests as described, and requests that are not."""


@pytest.fixture(scope="module", params=KINDS)
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    if request.param == POSTGRESQL:
        need_postgres()
    with database(request.param, tmp_path_factory.mktemp("openapi")) as made:
        with made.open() as store:
            shelf = Shelf(store)
            shelf.story(1, "<p>Sign up for our newsletter and never miss a story.</p>")
            shelf.story(2)
            shelf.put("https://courier.test/story-1", stories.page(1).replace("14 million", "15 million"))
            shelf.put("https://herald.test/copy", stories.page(2), source="herald")
            store.sources.polled("courier", "https://courier.test/")
        with served(
            ServeOptions(db=made.address, archive=str(made.archive), workers=1, limits=Limits(body=1 << 20))
        ) as client:
            yield client


@pytest.fixture(scope="module")
def described(service: httpx.Client) -> Any:
    return schemathesis.openapi.from_url(f"{service.base_url}openapi.json")


OPERATIONS = (
    ("POST", "/api/v1/clean"), ("POST", "/api/v1/fetch"), ("GET", "/api/v1/articles"), ("GET", "/api/v1/search"),
    ("GET", "/api/v1/articles/{article_id}"), ("GET", "/api/v1/articles/{article_id}/versions"),
    ("GET", "/api/v1/articles/{article_id}/versions/{number}"), ("GET", "/api/v1/articles/{article_id}/differences"),
    ("GET", "/api/v1/articles/{article_id}/removals"), ("GET", "/api/v1/stories"),
    ("GET", "/api/v1/stories/{story_id}"), ("GET", "/api/v1/sources"), ("GET", "/api/v1/feed"), ("GET", "/health"),
    ("GET", "/metrics"),
)  # fmt: skip


def test_every_operation_is_listed_here(described: Any) -> None:
    found = {(method.upper(), path) for path, of in described.raw_schema["paths"].items() for method in of}
    assert found == set(OPERATIONS)


@pytest.mark.parametrize("mode", [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_request_gets_an_answer_that_is_not_described(described: Any, method: str, path: str, mode: Any) -> None:
    operation = described[path][method]
    if mode is schemathesis.GenerationMode.NEGATIVE and not any(operation.iter_parameters()) and not operation.body:
        return  # there is nothing that could be wrong

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def run(case: Any) -> None:
        case.call_and_validate(checks=list(CHECKS))

    run()


def test_what_is_there_is_as_described(service: httpx.Client, described: Any) -> None:
    listed = service.get("/api/v1/articles").json()["articles"]
    changed = next(a for a in listed if a["version"] == 2)
    story = service.get("/api/v1/stories").json()["stories"][0]["id"]
    known = {"article_id": changed["id"], "number": 1, "story_id": story}
    for method, path in OPERATIONS:
        if method == "GET":
            query = {"q": "council"} if path.endswith("/search") else {}
            answer = service.get(path.format(**known), params=query)
            assert answer.status_code == 200, path
            described[path][method].validate_response(answer)
    cleaned = service.post("/api/v1/clean", json={"html": stories.page(3), "removals": True})
    described["/api/v1/clean"]["POST"].validate_response(cleaned)
