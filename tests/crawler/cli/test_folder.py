"""`clean -o DIR`: each input has an output of its own."""

import json
from pathlib import Path

import pytest

from .conftest import STORY, Copydesk

INDEX = "<html><title>News</title><ul>" + "<li><a href=/a>Story of the day</a>" * 40 + "</ul></html>"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    for name, text in {"2026/bridge.txt": STORY, "2026/bridge": STORY, "list.html": INDEX}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def written(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(("form", "suffix"), [("--text", ".txt"), ("--json", ".json"), ("--markdown", ".md")])
def test_each_input_has_a_file_of_its_own_name(
    copydesk: Copydesk, corpus: Path, tmp_path: Path, form: str, suffix: str
) -> None:
    ran = copydesk("clean", form, str(corpus), "-o", str(tmp_path / "new/out"))
    assert (ran.status, ran.out) == (0, "")
    assert written(tmp_path / "new/out") == {f"2026/bridge{suffix}", f"2026/bridge.txt{suffix}"}
    assert "list.html: refused as no article" in ran.err
    assert ran.err.endswith(f"copydesk: 2 files written to {tmp_path / 'new/out'}\n")
    body = (tmp_path / f"new/out/2026/bridge{suffix}").read_text(encoding="utf-8")
    assert body == STORY if form == "--text" else "Harbour bridge to close" in body
    if form == "--json":
        assert json.loads(body)["text"] in STORY


def test_what_is_given_by_name_lies_in_the_folder_itself_and_its_refusal_is_a_failure(
    copydesk: Copydesk, corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    ran = copydesk(
        "clean", str(corpus / "2026/bridge"), "-", str(corpus / "list.html"), "-o", str(out), stdin=STORY.encode()
    )
    assert ran.status == 1
    assert written(out) == {"bridge.txt", "stdin.txt"}


def test_an_output_from_before_is_replaced_whole(copydesk: Copydesk, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "bridge.txt.txt").write_text("a much longer text from before" * 100, encoding="utf-8")
    ran = copydesk("clean", str(corpus / "2026/bridge.txt"), "-o", str(tmp_path))
    assert ran.status == 0
    assert (tmp_path / "bridge.txt.txt").read_text(encoding="utf-8") == STORY


def test_what_could_not_be_told_apart_is_refused_before_anything_is_written(
    copydesk: Copydesk, corpus: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    ran = copydesk("clean", str(corpus), str(corpus / "2026"), str(corpus / "2026/bridge"), "-o", str(out))
    assert ran.status == 0, "one file, named twice, is one input"
    (tmp_path / "other").mkdir()
    (tmp_path / "other/list.html").write_text(INDEX, encoding="utf-8")
    ran = copydesk("clean", str(corpus), str(tmp_path / "other"), "-o", str(tmp_path / "new"))
    assert ran.status == 2
    assert "corpus/list.html and " in ran.err
    assert "would both be written to " in ran.err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["", "out", "2026"])
def test_the_output_may_not_lie_among_the_input(copydesk: Copydesk, corpus: Path, name: str) -> None:
    ran = copydesk("clean", str(corpus), "-o", str(corpus / name))
    assert (ran.status, ran.out) == (2, "")
    assert "lies in the input folder" in ran.err
    assert written(corpus) == {"2026/bridge.txt", "2026/bridge", "list.html"}


def test_a_file_where_a_folder_is_wanted_is_named(copydesk: Copydesk, corpus: Path) -> None:
    ran = copydesk("clean", str(corpus / "2026/bridge"), "-o", str(corpus / "list.html"))
    assert (ran.status, ran.out) == (2, "")
    assert "list.html: no folder (-o)" in ran.err
