"""Declared where that can be, looked at where it cannot."""

import subprocess
import sys

import pytest

from cleaners.language import code_of, fits, language_of, script_of

ENGLISH = "The council met on Tuesday evening and voted, after two hours of debate, to repair the old bridge."
GERMAN = (
    "Der Stadtrat hat am Dienstagabend nach zwei Stunden beschlossen, die alte Brücke vor dem Winter zu reparieren."
)
RUSSIAN = "Совет собрался во вторник вечером и после двух часов споров решил починить старый мост до зимы."


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("en-US", "en"),
        ("zh_Hant", "zh"),
        ("deu", "de"),
        ("iw", "he"),
        ("nb-NO", "no"),
        ("English", "en"),
        ("", None),
        (None, None),
        ("und", None),
        ("x-default", None),
    ],
)
def test_a_declared_tag_is_reduced_to_its_language(declared: str | None, code: str | None) -> None:
    assert code_of(declared) == code


@pytest.mark.parametrize(
    ("text", "script"),
    [
        (ENGLISH, "LATIN"),
        (RUSSIAN, "CYRILLIC"),
        ("日本の首相は昨日、東京で会見した", "HIRAGANA"),
        ("市议会投票决定", "CJK"),
        ("시의회는", "HANGUL"),
        ("123 –", None),
    ],
)
def test_the_script_of_most_letters_is_the_texts(text: str, script: str | None) -> None:
    assert script_of(text) == script


def test_a_declaration_that_the_script_contradicts_is_not_believed() -> None:
    assert language_of(RUSSIAN, "en-US") == ("ru", "detected in the text")
    assert language_of(ENGLISH, "ru")[0] == "en"


def test_a_declaration_that_the_script_allows_is_believed_without_a_look() -> None:
    assert language_of("Kort.", "sv") == ("sv", "declared: sv")
    assert fits("sr", "LATIN")
    assert fits("sr", "CYRILLIC")


def test_what_declares_nothing_is_detected_and_the_same_twice() -> None:
    assert language_of(GERMAN) == language_of(GERMAN) == ("de", "detected in the text")


def test_a_script_of_one_language_needs_no_model() -> None:
    assert language_of("시의회는")[0] == "ko"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("নির্বাচন কমিশন গতকাল জানিয়েছে, আগামী মাসের প্রথম সপ্তাহে পুরোনো সেতুর কাজ শুরু হবে।", "bn"),
        ("নির্বাচন কমিশন গতকাল জানিয়েছে, আগামী মাসের প্রথম সপ্তাহে কাজ শুরু হবে; অসমীয়ায় লেখা হয় ৰ।", "bn"),
        ("নিৰ্বাচন আয়োগে কালি জনাইছে যে অহা মাহৰ প্ৰথম সপ্তাহত পুৰণি দলঙৰ কাম আৰম্ভ হ’ব।", "as"),
        (
            "市议会星期二晚上投票决定，冬天以前要把老桥修好，这是两个小时的辩论以后的结果。市民对议会的决定表示欢迎。",
            "zh",
        ),
        ("老桥的故事 Lao qiao de gu shi 我们的城市 Wo men de cheng shi 冬天的风 Dong tian de feng 河水的声音", "zh"),
    ],
)
def test_characters_that_one_language_has_alone_need_no_model(
    text: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cleaners.language._model", None)
    assert language_of(text) == (code, "detected in the text")


WARNING = "Warning: use of undefined constant, this will be an error in the next version of it. "


@pytest.mark.parametrize(
    "text",
    [
        "Die Brücke wird, wie es am Dienstag hieß, nach der Pause bei den Arbeiten im Sommer nun doch noch saniert.",
        GERMAN + " Er will dann auch die Straße zum Hafen bauen, wie es im Rathaus hieß. " + WARNING * 3,
    ],
    ids=["few words, nearly half of them small", "a warning in another language, three times"],
)
def test_small_words_tell_the_language_without_the_model(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleaners.language._model", None)
    assert language_of(text) == ("de", "detected in the text")


def test_few_words_some_of_which_are_small_ones_of_another_language_are_the_models_to_tell() -> None:
    assert language_of("Mae un o bobl y dref wedi dweud nad yw'r bont yn ddigon diogel i neb ei chroesi.")[0] == "cy"


def test_too_little_text_is_no_language() -> None:
    assert language_of("Hm.") == (None, None)
    assert language_of("") == (None, None)


def test_the_model_is_not_loaded_before_it_is_needed() -> None:
    look = "from cleaners.language import language_of; language_of('Some words', 'en')"
    code = f"import sys; {look}; sys.exit('py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
