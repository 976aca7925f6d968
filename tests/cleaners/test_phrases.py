"""Every rule of the catalogue proves its examples; a file that is wrong says where; long paragraphs lose sentences."""

import re

import pytest

from cleaners.model import NOTHING_KNOWN, Removal
from cleaners.phrase_rules import BadRule, load
from cleaners.phrases import Phrases, probe, prove
from cleaners.remove import PHRASES
from cleaners.signals import fold

RULE = """
why = "asks"
[[rule]]
id = "one"
{body}
removes = ["Sign up now"]
keeps = ["They sign up now and then."]
"""
GOOD = "lines = ['sign up now']\ncertain = true"


def made(body: str = GOOD, text: str = RULE) -> Phrases:
    return Phrases("made", load("made", text.format(body=body)))


def found(cleaner: Phrases, text: str, **example: object) -> list[Removal]:
    document, block = probe({"text": text, **example})
    return [r for r in cleaner.find(document, NOTHING_KNOWN) if r.block == block.id]


# ---- the catalogue --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(PHRASES))
def test_each_rule_removes_its_examples_and_keeps_its_look_alikes(name: str) -> None:
    assert PHRASES[name].rules
    prove(PHRASES[name])


@pytest.mark.parametrize("name", sorted(PHRASES))
def test_patterns_are_written_in_the_form_that_they_are_matched_on(name: str) -> None:
    """A capital ß, a final ς or a zero-width joiner in a pattern would never be found: the text is folded."""
    wrong = [
        (rule.id, word)
        for rule in PHRASES[name].rules
        for pattern in (*rule.patterns, *rule.unless)
        # ：is in what the engine itself puts behind every label
        for word in re.findall(r"[^\x00-\x7f：]+", pattern)
        if fold(word) != word
    ]
    assert wrong == []


# ---- a file that is wrong -------------------------------------------------------------------------------------------


def test_the_example_file_is_right() -> None:
    prove(made())


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("certain = true", "`lines`, `labels`, `match`"),
        ("lines = ['x']", "`signals`"),
        ("lines = ['x']\ncertain = true\nsignals = ['tail']", "`signals`"),
        ("lines = ['x']\ncertain = true\nplaces = ['tail']", "unknown key places"),
        ("match = ['(?=x)']\ncertain = true", "not a valid RE2 pattern"),
        ("match = ['x']\nunless = ['(']\ncertain = true", "not a valid RE2 pattern"),
    ],
)
def test_a_bad_rule_is_refused_with_file_rule_and_what_to_mend(body: str, complaint: str) -> None:
    with pytest.raises(BadRule, match=re.escape(complaint)) as e:
        prove(made(body))
    assert "made.toml, rule one" in str(e.value)


def test_a_file_that_is_no_toml_is_refused_by_name() -> None:
    with pytest.raises(BadRule, match=r"made\.toml: not valid TOML"):
        load("made", "why = ")


@pytest.mark.parametrize("key", ["id", "removes", "keeps"])
def test_a_rule_without_proof_is_refused(key: str) -> None:
    text = "\n".join(line for line in RULE.format(body=GOOD).splitlines() if not line.startswith(f"{key} ="))
    with pytest.raises(BadRule, match=f"`{key}` is missing"):
        load("made", text)


def test_an_id_that_is_used_twice_is_refused() -> None:
    twice = RULE.format(body=GOOD) + RULE.format(body=GOOD).replace('why = "asks"', "")
    with pytest.raises(BadRule, match="used twice"):
        load("made", twice)


def test_an_example_that_fails_is_named() -> None:
    with pytest.raises(BadRule, match="rule one: does not remove its example 'Sign up now'"):
        prove(made("lines = ['sign off']\ncertain = true"))
    with pytest.raises(BadRule, match=r"rule one: does not keep 'They sign up now and then\.'"):
        prove(made("match = ['sign up now']\ncertain = true"))


# ---- what a rule finds ----------------------------------------------------------------------------------------------


