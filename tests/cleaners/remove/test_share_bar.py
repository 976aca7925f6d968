"""Share buttons go; shares, shareholders and those who share stay."""

import pytest

from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import probe, prove, read
from cleaners.remove.share_bar import share_bar

PHRASES = read("share_bar")[0]


def rules(**example: object) -> set[str]:
    document, block = probe(example)
    return {r.rule for r in share_bar(PHRASES).find(document, NOTHING_KNOWN) if r.block == block.id}


def test_every_rule_proves_its_examples() -> None:
    prove(PHRASES)


@pytest.mark.parametrize(
    "box", ["div.sharedaddy", "div.addtoany_content_top.addtoany_content", "div.jeg_share_top", "ul.share-buttons"]
)
def test_plugins_bars_go(box: str) -> None:
    assert "container" in rules(text="Mastodon Bluesky", zone="attached", path=f"{box} p")


@pytest.mark.parametrize(
    "path", ["div.shareholders p", "div.shareholders-table p", "div.share-price p", "div.timeshares p"]
)
@pytest.mark.parametrize("zone", ["story", "attached"])
def test_class_words_that_only_contain_share_are_nothing(path: str, zone: str) -> None:
    assert not rules(text="Up four per cent on the day", path=path, zone=zone, place="middle")


@pytest.mark.parametrize("line", ["Shares fell.", "Share this burden, she said.", "Shareholders", "They share a name"])
def test_a_market_story_stays(line: str) -> None:
    assert not rules(text=line)
