"""Which sources a person means, and which there are beside them."""

from pathlib import Path

import click
import pytest

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


def test_of_a_faulty_file_the_missing_secret_is_told_with_the_rest_and_of_a_good_one_it_stops_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_SUCH_TOKEN", raising=False)
    path = tmp_path / "sources.toml"
    secret = FILE.replace("[sources.tribune]", 'headers = { Authorization = "${NO_SUCH_TOKEN}" }\n[sources.tribune]')
    path.write_text(f"{secret}horizn = 3\n")

    with pytest.raises(click.exceptions.Exit):
        wanted_of_all([], path)

    told = capsys.readouterr().err.splitlines()
    assert [("horizn" in line, "NO_SUCH_TOKEN is not in the environment" in line) for line in told] == [
        (False, True), (True, False),
    ]  # fmt: skip
    path.write_text(secret)
    assert len(wanted_of_all([], path).sources) == 2
