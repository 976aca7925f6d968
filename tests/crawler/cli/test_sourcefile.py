"""Which sources a person means, and which there are beside them."""

from pathlib import Path

from crawler.cli.sourcefile import wanted_of_all

FILE = """
[sources.courier]
url = "https://courier.test/"
[sources.tribune]
url = "https://tribune.test/"
[sources.gazette]
url = "https://gazette.test/"
paused = true
"""


def test_a_source_that_is_not_meant_now_is_there_and_one_that_is_paused_is_not(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(FILE)

    wanted = wanted_of_all(["courier"], path)

    assert [source.name for source in wanted.sources] == ["courier"]
    assert wanted.active == {"courier", "tribune"}
    assert wanted.paused == {"gazette"}
