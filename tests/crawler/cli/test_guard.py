import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from crawler.cli import guard

from .conftest import STORY, Copydesk


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise KeyError("half\x1b[2J a key\nsecond line")

    monkeypatch.setattr("crawler.cli.output.Output", fail)


def test_a_bug_is_one_sentence_with_the_place_of_its_details(copydesk: Copydesk, broken: None, root: Path) -> None:
    ran = copydesk(str(root / "pyproject.toml"))
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    log = Path(ran.err.split()[-1])
    assert "in fail" in log.read_text()
    log.unlink()


def test_who_debugs_gets_the_exception(copydesk: Copydesk, broken: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPYDESK_DEBUG", "1")
    with pytest.raises(KeyError, match="a key"):
        copydesk("pyproject.toml")


@pytest.mark.parametrize(("error", "status"), [(KeyboardInterrupt, 130), (BrokenPipeError, 141)])
def test_being_stopped_is_silent(
    copydesk: Copydesk, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], status: int
) -> None:
    def stop(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr("crawler.cli.inputs.files", stop)
    ran = copydesk("clean", "-")
    assert (ran.status, ran.out, ran.err) == (status, "", "")


def shell(command: str, root: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    script = command.replace("copydesk", f"'{sys.executable}' -m crawler.cli")
    environment = {**os.environ, **environment}
    return subprocess.run(["bash", "-c", script], cwd=root, env=environment, capture_output=True, check=False)


def test_a_reader_that_leaves_early_ends_us_in_silence(root: Path) -> None:
    done = shell("copydesk schema | head -c 1 >/dev/null; echo ${PIPESTATUS[0]}", root)
    # a short output may be in the pipe before its reader has gone
    assert (done.stdout in (b"141\n", b"0\n"), done.stderr) == (True, b"")


def test_a_closed_pipe_is_silent(root: Path) -> None:
    done = shell("(copydesk --help; echo $? >&2) | true", root)
    assert done.stderr in (b"141\n", b"0\n")


def test_a_full_disk_is_one_sentence(root: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    done = shell("copydesk --help >/dev/full", root)
    assert done.returncode == 1
    assert done.stderr.decode() == "copydesk: the output: No space left on device\n"


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "latin-1"}],
    ids=["C", "POSIX", "Latin-1"],
)
def test_output_is_utf_8_in_every_locale(root: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    text = "Мост закрыт\n\nСовет проголосовал во вторник вечером за ремонт — “наконец”, сказали 橋.\n"
    (tmp_path / "story.txt").write_text(text, encoding="utf-8")
    done = shell(f"copydesk '{tmp_path}/story.txt'", root, **environment)
    assert done.stdout.decode() == text
    assert done.stderr == b""


def test_the_text_on_stdin_comes_out_clean(root: Path, tmp_path: Path) -> None:
    (tmp_path / "in").write_text(STORY, encoding="utf-8")
    done = shell(f"copydesk - < '{tmp_path}/in'", root)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, STORY, b"")


def test_the_statuses_are_those_of_the_documents(root: Path) -> None:
    text = (root / "docs/cli.md").read_text(encoding="utf-8")
    for status in (0, 1, 2, guard.INTERRUPTED, guard.BROKEN_PIPE):
        assert f"| {status} |" in text
