"""The comment form goes; a headline about replies stays."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import PROSE, probe, prove, read
from cleaners.remove.comment_form import comment_form

PHRASES = read("comment_form")[0]


def rules(**example: object) -> set[str]:
    """The rules that would remove the example, wherever it stands."""
    document, block = probe(example)
    return {r.rule for r in comment_form(PHRASES).find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


TITLES = """Leave a Reply|Leave A Reply:|Schreibe einen Kommentar|Deja una respuesta|Laisser un commentaire
Lascia un commento|Deixe um comentário|Geef een reactie|Добавить комментарий|Залишити відповідь|Dodaj komentarz
Bir yanıt yazın|أضف تعليقاً|دیدگاهتان را بنویسید|प्रातिक्रिया दे|Tinggalkan Balasan|Toa Jibu|发表回复
コメントを残す|댓글 남기기"""


@pytest.mark.parametrize("line", TITLES.replace("\n", "|").split("|"))
def test_the_form_s_title_goes_in_twenty_languages(line: str) -> None:
    assert "reply_title" in rules(text=line)


@pytest.mark.parametrize(
    "line", ["Leave a reply to Trump", "Reply to critics", "No reply", "The minister declined to comment."]
)
def test_words_of_a_story_stay(line: str) -> None:
    assert not rules(text=line, kind="heading")
    assert not rules(text=line)


def test_the_same_words_as_a_heading_in_the_story_stay() -> None:
    assert not rules(text="Leave a Reply", kind="heading", place="middle")


@pytest.mark.parametrize(
    "box", ["div#respond.comment-respond", "div#disqus_thread", "section.comments-area", "ol.commentlist"]
)
def test_what_lies_in_the_thread_goes(box: str) -> None:
    assert "container" in rules(text="I was there and saw it.", zone="attached", path=f"{box} p")


def test_an_element_named_after_comments_keeps_the_story_in_it() -> None:
    text = f"{PROSE[0]} {PROSE[1]}"
    assert not rules(text=text, path="div.comments p", place="middle")
