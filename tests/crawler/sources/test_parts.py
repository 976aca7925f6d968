"""A part of a file of sources says of its sources what the whole file says."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from crawler.cli.handed import AMONG, Handed
from crawler.cli.sourcefile import wanted_of_all
from crawler.sources.load import load_sources
from crawler.sources.model import Source
from crawler.sources.parts import Parts

ODD = '''# all of the county's papers
[sources]
gazette.url = "https://gazette.test/"    # without a table of its own

[sources.courier]   # the large one
url = "https://courier.test/"
feeds = [
    "https://courier.test/feed",  # [sources.tribune]
]
exclude = ["""
[sources.tribune]
""", \'\'\'
[[sources.courier.remove]]\'\'\']

[[sources.courier.remove]]
phrase = "Read [more]"
why = "a line of theirs"
example = { text = "Read [more]" }

[sources."daily.post"]
url = "https://daily.test/"
paused = true

[defaults]
horizon = "7d"

[sources.tribune]
url = "https://tribune.test/"
delay = 2

[sources.courier.headers]
X-One = "[sources.tribune]"

[[sources.courier.remove]]
phrase = "Sign up"
why = "a line of theirs"
example = { text = "Sign up" }
[sources.tribune.cookies]
a = "b"
'''


def read(text: str) -> dict[str, Source]:
    """The sources of a text, but for the lines on which something stands."""

    def without_lines(source: Source) -> Source:
        rules = tuple(replace(rule, place="") for rule in source.rules.rules)
        return replace(source, line=0, rules=replace(source.rules, rules=rules))

    return {source.name: without_lines(source) for source in load_sources(text, prove=False).sources}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_whichever_sources_are_asked_for_are_as_in_the_whole_file(newline: str) -> None:
    text = ODD.replace("\n", newline)
    whole = read(text)
    names = ["courier", "daily.post", "tribune"]
    assert set(whole) == {*names, "gazette"}
    for chosen in (c for n in range(4) for c in combinations(names, n)):
        part = read(Parts(text).of([*chosen, "https://elsewhere.test/"]))
        assert part == {name: whole[name] for name in whole if name in {*chosen, "gazette"}}


def test_a_part_of_the_whole_is_the_whole_and_of_nothing_nothing() -> None:
    assert sorted(Parts(ODD).of(read(ODD)).splitlines()) == sorted(ODD.splitlines())
    assert Parts("").of(["courier"]) == ""


def test_a_crawl_that_is_given_some_of_the_sources_knows_which_others_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = Handed(tmp_path)
    handed.take("\ufeff" + ODD, {"courier", "tribune", "gazette"})
    path, told = handed.give(["tribune"])
    assert "courier.test" not in path.read_text("utf-8")
    monkeypatch.setenv(AMONG, told[AMONG])

    wanted = wanted_of_all(["tribune"], path)

    assert [s.name for s in wanted.sources] == ["tribune"]
    assert wanted.active == {"courier", "tribune", "gazette"}
    assert handed.give(["tribune"])[0] != path
