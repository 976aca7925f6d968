"""Tags, accounts and outlets, out of the lines that named them."""

import pytest

from cleaners.extract.notices import read_account, read_origin, read_tags
from cleaners.model import Link


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("Tags: pan, luna, San Lázaro", ("pan", "luna", "San Lázaro")),
        ("Etiquetas: pan", ("pan",)),
        ("标签：经济、政治", ("经济", "政治")),
        ("Filed under: Energy", ("Energy",)),
        ("Tagged with #one #two", ("one", "two")),
        ("TAGS", ()),
        ("Energy", ("Energy",)),
    ],
)
def test_a_tags_line_gives_its_tags_without_the_label(line: str, tags: tuple[str, ...]) -> None:
    assert read_tags(line) == tags


def test_the_links_of_a_tags_line_are_its_tags_even_with_commas_in_them() -> None:
    assert read_tags("Tags: Paris, Texas More", (Link(6, 18, "/t/1"), Link(19, 23, "/t/2"))) == ("Paris, Texas", "More")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("About ghanamma", "ghanamma"),
        ("View all posts by Kofi →", "Kofi"),
        ("Über Jens Holm", "Jens Holm"),
        ("À propos de Echos du Fleuve", "Echos du Fleuve"),
        ("关于作者 王明", "王明"),
        ("About the author", None),
        ("Jens Holm has written about bridges for twenty years.", None),
    ],
)
def test_an_author_box_gives_the_accounts_name(line: str, name: str | None) -> None:
    assert read_account(line) == name


@pytest.mark.parametrize(
    ("line", "origin"),
    [
        ("This article was originally published by Futurism.", "Futurism"),
        ("First published in The Conversation.", "The Conversation"),
        ("The post No deal appeared first on Lantern Books.", "Lantern Books"),
        ("Dieser Artikel ist zuerst bei Die Presse erschienen.", "Die Presse"),
        ("Der Beitrag Foo erschien zuerst auf Bar.", "Bar"),
        ("L’article Foo est apparu en premier sur Le Nord.", "Le Nord"),
        ("Сообщение Foo появились сначала на Бар.", "Бар"),
        ("Originally published in March 2022", None),
        ("This story was originally published on Oct 3.", None),
    ],
)
def test_a_republication_line_gives_the_first_outlet_and_never_a_date(line: str, origin: str | None) -> None:
    assert read_origin(line) == origin


def test_the_link_in_a_republication_line_says_where_the_name_ends() -> None:
    line = "This article first appeared on Mountains and Rivers Weekly with a map."
    at = line.index("Mountains")
    assert (
        read_origin(line, (Link(at, at + len("Mountains and Rivers Weekly"), "https://m.example/"),))
        == "Mountains and Rivers Weekly"
    )
