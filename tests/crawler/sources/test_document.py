"""docs/sources.md says what is so: its example is a file of sources, its table has each key with its default."""

import re
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

from crawler.sources import Source
from crawler.sources.load import RULES, load_sources
from crawler.sources.values import READERS

TEXT = (Path(__file__).resolve().parents[3] / "docs/sources.md").read_text(encoding="utf-8")


def test_the_example_is_a_file_of_sources() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", TEXT, re.S)
    courier, gazette = load_sources(example, environ={"GAZETTE_TOKEN": "x"}).sources
    assert (courier.contact, courier.horizon, courier.requests_per_day) == (
        "desk@example.org",
        timedelta(days=14),
        2000,
    )
    assert [r.rule.why for r in courier.rules.rules] == ["the site's own club"]
    assert gazette.revisit == (timedelta(minutes=30), timedelta(days=1))


def test_the_table_has_each_key_once_and_the_model_no_other() -> None:
    rows = [
        row.split("|")[1]
        for row in TEXT.partition("## All keys")[2].partition("## Secrets")[0].splitlines()
        if "|" in row
    ]
    named = [key for row in rows for key in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted([*READERS, *RULES])
    assert {f.name for f in fields(Source)} - {"name", "line", "rules"} == set(READERS)


def test_the_defaults_that_the_table_names_are_those_of_the_model() -> None:
    said = dict(re.findall(r"^\| `(\w+)` \|.*\| `([^`]+)` \|$", TEXT, re.M))
    assert {"horizon", "revisit", "poll", "render", "reservations", "paused"} == set(said)
    written = "\n".join(f"{key} = {value}" for key, value in said.items())
    assert load_sources(f"[defaults]\n{written}").defaults == Source("", "")