def test_a_line_is_the_whole_block_whatever_surrounds_it() -> None:
    assert found(made(), "— SIGN  UP NOW! »")
    assert not found(made(), "Sign up now, he said")


def test_a_label_begins_the_block_and_ends_before_a_sign() -> None:
    cleaner = made("labels = ['sign up']\ncertain = true\nmax_words = 9")
    for text in ("Sign up: here", "[Sign up | here", "SIGN UP – here", "Sign up"):
        assert found(cleaner, text)
    assert not found(cleaner, "Sign up here")
    assert not found(cleaner, "To sign up: here")


def test_the_second_signal_must_hold() -> None:
    cleaner = made("lines = ['sign up now']\nwhere = ['tail', 'attached']\nsignals = ['link']")
    assert found(cleaner, "Sign up now", link=True)
    assert not found(cleaner, "Sign up now")
    assert not found(cleaner, "Sign up now", link=True, place="middle")
    assert found(cleaner, "Sign up now", link=True, place="middle", zone="attached")


def test_one_word_of_unless_keeps_the_block() -> None:
    cleaner = made("match = ['sign up']\nunless = ['then']\ncertain = true")
    assert found(cleaner, "Sign up")
    assert not found(cleaner, "Sign up then")


LONG = "The bridge will be closed until May, and the ferry runs every hour of the day. Sign up now. Nobody knows more."


def test_a_long_paragraph_is_left_alone() -> None:
    assert not found(made("match = ['sign up now']\ncertain = true\nmax_words = 9"), LONG)


def test_with_cut_a_long_paragraph_loses_the_sentence_alone() -> None:
    (removal,) = found(made("match = ['sign up now']\ncertain = true\nmax_words = 9\ncut = true"), LONG)
    assert removal.span is not None
    assert LONG[slice(*removal.span)] == "Sign up now. "


STORY = "The bridge opens on Sunday at ten, the mayor said after the council had met. "
APPEAL = "match = ['sign up now', 'want more[?] write to us']\ncertain = true"


@pytest.mark.parametrize(
    ("behind", "goes"),
    [
        ("Sign up now.", "Sign up now."),
        ("Afraid to miss it? Sign up now. It is free!", "Afraid to miss it? Sign up now. It is free!"),
        ("Want more? Write to us.", "Want more? Write to us."),
        ("Sign up now. The ferry, which has run for a year, makes its last trip on Saturday night.", "Sign up now. "),
    ],
)
def test_of_a_short_paragraph_only_what_is_behind_the_story_goes(behind: str, goes: str) -> None:
    (removal,) = found(made(APPEAL), STORY + behind)
    assert removal.span is not None
    assert (STORY + behind)[slice(*removal.span)] == goes


@pytest.mark.parametrize(
    "text",
    [
        "Get the best of our journalism every morning. Sign up now.",
        "Would you like to know before all others when the bridge will be opened at last? Sign up now.",
        "Write to the desk at desk@example.org or to any of us whom you know by name. Sign up now.",
        "Those who sign up now will be the first to hear when the bridge is opened. Sign up now.",
        "Sign up now. " + STORY.strip(),
    ],
)
def test_a_short_paragraph_that_does_not_begin_as_the_story_does_goes_whole(text: str) -> None:
    (removal,) = found(made(APPEAL), text)
    assert removal.span is None


def test_a_statement_that_is_a_link_is_none_of_the_story() -> None:
    (removal,) = found(made(APPEAL), STORY + "Sign up now.", link=STORY.strip())
    assert removal.span is None


def test_a_rule_for_the_whole_block_takes_all_of_it() -> None:
    (removal,) = found(made(APPEAL + "\nwhole = true"), STORY + "Sign up now.")
    assert removal.span is None


def test_a_document_without_any_hit_has_none() -> None:
    assert not found(made(), "Nothing of the kind")


def test_chrome_is_not_looked_at() -> None:
    assert not found(made(), "Sign up now", zone="chrome")
