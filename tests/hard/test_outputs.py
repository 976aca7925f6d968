"""Whatever a story holds, no output of it does anything; and nothing that a page holds raises."""

from pathlib import Path

import pytest

from benchmarks.hard.outputs import acting, active, formulas, returned, unstored
from cleaners import clean
from tests.crawler.export.records import plain
from tests.hard.mutation import mutated, seeds
from tests.hard.naughty import SCRIPTS, STRINGS

CHUNKS, PAGES = 5, 100


def test_what_acts_is_told_from_what_does_not() -> None:
    assert list(active("<p onclick=x><a href='javascript:x'>y</a><script>z</script>")) == [
        "onclick='x'", "href='javascript:x'", "<script>",
    ]  # fmt: skip
    assert not list(active('<p>5 &lt; 6 <a href="https://foo.example/a?b=c">y</a></p>'))


@pytest.mark.parametrize("payload", SCRIPTS)
def test_a_payload_in_a_story_is_text_in_every_format(payload: str) -> None:
    assert list(acting(payload)) == []


def test_strings_come_back_from_every_format_as_they_went() -> None:
    texts = [s for s in STRINGS if s.strip() and s.isprintable()]
    records = [plain(n, title=text, text=f"{text}\n") for n, text in enumerate(texts)]

    assert len(records) > 40
    assert formulas(records) == []
    assert {name: lost for name, lost in returned(records).items() if lost} == {}


def test_strings_in_a_page_pass_the_cleaners_and_the_store(tmp_path: Path) -> None:
    assert unstored(STRINGS, tmp_path) == []


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_broken_page_raises(chunk: int, fixtures: Path) -> None:
    pages = list(mutated(seeds(fixtures), PAGES, seed=100 + chunk))
    assert len({bytes(page) for page in pages}) > PAGES * 0.9
    for page in pages:
        clean(page, "https://foo.example/2026/11/20/bridge")
