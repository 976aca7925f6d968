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
    ],
    ids=["another encoding", "empty", "a PDF"],
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
