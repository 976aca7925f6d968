"""What fails for a moment is asked for again, later each time."""

from itertools import pairwise

import pytest

from crawler.middlewares.patience import jitter
from tests.crawler.middlewares.asking import ask, watch
from tests.crawler.web import Site

SETTINGS = {"RETRY_TIMES": 2, "COPYDESK_BACKOFF": 0.3, "ROBOTSTXT_OBEY": False}


def test_a_broken_page_is_asked_for_again_after_a_wait_that_grows_while_others_go_on(site: Site) -> None:
    broken, well = watch(site, "/broken", 500, 502, 200), watch(site, "/well")

    found = ask([f"{site.url}/broken", f"{site.url}/well"], settings=SETTINGS, at_once=True)

    assert [end["status"] for end in found.ends] == [200, 200]
    first, second = (b - a for a, b in pairwise(broken.moments))
    assert first >= 0.3
    assert second >= 0.6
    assert well.moments[0] < broken.moments[-1]


def test_a_connection_that_breaks_is_made_again_after_a_wait(site: Site) -> None:
    seen = watch(site, "/cut", content_length="500")

    found = ask([f"{site.url}/cut"], settings=SETTINGS)

    assert found.ends[0]["state"] == "failed"
    first, second = (b - a for a, b in pairwise(seen.moments))
    assert first >= 0.3
    assert second >= 0.6
    assert [(entry["status"], entry["bytes"]) for entry in found.books] == [(None, 0)] * 3


@pytest.mark.parametrize("seed", ["", "0 https://courier.test/", "1 https://courier.test/", "ü"])
def test_the_jitter_only_lengthens_and_is_the_same_for_the_same_request(seed: str) -> None:
    assert 1 <= jitter(seed) <= 1.5
    assert jitter(seed) == jitter(seed)


def test_requests_that_failed_together_are_not_made_again_together() -> None:
    assert len({round(jitter(f"0 https://courier.test/{n}"), 2) for n in range(100)}) > 30
