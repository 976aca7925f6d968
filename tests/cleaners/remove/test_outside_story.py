"""What stands beside the story is named, each block of it, and nothing of the story is."""

from cleaners.model import NOTHING_KNOWN, Block, Document
from cleaners.phrases import PROSE
from cleaners.remove.outside_story import OutsideStory


def test_it_takes_what_is_attached_and_nothing_else() -> None:
    document = Document(
        (
            Block(0, "paragraph", "chrome", "Menu"),
            Block(1, "paragraph", "story", PROSE[0]),
            Block(2, "paragraph", "attached", "Twelve ferries in pictures"),
            Block(3, "list_item", "story", "Timetable"),
        )
    )
    assert [(r.block, r.rule) for r in OutsideStory().find(document, NOTHING_KNOWN)] == [(2, "not_voted")]
