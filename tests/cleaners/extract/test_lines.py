"""What a width broke is joined, what an author broke is not."""

import pytest

from cleaners.extract.lines import chunks, columns, read_lines

MAIL = """The council met on Tuesday evening and voted, after two hours of
debate, to repair the old bridge before winter. Engineers had warned
in March that the eastern pillar was sinking by almost a centimetre a
year, records show.

Shopkeepers on both banks said they feared for their trade while the
crossing is closed to all vehicles."""


def read(text: str) -> list[list[str]]:
    return [list(c.lines) for c in chunks(read_lines(text))]


def test_a_mail_wrapped_at_seventy_columns_is_paragraphs_again() -> None:
    first, second = read(MAIL)
    assert first == [
        (
            "The council met on Tuesday evening and voted, after two hours of debate, to repair the old bridge before "
            "winter. Engineers had warned in March that the eastern pillar was sinking by almost a centimetre a year, "
            "records show."
        )
    ]
    assert second[0].endswith("trade while the crossing is closed to all vehicles.")


def test_one_wrapped_line_in_a_text_that_is_not_wrapped_is_joined() -> None:
    text = (
        "A long paragraph. " * 20
        + "\n\nDo you have more to share about this story – photos or video etc – you can send\nthem to: (x)"
    )
    assert read(text)[1] == [
        "Do you have more to share about this story – photos or video etc – you can send them to: (x)"
    ]


def test_one_paragraph_a_line_stays_one_paragraph_a_line() -> None:
    lines = [
        "The council met on Tuesday evening and voted, after two hours of debate, to repair the old bridge by winter.",
        "Shopkeepers feared for their trade.",
        "Cautious optimism",
        "The mayor promised help to all who would lose their trade while the crossing stays closed to all vehicles.",
    ]
    assert read("\n".join(lines)) == [lines]


def test_short_sentences_of_like_length_are_not_taken_for_a_wrapped_text() -> None:
    lines = [
        "The council met on Tuesday evening in town.",
        "It voted to repair the bridge by winter.",
        "Nobody spoke against it, records show.",
    ]
    assert read("\n".join(lines)) == [lines]


def test_verse_an_address_and_a_list_keep_their_breaks() -> None:
    verse = ["Old stones, old river,", "the water goes under,", "and nobody asks."]
    items = ["- flour", "- water", "- salt and patience"]
    assert read("\n".join(verse) + "\n\n" + "\n".join(items)) == [verse, items]


def test_a_wrapped_list_item_is_joined_and_the_next_is_not() -> None:
    text = MAIL + "\n\n- an item that is so long that it has to be wrapped over two lines\n  of the mail\n- two"
    assert read(text)[-1] == ["- an item that is so long that it has to be wrapped over two lines of the mail", "- two"]


def test_an_indented_line_begins_a_paragraph() -> None:
    assert read("　　第一段文字在此。\n　　第二段文字在此。") == [["　　第一段文字在此。", "　　第二段文字在此。"]]


def test_wrapped_chinese_is_joined_without_a_space() -> None:
    line = "市议会星期二晚上开会两个小时辩论之后投票决定在冬天之前修理旧桥"
    text = f"{line}\n{line}\n{line}\n{line}\n结束。"
    assert read(text) == [[line * 4 + "结束。"]]


def test_a_hyphen_at_the_break_keeps_the_word_together() -> None:
    text = MAIL.replace(
        "old bridge before winter. Engineers had warned", "old bridge before mid-\nwinter. Engineers had warned"
    )
    assert "mid-winter" in read(text)[0][0]


@pytest.mark.parametrize(
    ("cut", "joined"),
    [
        ("a mid-\nwinter", "a mid-winter"),
        ("a 220-\nmetre", "a 220-metre"),
        ("ge-\nplant", "ge-plant"),
        ("war-\nned", "warned"),
        ("a wi\u00ad\ndening", "a widening"),
        ("on- and\noff-ramp", "on- and off-ramp"),
    ],
)
def test_a_hyphen_goes_only_where_the_text_has_the_word_whole(cut: str, joined: str) -> None:
    text = MAIL.replace(
        "crossing is closed to all vehicles.", f"crossing is closed to all vehicles, for {'the':>20} {cut}."
    )
    assert joined in " ".join(" ".join(read(text)[1]).split())


def test_a_wrapped_sentence_goes_on_with_a_number_that_is_no_list_s() -> None:
    text = (
        MAIL
        + "\n\nThe council will meet again in public when the towns remember their\n1. Mai of the year of the flood."
    )
    assert read(text)[-1] == [
        "The council will meet again in public when the towns remember their 1. Mai of the year of the flood."
    ]


def test_a_list_under_a_wrapped_line_keeps_its_numbers() -> None:
    items = ["1. an item that is so long that it reaches nearly the width of a", "2. an item that is shorter"]
    assert read(MAIL + "\n\n" + "\n".join(items))[-1] == items


def test_bytes_that_are_no_text_are_dropped_and_all_line_ends_are_one() -> None:
    assert read_lines("\ufeffone\r\ntwo\x00\ud800\rthree\tx\ffour") == ["one", "two", "three   x", "", "four"]


def test_a_wide_letter_takes_two_columns() -> None:
    assert (columns("abc"), columns("旧桥"), columns("é  ")) == (3, 4, 1)
