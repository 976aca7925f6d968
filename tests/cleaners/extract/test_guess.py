"""A page that declares no encoding is read as what its bytes say."""

import pytest

from cleaners.extract.decode import Decoded, decode
from cleaners.extract.guess import guess
from cleaners.model import Page

STORIES = {
    "shift_jis": "町議会は火曜日の夜、古い港の再建を決めた。工事は来年の春に始まり、一年半ほどかかる見込みだという。",
    "euc_kr": "시의회는 화요일 밤 오래된 항구를 다시 짓기로 했다. 공사는 내년 봄에 시작해 일 년 반쯤 걸릴 전망이다.",
    "big5": "市議會星期二晚上決定重建舊港口。工程將於明年春天開始，預計需要一年半的時間才能完成。",
    "windows-1251": "Городской совет во вторник вечером решил восстановить старую гавань. Работы начнутся весной.",
}
LATIN = {
    "windows-1250": "Městská rada v úterý večer rozhodla, že opraví starý přístav. Práce začnou příští rok.",
    "iso-8859-2": "Rada zdecydowała we wtorek, że odbuduje stary port. Rybacy już dziś łowią ryby z łodzi.",
    "windows-1254": "Meclis salı akşamı eski limanın yapılması için karar aldı. İşçiler bu yıl çalışıyor.",
    "windows-1257": "Miesto taryba antradienį nusprendė atstatyti senąjį uostą. Darbai prasidės pavasarį.",
    "windows-1252": "L'équipe a décidé mardi soir de réparer le vieux port, où les pêcheurs étaient déjà à l'œuvre.",
}


@pytest.mark.parametrize("encoding", STORIES)
def test_a_story_in_an_old_encoding_is_known_by_its_bytes(encoding: str) -> None:
    story = STORIES[encoding] * 3
    found = guess(f"<html><body><p>{story}</p></body></html>".encode(encoding))
    assert found is not None
    assert story.encode(encoding).decode(found) == story


@pytest.mark.parametrize("body", [b"", b"<p>The bridge.</p>" * 50, b"<p>Caf\xe9</p>", "Größe ".encode() * 50])
def test_of_few_bytes_or_none_nothing_is_guessed(body: bytes) -> None:
    assert guess(body) is None


def read(body: bytes) -> str:
    found = decode(Page(body))
    assert isinstance(found, Decoded)
    return found.html


@pytest.mark.parametrize("encoding", STORIES)
def test_a_page_that_declares_no_encoding_is_read_in_its_own(encoding: str) -> None:
    assert STORIES[encoding] in read(f"<p>{STORIES[encoding] * 3}</p>".encode(encoding))


@pytest.mark.parametrize("encoding", LATIN)
def test_a_latin_text_is_read_in_the_encoding_that_gives_its_language_its_letters(encoding: str) -> None:
    assert LATIN[encoding] in read(f"<script>{'x();' * 9000}</script><p>{f'{LATIN[encoding]} ' * 5}".encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_two_or_four_bytes_a_letter_are_known_without_their_mark(encoding: str) -> None:
    page = "<html><body><p>The bridge’s “new” piers.</p></body></html>"
    assert read(page.encode(encoding)) == page


def test_japanese_between_escapes_is_read_and_an_escape_alone_is_none() -> None:
    story = STORIES["shift_jis"]
    assert story in read(f"<p>{story}</p>".encode("iso2022_jp"))
    assert "The bridge" in read(b"<p>The bridge \x1b$ \xff</p>")


def test_a_broken_byte_does_not_make_a_page_another_encoding() -> None:
    story = STORIES["windows-1251"] * 3
    assert story in read(f"<p>{story}</p><p>".encode() + b"\xd0 \xff</p>")


def test_less_than_signs_without_an_end_are_read_once() -> None:
    story = STORIES["windows-1251"].encode("windows-1251")
    assert guess(b"<p>" + story * 3 + b"<" * 1_000_000) == guess(b"<p>" + story * 3) is not None
