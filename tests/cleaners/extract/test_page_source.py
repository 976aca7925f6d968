"""What is counted in a page's source, in any case, and what only looks like it."""

import pytest

from cleaners.extract.page_source import source_numbers
from cleaners.model import Page


@pytest.mark.parametrize(
    ("source", "name", "count"),
    [
        ("<ARTICLE><article class=a></article><articles>", "articles marked", 2),
        ("<time><timeline><Time/>", "times marked", 2),
        ("schema.org/Comment schema.org/comments https://schema.org/Answer'", "comments marked", 2),
        ("addToCart add_to-basket add to cart add-to-list", "cart marked", 2),
        ("<b class='old Price price'><i class=\"unpriced\"><i data-price='1'>", "prices marked", 1),
        (f"<b class='{'x' * 81} price'>", "prices marked", 0),
        ("<b class='add-to-cart price'>", "cart marked", 0),  # a mark is in one mark only
        ("<meta property='product:price:amount'>", "price marked", 1),
        ("<b itemprop='price'>", "price marked", 1),
        ("<b itemprop='prices'>", "price marked", 0),
    ],
)
def test_marks_are_counted_as_whole_words(source: str, name: str, count: int) -> None:
    assert source_numbers(Page(source), 100)[name] == count
    assert source_numbers(Page(f"<p>{'word ' * 60}</p>{source}{' word' * 60}".encode()), 100)[name] == count


def test_images_and_buttons_are_counted_against_the_words() -> None:
    found = source_numbers(Page(b"<img src=a><IMG><image><button>"), 80)
    assert (found["images per word"], found["buttons per word"]) == (0.02, 0.01)


def test_the_words_on_the_body_tell_the_kind() -> None:
    found = source_numbers(Page(b"<html><body class='single-post woocommerce'><p class='archive'>"), 80)
    assert [name for name, is_on in found.items() if name.startswith("body ") and is_on] == [
        "body article",
        "body product",
    ]
