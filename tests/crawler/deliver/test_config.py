"""sinks.toml: what it may say, and how its faults are told."""

from pathlib import Path

import pytest

from crawler.deliver.config import Unusable, load_file, load_sinks
from crawler.export.selection import Selection
from crawler.sources.problems import BadSources

GOOD = """\
[sinks.desk]
kind = "webhook"
url = "https://desk.example.org/news?desk=1"
secret = "${DESK_SECRET}"
headers = { Authorization = "Bearer ${DESK_TOKEN}" }
language = "en"
source = "courier"
exclude_reserved = true

[sinks.files]
kind = "jsonl"
path = "out/"
batch = 500
"""


def test_a_file_says_where_to_what_and_how_much_at_once() -> None:
    config = load_sinks(GOOD)
    desk, files = config.sinks
    assert (desk.name, desk.kind, desk.batch, desk.line) == ("desk", "webhook", 1, 1)
    assert desk.selection == Selection(language="en", source="courier", exclude_reserved=True)
    assert (files.batch, files.options, config.get("files")) == (500, {"path": "out/"}, files)
    assert config.get("nobody") is None


def test_secrets_come_out_of_the_environment_and_are_shown_nowhere() -> None:
    config = load_sinks(GOOD)
    (desk, _) = config.sinks
    (problem,) = config.missing(("desk", "files"), {"DESK_SECRET": "hush"})
    assert str(problem) == (
        "sinks.toml, line 1, `sinks.desk`: DESK_TOKEN is not in the environment; set it first: export DESK_TOKEN=…"
    )
    assert config.missing(("files",), {}) == ()
    with pytest.raises(Unusable, match="desk: DESK_TOKEN is not in the environment"):
        desk.make({"DESK_SECRET": "hush"})
    with pytest.raises(Unusable, match="DESK_TOKEN in the environment has a line break"):
        desk.make({"DESK_SECRET": "hush", "DESK_TOKEN": "t\n"})
    desk.make({"DESK_SECRET": "hush", "DESK_TOKEN": "t"})
    assert "DESK" not in repr(desk)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[sinks.a]\n", "line 1, `sinks.a.kind`: missing; known are webhook, jsonl, postgres, redis, elasticsearch"),
        ('[sinks.a]\nkind = "kafka"', "line 2, `sinks.a.kind`: 'kafka' is unknown; known are webhook"),
        ('[sinks.a]\nkind = "webhook"', "line 1, `sinks.a.secret`: missing; a webhook sink needs it"),
        ('[sinks.a]\nkind = "jsonl"\npath = "o"\nevry = "day"', "`sinks.a.evry`: unknown; did you mean `every`"),
        ('[sinks.a]\nkind = "jsonl"\npath = "o"\nevery = "year"', "'year' is unknown; write \"day\" or \"hour\""),
        ('[sinks.a]\nkind = "jsonl"\npath = "o"\nbatch = 0', "line 4, `sinks.a.batch`: 0 is no such number"),
        ('[sinks.a]\nkind = "webhook"\nurl = "ftp://x"\nsecret = "s"', "'ftp://x' is no address of the web"),
        ('[sinks.a]\nkind = "webhook"\nurl = "https://u:p@x"\nsecret = "s"', "user and password stand in the address"),
        ('[sinks.a]\nkind = "postgres"\nurl = "mysql://h:pw"\ntable = "n"', "not the address of such a server"),
        ('[sinks.a]\nkind = "postgres"\nurl = "postgresql://h"\ntable = "n; drop"', "is no name of a table"),
        ('[sinks.a]\nkind = "elasticsearch"\nurl = "http://h"\nindex = "News"', "'News' is no name of an index"),
        ('[sinks.a]\nkind = "python"\nclass = "Mine"', "'Mine' names no class; write \"module:Class\""),
        ('[sinks."a b"]\nkind = "jsonl"\npath = "o"', "'a b' can be typed by nobody"),
        ("[sink.a]\n", "line 1, `sink`: unknown; did you mean `sinks`?"),
        ("sinks = 1\n", "a sink is a table; begin it with [sinks.NAME]"),
        ("[sinks.a\n", "no valid TOML"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place_and_what_to_do(text: str, said: str) -> None:
    with pytest.raises(BadSources) as caught:
        load_sinks(text)
    assert said in str(caught.value)
    assert "pw" not in str(caught.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "sinks.toml").write_text('[sinks.a]\nkind = "x"\n[sinks.b]\nkind = "redis"\nkeep = "all"\n')
    with pytest.raises(BadSources) as caught:
        load_file(tmp_path / "sinks.toml")
    assert [p.key for p in caught.value.problems] == [
        "sinks.a.kind", "sinks.b.stream", "sinks.b.url", "sinks.b.keep"
    ]  # fmt: skip
