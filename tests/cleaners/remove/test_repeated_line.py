"""Lines that a site repeats go where something else speaks against them too."""

from cleaners.model import Block, Document, SiteFacts, Zone
from cleaners.phrases import PROSE
from cleaners.remove.repeated_line import RepeatedLine
from cleaners.signals import fold

MISSION = (
    "The Example has told the valley's news since 1902, and will go on telling it as long as there are readers who "
    "walk to the corner and pay for it"
)


def removed(line: str, *, at: int, known: str | None = None, zone: Zone = "story") -> bool:
    texts = [*PROSE * 4]
    texts.insert(at, line)
    document = Document(
        tuple(Block(i, "paragraph", zone if i == at else "story", t) for i, t in enumerate(texts)),
    )
    facts = SiteFacts(frozenset({fold(line if known is None else known)}))
    return at in {r.block for r in RepeatedLine().find(document, facts)}


def test_a_known_line_goes_at_the_tail_beside_the_story_and_where_it_is_short() -> None:
    assert removed(MISSION, at=12)
    assert removed(MISSION, at=6, zone="attached")
    assert removed("Your daily valley news", at=6)


def test_case_quotes_and_spaces_make_no_difference() -> None:
    assert removed("“Your”  DAILY news", at=12, known='"your" daily news')


def test_a_paragraph_amid_the_story_stays_though_it_comes_again() -> None:
    assert not removed(MISSION, at=6)


def test_a_line_that_nobody_has_seen_before_stays() -> None:
    assert not removed("Cautious optimism", at=6, known="Your daily valley news")


def test_a_separator_stays() -> None:
    assert not removed("___", at=12)
