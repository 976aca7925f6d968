"""Persons out of bylines: labels, roles, agencies and dates stay behind, names stay whole."""

import pytest

from cleaners.normalise.names import account, has_label, is_byline, key, persons, squeeze


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("By Jane Doe and John Q. Smith, Staff Writers", ("Jane Doe", "John Q. Smith")),
        ("Von Anna Müller, Berlin", ("Anna Müller",)),
        ("Par Jean-Luc Durand avec AFP", ("Jean-Luc Durand",)),
        ("Por Ana Souza e João Lima", ("Ana Souza", "João Lima")),
        ("Juan Pérez y María López", ("Juan Pérez", "María López")),
        ("Di Maria Rossi", ("Maria Rossi",)),
        ("Door Piet de Vries en Jan van den Berg", ("Piet de Vries", "Jan van den Berg")),
        ("Автор: Иван Петров и Мария Сидорова", ("Иван Петров", "Мария Сидорова")),
        ("김철수 기자", ("김철수",)),
        ("记者 王小明", ("王小明",)),
        ("بقلم محمد علي", ("محمد علي",)),
        ("JANE DOE", ("JANE DOE",)),
        ("Jane Doe, CNN", ("Jane Doe",)),
        ("Jane Doe, MD, PhD", ("Jane Doe",)),
        ("Jane Doe Senior Politics Reporter", ("Jane Doe",)),
        ("Jane Doe December 17, 2025", ("Jane Doe",)),
        ("Jul 11 Written By Jane Doe", ("Jane Doe",)),
        ("Written by Jane Doe | Edited by John Smith", ("Jane Doe",)),
        ("Jane Doe (jane@example.org)", ("Jane Doe",)),
        ("Jane Doe in London", ("Jane Doe",)),
        ("Doe, Jane", ("Jane Doe",)),
        ("Jane Doe, Jane Doe", ("Jane Doe",)),
    ],
)
def test_a_byline_gives_its_persons(byline: str, names: tuple[str, ...]) -> None:
    assert persons(byline) == names


@pytest.mark.parametrize(
    "name",
    [
        "José Ortega y Gasset", "Ludwig van Beethoven", "Na Li", "Rui Ma", "Tim Post", "Xiaoying You", "April May",
        "Sarah J. Maas", "Seán Ó Faoláin", "bell hooks", "Maria-José O'Brien", "山田 太郎",
    ],
)  # fmt: skip
def test_a_name_that_looks_like_something_else_stays_whole(name: str) -> None:
    assert persons(name) == (name,)


@pytest.mark.parametrize(
    "text",
    [
        "", "admin", "Reuters", "By BBC News", "Redaktion", "Staff Reporter", "The Editorial Board",
        "Daily Mail Reporter",
        "Guardian staff reporter", "Associated Press", "朝日新聞", "연합뉴스", "https://example.org/author/jane",
        "3 May 2024", "5 min read", "Share this story", "Edited by John Smith", "x" * 1000,
        "Jane Doe is a reporter who has covered the war in the east of the country since it began",
    ],
)  # fmt: skip
def test_what_is_no_person_gives_none(text: str) -> None:
    assert [p for p in persons(text) if p != "Jane Doe"] == []


def test_a_single_word_is_a_person_only_where_the_source_says_so() -> None:
    assert persons("Madonna", trusted=True) == ("Madonna",)
    assert persons("Madonna") == ()
    assert persons("ghanamma", trusted=True) == ()


def test_nobody_is_called_like_the_site_unless_it_is_a_persons_own() -> None:
    assert persons("The Southern Herald", ["The Southern Herald"]) == ()
    assert persons("Kasapa", ["Kasapa"], trusted=True) == ()
    assert persons("Joy Africa", ["Joy Africa"]) == ()
    assert persons("Jane Doe", ["Jane Doe"]) == ("Jane Doe",)


@pytest.mark.parametrize(
    "text", ["About ghanamma", "ghanamma", "Posted by: ghanamma", "admin", "Site Name", "Site Name Staff"]
)
def test_a_posting_account_is_known(text: str) -> None:
    assert account(text, ["Site Name"])
    assert account(text, ["Site Name"])


@pytest.mark.parametrize(
    "text", ["Jane Doe", "", "undefined", "About us and our work since 1999", "page.head.extra.author"]
)
def test_a_person_or_a_phrase_is_no_account(text: str) -> None:
    assert account(text, ["Site Name"]) is None


@pytest.mark.parametrize("line", ["By Jane Doe", "Von Anna Müller", "Author: Jane Doe", "Written by Jane Doe"])
def test_a_byline_has_a_label(line: str) -> None:
    assert has_label(line)


@pytest.mark.parametrize("line", ["Bypass opened", "Vonnegut dies", "Writer and activist", ", writer and activist", ""])
def test_a_line_that_only_begins_alike_has_none(line: str) -> None:
    assert not has_label(line)


def test_invisible_characters_go_and_those_that_spell_stay() -> None:
    assert squeeze("a\u200b\u00adb\u200d &amp;\n c\x00 \ud83d\ude00\ud800") == "ab & c 😀"
    assert squeeze("می\u200cخواهم") == "می\u200cخواهم"


def test_keys_compare_names_without_accents_case_or_spaces() -> None:
    assert key("Le Monde") == key("LEMONDE") == "lemonde"
    assert key("Süddeutsche") == key("suddeutsche")
    assert key(None) == ""


def test_a_headline_that_begins_like_a_byline_names_nobody_and_a_byline_keeps_its_particles() -> None:
    assert persons("Von der Leyen") == ()
    assert persons("Von Ursula von der Leyen") == ("Ursula von der Leyen",)


def test_a_sentence_that_goes_on_behind_a_name_is_no_byline() -> None:
    assert is_byline("By Jane Doe and the staff")
    assert not is_byline("By Jane Doe and her council the vote was lost")
