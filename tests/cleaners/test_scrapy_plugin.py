"""The item pipeline as a project's settings configure it; tests/crawler has it in a crawl of Scrapy's."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("itemadapter", reason="the pipeline runs where Scrapy is, which brings itemadapter")

from cleaners.phrases import PROSE
from cleaners.rules import BadRules
from cleaners.scrapy_plugin import BadSettings, CopydeskPipeline

TITLE = "Old bridge closes"
URL = "https://www.example.org/news/bridge"
PAGE = (
    f"<html lang=en><title>{TITLE}</title><meta property=og:type content=article><body><main><article><h1>{TITLE}</h1>"
    + "".join(f"<p>{text}</p>" for text in PROSE)
    + "</article></main></body></html>"
)
INDEX = "<html><title>News</title><ul>" + "<li><a href=/a>Story of the day</a>" * 40 + "</ul></html>"
TEXT = "\n\n".join(PROSE) + "\n"


class Settings(dict[str, Any]):
    """What Scrapy's settings can do, without Scrapy."""

    def getbool(self, name: str, default: bool = False) -> bool:
        return bool(self.get(name, default))

    def getlist(self, name: str, default: Any = None) -> list[Any]:
        value = self.get(name, default or [])
        return value.split(",") if isinstance(value, str) else list(value)


@dataclass
class Stats:
    counted: dict[str, int] = field(default_factory=dict)

    def inc_value(self, name: str) -> None:
        self.counted[name] = self.counted.get(name, 0) + 1


@pytest.fixture
def stats() -> Stats:
    return Stats()


@pytest.fixture
def process(stats: Stats) -> Iterator[Any]:
    """Has an item processed under some settings."""
    pipelines: list[CopydeskPipeline] = []

    def run(item: Any, **settings: Any) -> Any:
        pipeline = CopydeskPipeline.from_crawler(SimpleNamespace(settings=Settings(settings), stats=stats))
        pipelines.append(pipeline)
        return asyncio.run(pipeline.process_item(item))

    yield run
    for pipeline in pipelines:
        pipeline.close_spider()


@pytest.mark.parametrize(
    "item",
    [{"html": PAGE}, {"body": PAGE.encode()}, {"html": None, "body": PAGE}, {"text": f"{TITLE}\n\n{TEXT}"}],
    ids=["html", "bytes in body", "the first that is there", "a text"],
)
def test_an_item_leaves_with_the_record_of_its_page(process: Any, item: dict[str, Any], stats: Stats) -> None:
    out = process({**item, "url": URL, "mine": 7})
    assert out["article"]["title"] == TITLE
    assert out["article"]["text"] == TEXT
    assert out["article"]["url"] == URL
    assert out["article"]["authors"] == []
    assert (out["mine"], "rejected" in out) == (7, False)
    assert {k: out[k] for k in item} == item
    assert stats.counted == {"copydesk/cleaned": 1}


def test_the_fields_may_have_other_names_and_the_input_may_go(process: Any) -> None:
    out = process(
        {"page": PAGE, "link": URL}, COPYDESK_BODY_FIELDS="page", COPYDESK_URL_FIELD="link",
        COPYDESK_ARTICLE_FIELD="record", COPYDESK_RECORD_FIELDS=["title", "url"], COPYDESK_KEEP_INPUT=False,
    )  # fmt: skip
    assert out == {"link": URL, "record": {"title": TITLE, "url": URL}}


def test_the_record_s_fields_can_become_the_item_s(process: Any) -> None:
    out = process({"text": f"{TITLE}\n\n{TEXT}", "url": URL}, COPYDESK_ARTICLE_FIELD="")
    assert (out["title"], out["text"], out["word_count"] > 40) == (TITLE, TEXT, True)


def test_an_item_of_declared_fields_gets_those_of_the_record_that_it_declares(process: Any) -> None:
    @dataclass
    class Story:
        html: str
        title: str | None = None

    out = process(Story(PAGE), COPYDESK_ARTICLE_FIELD="")
    assert out == Story(PAGE, TITLE)
    with pytest.raises(BadSettings, match=r"Story has no field 'article': declare it, .* COPYDESK_ARTICLE_FIELD"):
        process(Story(PAGE))


def test_a_page_that_is_no_article_is_marked_with_the_reason_and_goes_on(process: Any, stats: Stats) -> None:
    out = process({"html": INDEX, "url": URL})
    assert "article" not in out
    assert out["rejected"]["stage"] == "verdict"
    assert out["rejected"]["reason"].startswith(out["rejected"]["kind"])
    assert stats.counted == {"copydesk/rejected/verdict": 1}


@pytest.mark.parametrize("item", ["a string", {"url": URL}, {"html": None, "url": URL}, {"html": {"of": "others"}}])
def test_what_has_no_page_goes_on_as_it_came(process: Any, item: Any, stats: Stats) -> None:
    before = dict(item) if isinstance(item, dict) else item
    assert process(item) == before
    assert stats.counted == {}


def test_the_text_of_any_page_is_given_where_no_article_is_asked_for(process: Any) -> None:
    page = PAGE.replace("og:type content=article", "og:type content=product")
    assert process({"html": page}, COPYDESK_REQUIRE_ARTICLE=False)["article"]["text"] == TEXT


def test_a_user_s_own_rules_are_settings(process: Any) -> None:
    rules = (
        '[[remove]]\nphrase = "records show"\nwhy = "dry"\ndomain = "example.org"\nexample = { text = "Records show." }'
    )
    out = process({"html": PAGE, "url": URL}, COPYDESK_RULES=rules)
    assert "records show" not in out["article"]["text"]
    assert out["article"]["removal_counts"] == {"site_rule": 1}
    with pytest.raises(BadRules, match=r"^COPYDESK_RULES, rule 1 \(line 1\), `phrases`"):
        process({"html": PAGE}, COPYDESK_RULES=rules.replace("phrase", "phrases"))


def test_a_setting_that_is_wrong_is_named_before_the_crawl(process: Any) -> None:
    with pytest.raises(BadSettings, match="COPYDESK_RECORD_FIELDS: 'titel' is no field of a record"):
        process({}, COPYDESK_RECORD_FIELDS=["titel"])


def test_where_no_event_loop_runs_the_item_is_cleaned_all_the_same() -> None:
    coroutine = CopydeskPipeline().process_item({"html": PAGE})
    with pytest.raises(StopIteration) as done:
        coroutine.send(None)
    assert done.value.value["article"]["title"] == TITLE


def test_it_works_where_scrapy_is_not_installed() -> None:
    code = (
        "import asyncio, sys\n"
        "sys.modules['scrapy'] = None\n"
        "from cleaners.scrapy_plugin import CopydeskPipeline\n"
        f"item = asyncio.run(CopydeskPipeline().process_item({{'html': {PAGE!r}}}))\n"
        "print(item['article']['title'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, TITLE), done.stderr
