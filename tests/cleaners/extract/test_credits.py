"""Credits and source lines, read."""

import pytest

from cleaners.extract.credits import agency_in_credits, read_credits, read_source

CREDITS = [
    (
        (
            "(Reporting by Ann Other in Porto and Bo Else; Additional reporting by C. Third; "
            "Editing by Di Fourth and Ed Fifth)"
        ),
        [
            ("reporting", "Ann Other"),
            ("reporting", "Bo Else"),
            ("additional reporting", "C. Third"),
            ("editing", "Di Fourth"),
            ("editing", "Ed Fifth"),
        ],
    ),
    ("Writing by Ann Other, Editing by Cy Third", [("writing", "Ann Other"), ("editing", "Cy Third")]),
    (
        "Associated Press writers Ann Other in Porto and Bo Else in Lagos contributed to this report.",
        [("contribution", "Ann Other"), ("contribution", "Bo Else")],
    ),
    ("With files from The Associated Press", [("files", "The Associated Press")]),
    ("Mit Material der dpa", [("material", "dpa")]),
    ("Mit Agenturmaterial der Nachrichtenagentur AFP", [("agenturmaterial", "AFP")]),
    ("Peoples reported from New York and Smith from Washington.", [("reporting", "Peoples"), ("reporting", "Smith")]),
    ("Übersetzung: A. Anders, Redaktion: Bert Sonst", [("übersetzung", "A. Anders"), ("redaktion", "Bert Sonst")]),
    ("(Bericht von Anna Anders, redigiert von Bert Sonst)", [("bericht", "Anna Anders"), ("redigiert", "Bert Sonst")]),
    ("（责任编辑：肖春芳）", [("责任编辑", "肖春芳")]),
    ("来源：新华社作者：王明责任编辑：肖春芳", [("作者", "王明"), ("责任编辑", "肖春芳")]),
    ("Traducido por Ana Otra", [("traducido", "Ana Otra")]),
    ("Текст: Анна Другая, редактор: Борис Ещё", [("текст", "Анна Другая"), ("редактор", "Борис Ещё")]),
    ("mit dpa", [("material", "dpa")]),
    ("Map by Jane Doe; text by Ann Roe", [("map", "Jane Doe"), ("text", "Ann Roe")]),
    ("MDR (dst)", [("credit", "MDR (dst)")]),
]


@pytest.mark.parametrize(("line", "credits_"), CREDITS, ids=[c[0][:40] for c in CREDITS])
def test_a_credits_line_gives_roles_and_names(line: str, credits_: list[tuple[str, str]]) -> None:
    assert [(c.role, c.name) for c in read_credits(line)] == credits_


def test_a_line_that_no_grammar_fits_is_a_credit_as_printed() -> None:
    assert [(c.role, c.name) for c in read_credits("IN-Redaktion")] == [("credit", "IN-Redaktion")]
    assert read_credits("—") == ()


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("© 2019 Associated Press. All rights reserved", "AP"),
        ("© Reuters", "Reuters"),
        ("--Field Level Media", "Field Level Media"),
        ("© dpa-infocom, dpa:240516-99-53606/3 (dpa)", "dpa"),
        ("ab/cd (AFP, dpa)", "AFP/dpa"),
        ("With files from The Associated Press", "AP"),
        ("(mit Material der Nachrichtenagentur dpa)", "dpa"),
        ("Map by Jane Doe", None),
        ("© 2020 The Village Herald. All rights reserved.", None),
        ("He once wrote for Reuters in Lagos", None),
    ],
)
def test_an_agency_is_read_from_a_sign_off_and_not_from_a_sentence(line: str, agency: str | None) -> None:
    assert agency_in_credits(line) == agency


@pytest.mark.parametrize(
    ("line", "name", "url"),
    [
        ("Source: CNN", "CNN", None),
        ("(Quelle: APA/sda/dpa)", "APA/sda/dpa", None),
        ("SOURCE Halden Tidal Ltd", "Halden Tidal Ltd", None),
        ("Fuente: EFE.", "EFE", None),
        ("المصدر وكالات", "وكالات", None),
        ("来源：新华社 责任编辑：李华", "新华社", None),
        ("출처: 연합뉴스", "연합뉴스", None),
        ("Source: https://www.example.org/a/b", None, "https://www.example.org/a/b"),
        ("Source", None, None),
        ("Reuters", "Reuters", None),
    ],
)
def test_a_source_line_gives_name_and_address(line: str, name: str | None, url: str | None) -> None:
    assert read_source(line) == (name, url)
