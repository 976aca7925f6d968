"""The language-free evidence: folding, counting, sentences, and each signal with its contrary."""

import pytest

from cleaners.counting import count_words
from cleaners.model import NOTHING_KNOWN, Block, Document, Metadata, Site, SiteFacts
from cleaners.phrases import PROSE, probe
from cleaners.signals import Signal, fold, is_site, names_site, parts, sentences, signals, tokens


def of(text: str, facts: SiteFacts = NOTHING_KNOWN, **example: object) -> frozenset[Signal]:
    document, block = probe({"text": text, **example})
    return signals(document, block, facts)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("“Leave\u00a0a  Reply” —", '"leave a reply" -'),
        ("Straße", "strasse"),
        ("İlgili", "ilgili"),
        ("来源：新华社", "来源:新华社"),
        ("soft\u00adhyphen, zero\u200bwidth", "softhyphen, zerowidth"),
        ("ＦＵＬＬ　ｗｉｄｔｈ", "full width"),
    ],
)
def test_folding_takes_what_tells_nothing(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don't stop well-known U.S. plans", 5),
        ("'Wait...what?' - a U.S.-based, a-b-c reader (ł)", 8),
        ("'Wait...what?' - a U.S.-based, a-b-c reader", 7),
        ("Wait\u2009… 🙂 what→now", 3),
        ("", 0),
        ("新华社北京电", 3),
        ("Reuters 新华社", 3),
    ],
)
def test_words_are_counted_alike_in_scripts_without_spaces(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One here. Two there! Three?", ["One here. ", "Two there! ", "Three?"]),
        ("She said “go.” He went.", ["She said “go.” ", "He went."]),
        ("It cost 3.5 million in the U.S. and more.", ["It cost 3.5 million in the U.S. and more."]),
        ("他走了。她留下。", ["他走了。", "她留下。"]),
        ("no end", ["no end"]),
    ],
)
def test_sentences_cover_the_text(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text)] == expected


def test_class_words_are_whole_words() -> None:
    block = Block(0, "paragraph", "story", "x", path=("div#Top.shareholders.big-box", "p"))
    assert tokens(block) == {"top", "shareholders", "big-box"}
    assert parts("relatedPosts-item_2") == ("related", "posts", "item", "2")


def test_place_is_seen_from_the_story() -> None:
    assert "head" in of("x", place="head")
    assert "middle" in of("x", place="middle")
    assert {"tail", "last"} <= of("x", place="tail")


def test_whatever_follows_the_last_full_sentence_is_tail() -> None:
    lines = [PROSE[0], PROSE[1], *(f"Line {i}" for i in range(9))]
    document = Document(tuple(Block(i, "paragraph", "story", t) for i, t in enumerate(lines)))
    assert [document.place(i) for i in (2, 10)] == ["tail", "tail"]


def test_links_are_weighed() -> None:
    assert {"link", "linked"} <= of("Read it here", link=True)
    assert "label_link" in of("Read also: Storm over Porto", link="Storm over Porto")
    assert of("The storm, it says in the long report on Porto, has passed.", link="Porto").isdisjoint(
        {"linked", "label_link"}
    )


@pytest.mark.parametrize("text", ["Write to a.b@example.org", "Write to [email protected]", "See www.example.org"])
def test_addresses_are_seen(text: str) -> None:
    assert {"address", "contact"} <= of(text)


def test_a_telephone_number_is_a_contact_but_no_address() -> None:
    found = of("Call +44 20 7946 0018")
    assert "contact" in found
    assert "address" not in found


@pytest.mark.parametrize("text", ["It rose from 12 to 14", "In 2019 and 2020 it fell", "He has 1,200 sheep"])
def test_figures_are_no_telephone_numbers(text: str) -> None:
    assert "contact" not in of(text)


def test_typography_is_the_whole_block_s() -> None:
    assert "emphasis" in of("x", path="div.entry p strong")
    assert "emphasis" not in of("x", path="strong p")
    assert "caps" in of("READ MORE")
    assert "caps" not in of("Read MORE")


def test_length_is_weighed() -> None:
    assert {"short", "tiny"} <= of("A few words")
    assert of(" ".join(["word"] * 20)) & {"short", "tiny"} == {"short"}
    assert not of(" ".join(["word"] * 30)) & {"short", "tiny"}


def test_boxes_are_elements_not_classes() -> None:
    assert "box" in of("x", path="aside p")
    assert "box" not in of("x", path="div.aside p")


def test_the_site_s_name_counts_as_a_word_of_its_own() -> None:
    document = Document((), Metadata(site=Site("The Example", "example.org")))
    assert names_site(document, "stay with the example for more")
    assert not names_site(document, "for examples of it")
    assert "site_name" in of("Follow Sunville Post", site="Sunville Post")


def test_a_name_is_the_site_s_however_its_address_spells_it() -> None:
    document = Document((), Metadata(site=Site(None, "echos-du-fleuve.example")))
    for name in ("echos du fleuve", "echos-du-fleuve", "echosdufleuve"):
        assert is_site(document, name)
        assert names_site(document, f"follow {name} today")
    for name in ("echos du", "les echos du fleuve noir", "fleuve"):
        assert not is_site(document, name)


def test_in_a_text_all_short_lines_behind_the_last_long_one_are_last() -> None:
    lines = [*PROSE * 4, f"{PROSE[0]} {PROSE[1]}", "Follow us", "Tags: bridge", "Leave a Reply"]
    blocks = tuple(Block(i, "paragraph", "story", t) for i, t in enumerate(lines))
    of_text, of_page = Document(blocks, from_text=True), Document(blocks)
    assert ["last" in signals(of_text, b, NOTHING_KNOWN) for b in blocks[11:]] == [False, False, True, True, True]
    assert ["last" in signals(of_page, b, NOTHING_KNOWN) for b in blocks[11:]] == [False, False, False, False, True]


def test_a_line_that_the_site_repeats_is_seen_folded() -> None:
    assert "repeated" in of("Your “Daily”  News", SiteFacts(frozenset({'your "daily" news'})))
    assert "repeated" not in of("Your daily bread", SiteFacts(frozenset({'your "daily" news'})))
