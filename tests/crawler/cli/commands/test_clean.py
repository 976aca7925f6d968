import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from ..conftest import STORY, Copydesk

PAGE = (
    '<html><head><title>Harbour bridge to close</title><meta property="og:type" content="article"></head>'
    "<body><article>"
    + "".join(f"<p>{p}</p>" if n else f"<h1>{p}</h1>" for n, p in enumerate(STORY.strip().split("\n\n")))
    + '<p>The town hall has put <a href="/more">the plans of the road</a> into its reading room, where they stay.</p>'
    + "</article></body></html>"
)
INDEX = "<html><title>News</title><ul>" + "<li><a href=/a>Story of the day</a>" * 40 + "</ul></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"b/page.html": PAGE, "a.txt": STORY, "c-index.html": INDEX, "notes.json": "{}"}.items():
        path = tmp_path / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "corpus"


def test_a_page_and_a_text_of_one_story_give_the_same_title_and_words(copydesk: Copydesk, folder: Path) -> None:
    ran = copydesk("clean", str(folder / "a.txt"), str(folder / "b/page.html"))
    text, page = ran.out.split("\n\f\n")
    assert text == STORY
    assert page.startswith(STORY.rstrip("\n"))
    assert ran.status == 0


def test_a_folder_gives_its_records_in_order_and_a_refused_index_page_is_no_failure(
    copydesk: Copydesk, folder: Path
) -> None:
    ran = copydesk("clean", "--json", str(folder))
    assert [json.loads(line)["title"] for line in ran.out.splitlines()] == ["Harbour bridge to close"] * 2
    assert ran.status == 0
    assert ran.err.count("\n") == 1
    assert f"copydesk: {folder}/c-index.html: refused as no article" in ran.err


def test_a_page_asked_for_by_name_and_refused_is_a_failure(copydesk: Copydesk, folder: Path) -> None:
    ran = copydesk("clean", str(folder / "c-index.html"), str(folder / "a.txt"))
    assert (ran.status, ran.out) == (1, STORY)


def test_any_takes_the_text_of_a_page_that_is_no_article(copydesk: Copydesk, folder: Path) -> None:
    ran = copydesk("clean", "--any", str(folder / "c-index.html"))
    assert "refused as no article" not in ran.err


def test_stdin_is_cleaned_with_the_address_that_is_given(copydesk: Copydesk) -> None:
    ran = copydesk("clean", "--json", "--url", "https://www.example.org/news/a", "-", stdin=PAGE.encode())
    record = json.loads(ran.out)
    assert record["url"] == "https://www.example.org/news/a"
    assert [link for b in record["blocks"] for _, _, link in b["links"]] == ["https://www.example.org/more"]


def test_what_the_input_is_can_be_said(copydesk: Copydesk) -> None:
    tags = STORY.replace("Lorries", "Lorries </span>")
    seen, said = (copydesk("explain", "--json", *how, "-", stdin=tags.encode()).out for how in ((), ("--as", "text")))
    assert "</span>" not in seen
    assert "</span>" in said


def test_one_address_cannot_be_that_of_several_files(copydesk: Copydesk, folder: Path) -> None:
    ran = copydesk("clean", "--url", "https://example.org/a", str(folder))
    assert (ran.status, ran.out) == (2, "")
    assert "--url is the address of one input" in ran.err


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("Die Brücke über den Fluß".encode("latin-1"), "not UTF-8"),
        (b"", "empty"),
        (b"%PDF-1.7\n\x00\x01\xff" * 20, "PDF"),
        (b'{"url": "https://x.test/", "html": "<p>x</p>"}\n{"text": "y"}\n', "`copydesk clean --jsonl` cleans each"),
        (b'[\n{"a": 1}\n]', "JSON, not a page or a text"),
    ],
    ids=["another encoding", "empty", "a PDF", "lines of JSON", "JSON"],
)
def test_what_cannot_be_read_says_why_and_the_rest_is_done(
    copydesk: Copydesk, folder: Path, body: bytes, why: str
) -> None:
    (folder / "bad").write_bytes(body)
    ran = copydesk("clean", str(folder / "bad"), str(folder / "a.txt"))
    assert (ran.status, ran.out) == (1, STORY)
    assert ran.err.startswith(f"copydesk: {folder}/bad: ")
    assert why in ran.err
    assert ran.err.count("\n") == 1


def test_a_file_for_machines_is_no_story_unless_it_is_said_to_be_one(copydesk: Copydesk, folder: Path) -> None:
    (folder / "sources.toml").write_text("# " + STORY, encoding="utf-8")
    (folder / "note").write_text("[Update]\n\n" + STORY, encoding="utf-8")
    ran = copydesk("clean", str(folder / "sources.toml"))
    assert (ran.status, ran.out) == (1, "")
    assert "a .toml file, not a page or a text (--as text takes it as it is)" in ran.err
    assert copydesk("clean", "--as", "text", str(folder / "sources.toml")).status == 0
    assert copydesk("clean", str(folder / "note")).status == 0


def test_one_file_takes_all_documents_in_the_form_that_its_name_tells(
    copydesk: Copydesk, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "records.jsonl"
    ran = copydesk("clean", str(folder), "-o", str(out))
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert (ran.status, ran.out, len(lines)) == (0, "", copydesk("clean", "--json", str(folder)).out.count("\n"))
    assert ran.err.endswith(f"{len(lines)} documents written to {out}\n")
    packed = tmp_path / "story.txt.gz"
    assert copydesk("clean", str(folder / "a.txt"), "-o", str(packed)).status == 0
    assert gzip.decompress(packed.read_bytes()).decode() == STORY
    (tmp_path / "records.md").mkdir()
    assert copydesk("clean", str(folder / "a.txt"), "-o", str(tmp_path / "records.md")).status == 0
    assert [f.name for f in (tmp_path / "records.md").iterdir()] == ["a.txt.txt"]


def test_a_dash_is_stdout(copydesk: Copydesk, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plain = copydesk("clean", "--json", str(folder))
    assert copydesk("clean", "--json", str(folder), "-o", "-") == plain
    assert plain.out
    assert copydesk("clean", "--jsonl", "-o", "-", "none") == copydesk("clean", "--jsonl", "none")
    assert not (tmp_path / "-").exists()


def test_one_file_is_not_written_where_that_could_be_meant_otherwise(copydesk: Copydesk, folder: Path) -> None:
    asked = copydesk("clean", "--markdown", str(folder / "a.txt"), "-o", "x.jsonl")
    assert (asked.status, asked.out) == (2, "")
    assert "x.jsonl ends like a file of json, and --markdown was asked for" in asked.err
    for inputs, where in ((folder / "a.txt", folder / "a.txt"), (folder, folder / "all.txt")):
        ran = copydesk("clean", str(inputs), "-o", str(where))
        assert ran.status == 2
        assert "lies among the input (-o)" in ran.err


def test_a_file_that_vanishes_is_a_failure_also_in_a_folder(
    copydesk: Copydesk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def gone(path: Path, *arguments: Any) -> Any:
        if path.name == "page.html":
            raise FileNotFoundError(2, "No such file or directory", str(path))
        return opened(path, *arguments)

    monkeypatch.setattr(Path, "open", gone)
    ran = copydesk("clean", str(folder))
    assert (ran.status, ran.out) == (1, STORY)
    assert f"copydesk: {folder}/b/page.html: cannot be read: No such file or directory\n" in ran.err
