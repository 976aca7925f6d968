"""A mail's header says what the record wants to know, its signature is no story, and neither vanishes."""

import pytest

from cleaners.extract.lines import read_lines
from cleaners.extract.mail import read_mail
from cleaners.extract.plaintext import read_text
from cleaners.model import Cleaned
from cleaners.pipeline import clean_text

ONE = "The council met on Tuesday evening and voted, after two hours of debate, to repair the old bridge."
TWO = "Engineers had warned in March that the eastern pillar was sinking by almost a centimetre a year."
HEADER = """From: Jane Doe <jane@post.example>
To: desk@paper.example,
  night@paper.example
Subject: Bridge to be repaired
Date: Mon, 05 Sep 2016 10:00:00 +0200"""
MAIL = f"{HEADER}\n\n{ONE}\n\n{TWO}\n\n-- \nJane Doe\nThe Paper, Harlow\n"


def test_header_and_signature_of_a_mail_become_fields_and_leave_the_story() -> None:
    result = clean_text(MAIL)
    assert isinstance(result, Cleaned)
    article = result.article
    assert (article.title, article.authors) == ("Bridge to be repaired", ("Jane Doe",))
    assert article.published_at == "2016-09-05T10:00:00+02:00"
    assert article.text == f"{ONE}\n\n{TWO}\n"
    gone = [result.document.blocks[r.block].text for r in result.removals]
    assert gone == [*(line.strip() for line in HEADER.split("\n")), "Jane Doe", "The Paper, Harlow"]
    assert article.evidence["title"] == "the mail's field Subject"


def test_the_subject_that_opens_the_letter_too_is_the_title_s_block() -> None:
    document = read_text(f"{HEADER}\n\nBridge to be repaired\n\n{ONE}")
    assert document.title_block is not None
    assert document.blocks[document.title_block].text == "Bridge to be repaired"


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("Jane Doe <jane@post.example>", "Jane Doe"),
        ('"Jane Doe" <jane@post.example>', "Jane Doe"),
        ("jane@post.example (Jane Doe)", "Jane Doe"),
        ("=?utf-8?q?J=C3=BCrgen_Doe?= <jane@post.example>", "Jürgen Doe"),
        ("Jane Doe", "Jane Doe"),
    ],
)
def test_the_sender_s_name_is_read(field: str, name: str) -> None:
    assert read_mail([f"From: {field}", "Subject: x", "", ONE]).sender == name


@pytest.mark.parametrize(
    "field", ["jane@post.example", "Newsroom <news@paper.example>", "=?nosuch?q?x?= <a@b.example>"]
)
def test_a_sender_that_is_no_person_is_no_author(field: str) -> None:
    assert read_text(f"From: {field}\nSubject: x\n\n{ONE}\n\n{TWO}").metadata.authors == ()


@pytest.mark.parametrize(
    "text",
    [
        f"Note: the bridge\nDate: 5 May\n\n{ONE}",
        f"From: a story\nof the river\n\n{ONE}",
        f"{ONE}\n\n{HEADER}\n\n{TWO}",
        f"Subject: matters\n\n{ONE}",
        f"From the river to the sea: a walk\n\n{ONE}",
    ],
    ids=["no mail's fields", "no fields throughout", "not at the top", "one field", "prose"],
)
def test_lines_that_only_look_like_a_header_are_story(text: str) -> None:
    assert not read_mail(read_lines(text)).header
    assert {b.zone for b in read_text(text).blocks} == {"story"}


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n\n--\n" + "\n".join([TWO] * 13),
        f"--\n{ONE}",
        f"{ONE}\n\n--",
        f"{ONE}\n---\n{TWO}",
    ],
    ids=["too long", "nothing before it", "nothing after it", "a rule"],
)
def test_what_is_no_signature_stays(text: str) -> None:
    assert {b.zone for b in read_text(text).blocks} == {"story"}
