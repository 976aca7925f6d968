"""Who had a part in the story goes to the record; what they wrote stays, to the last sentence."""

import pytest

from cleaners.cleaner import apply
from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import probe, prove, read

PHRASES = read("credits_line")[0]


def spans(**example: object) -> list[str]:
    """What goes of the example's text."""
    document, block = probe(example)
    found = [r for r in apply(document, [PHRASES]) if r.block == block.id]
    assert {r.field for r in found} <= {"credits"}
    return [block.text[slice(*r.span)] if r.span else block.text for r in found]


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


def test_a_sign_off_behind_the_last_sentence_goes_alone() -> None:
    assert spans(text="Die Brücke bleibt bis Mai zu, sagte er am Freitag. (dmk)") == ["(dmk)"]


def test_credits_behind_the_last_sentence_go_alone() -> None:
    line = "(Reporting by Ann Other; Editing by Bo Else)"
    assert spans(text=f"The council votes in May, after the engineers have measured once more. {line}") == [line]


def test_initials_with_dots_do_not_split_a_credits_line() -> None:
    line = "(Reporting by J. R. Smith in Porto; Editing by K. Jones and M. Li)"
    assert spans(text=line) == [line]


@pytest.mark.parametrize("word", ["(sic)", "(laughs)", "(EU)", "(2019)"])
def test_other_words_in_brackets_stay(word: str) -> None:
    assert not spans(text=f"And that, she said at the end of the long evening, was the bridge. {word}")


def test_a_short_last_paragraph_that_goes_on_after_other_words_stays() -> None:
    assert not spans(text="It was dark by then. Two witnesses had contributed to this report, he said.")


@pytest.mark.parametrize("line", ["Editor: Ann Other", "With files from The Associated Press", "mit dpa"])
def test_amid_the_story_a_short_credit_may_be_dialogue(line: str) -> None:
    assert spans(text=line) == [line]
    assert not spans(text=line, place="middle")


def test_the_same_document_gives_the_same_answer_twice() -> None:
    document, _ = probe({"text": "(dmk)"})
    assert list(PHRASES.find(document, NOTHING_KNOWN)) == list(PHRASES.find(document, NOTHING_KNOWN))
