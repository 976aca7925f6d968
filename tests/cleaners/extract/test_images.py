"""The images of a story are told from icons by what they say of their size."""

import pytest

from cleaners import Cleaned, clean
from cleaners.phrases import PROSE


def images(width: str) -> list[str]:
    figure = f'<figure><img src="/big.jpg" width="{width}"><figcaption>The bridge over the river.</figcaption></figure>'
    story = "".join(f"<p>{p}</p>" for p in PROSE)
    title = "A bridge over the river"
    page = f"<title>{title}</title><article><h1>{title}</h1>{figure}{story}</article>"
    found = clean(page, "https://foo.example/2026/11/20/bridge")
    assert isinstance(found, Cleaned)
    return [image.url for image in found.article.images]


def test_what_says_it_is_narrow_is_an_icon() -> None:
    assert images("99") == []


@pytest.mark.parametrize("width", ["100", "", "100%", "²", "٣", "9" * 5000], ids=lambda w: w[:5] or "none")
def test_any_other_is_an_image_also_where_its_width_is_no_number(width: str) -> None:
    assert images(width) == ["https://foo.example/big.jpg"]
