"""Documents: front matter that is only facts, and names that are only names."""

import json
import re

import pytest

from crawler.export.documents import file_name, front_matter, markdown, text

from .records import HOSTILE, full, plain

TRICKY = 'x"\n---\nadmin: true\n\u2028\u0085\ufeff\x7f # no comment: {a} é'


def facts(matter: str) -> dict[str, object]:
    """The front matter read line by line: what follows each key is JSON, which YAML is a superset of."""
    opening, *lines, closing = matter.removesuffix("\n").split("\n")
    assert opening == closing == "---"
    return {key: json.loads(value) for key, value in (line.split(": ", 1) for line in lines)}


def test_front_matter_says_what_is_known_and_no_title_breaks_out_of_it() -> None:
    matter = front_matter(plain(title=TRICKY, authors=(TRICKY,)))
    assert facts(matter) == {
        "id": plain().id, "title": TRICKY, "url": "https://www.example.org/1", "authors": [TRICKY], "language": "en",
    }  # fmt: skip
    assert matter.isprintable() is False  # its newlines
    assert matter.replace("\n", "").isprintable()
    assert matter.splitlines() == matter.removesuffix("\n").split("\n")


def test_a_document_is_front_matter_and_the_story() -> None:
    assert text(plain()).endswith("---\n\nStory 1\n\nParagraph 1 of a story.\n")
    assert markdown(plain()).endswith("---\n\n# Story 1\n\nParagraph 1 of a story.\n")
    assert facts(markdown(full()).partition("\n\n")[0] + "\n")["title"] == HOSTILE


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("No deal on Syria: Obama & Putin", "-no-deal-on-syria-obama-putin"),
        ("../../etc/passwd", "-etc-passwd"),
        ("..", ""),
        ("con\x00trol\nand `rm -rf /`", "-con-trol-and-rm-rf"),
        ("مكتبة في عربة قطار", "-مكتبة-في-عربة-قطار"),
        ("समाचार: पुल बंद", "-समाचार-पुल-बंद"),
        ("E\u0301te\u0301", "-été"),
        ("?" * 300, ""),
        (None, ""),
    ],
)
def test_a_name_is_made_of_date_words_and_identity(title: str | None, slug: str) -> None:
    assert file_name(plain(title=title, published_at="2024-05-03"), ".md") == f"2024-05-03{slug}-{'0' * 16}.md"


@pytest.mark.parametrize("letter", ["a", "é", "漢", "😀a", "क्"], ids=["1 byte", "2 bytes", "3 bytes", "4", "marks"])
def test_a_name_fits_into_any_file_system(letter: str) -> None:
    name = file_name(plain(title=letter * 400), ".txt")
    assert len(name.encode()) <= 200
    assert name.count("-") >= 2


def test_the_date_is_the_first_that_is_known() -> None:
    assert file_name(plain(fetched_at="2024-05-05T00:00:00Z"), ".md").startswith("2024-05-05-story-1-")
    assert file_name(plain(), ".md").startswith("undated-story-1-")


def test_records_of_one_title_and_day_and_odd_identities_do_not_meet() -> None:
    ids = [f"{n:016x}" + "0" * 48 for n in range(3)] + ["../x", "../y", "", "A" * 64]
    names = [file_name(plain(title="Same", id=id_), ".md") for id_ in ids]
    assert len({name.lower() for name in names}) == len(ids)
    assert all(re.fullmatch(r"undated-same-[0-9a-f]{16}\.md", name) for name in names)
