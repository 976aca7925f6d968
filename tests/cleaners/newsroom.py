"""Pages and texts for the tests of noise and hazards: one story, and what stands around it."""

from dataclasses import dataclass

from cleaners.model import Cleaned, Hints, Page
from cleaners.pipeline import clean, clean_text

URL = "https://www.quaysidepost.example/harbour/old-crane-sings/"
TITLE = "The crane that sang is to be lowered on Thursday"
AUTHOR = "Ama Boateng"
STORY = tuple(
    " ".join(paragraph.split())
    for paragraph in """
For thirty-one years the tall crane on the eastern quay has made a sound in the north wind that sailors took for
singing and the neighbours for something worse, and on Thursday, if the weather holds, it will be lowered.

The harbour board voted on Monday evening, by seven hands to four, to take the jib down in one piece and lay it on two
barges. Nobody in the room could say afterwards whether the sound would go with it or stay in the mast.

“We measured it for a month,” said Kofi Lindqvist, who keeps the instruments in a shed behind the customs house. “It is
a clean low note, a little flat. In a gale there are two of them, and they do not agree.”

Engineers had warned in March that three of the eleven bolts at the foot were worn almost through. Two were replaced in
the summer; the third could not be reached without moving a family of terns, and the terns were left alone.

Shopkeepers along Chandler Street say that they will miss it. One of them, a baker, has set the pitch of her oven bell
to the crane, and she has been asked by the primary school to lend the bell for a farewell.

The barges are due on Wednesday night with the tide. Children who live on the quay have been promised that they may
stay up, and the pilot has agreed to sound his horn once the jib is down, but only briefly.

What becomes of the jib after that is not settled. The museum has room for half of it, the yard for none, and the board
will meet again in two weeks to hear what a cutter of steel would ask for the other half.
""".strip().split("\n\n")
)


def page(
    *, above: str = "", middle: str = "", below: str = "", outside: str = "", head: str = "", lang: str = "en"
) -> str:
    """The story on a page, with HTML `above` its first paragraph, in its `middle`, `below` its last, `outside` it."""
    story = [f"<p>{p}</p>" for p in STORY]
    body = "\n".join([above, *story[:4], middle, *story[4:], below])
    return f"""<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{TITLE} - The Quayside Post</title>
<meta property="og:type" content="article"><meta property="og:title" content="{TITLE}">
<meta property="og:site_name" content="The Quayside Post"><meta name="author" content="{AUTHOR}">
<meta property="article:published_time" content="2024-02-06T07:30:00+00:00">{head}</head>
<body><header><a href="/">The Quayside Post</a><nav><ul><li><a href="/harbour/">Harbour</a></li>
<li><a href="/town/">Town</a></li><li><a href="/weather/">Weather</a></li></ul></nav></header>
<main><article class="post"><h1 class="entry-title">{TITLE}</h1>
<div class="entry-content">
{body}
</div></article>
{outside}
</main><footer><p>The Quayside Post, 4 Customs Lane</p></footer></body></html>"""


def text(*, above: str = "", middle: str = "", below: str = "") -> str:
    """The same as somebody's plain text."""
    parts = (TITLE, above, *STORY[:4], middle, *STORY[4:], below)
    return "\n\n".join(part for part in parts if part) + "\n"


@dataclass(frozen=True)
class Told:
    """What came of a page or text: the record's text, who removed what, and the outcome itself."""

    result: Cleaned
    removed: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return self.result.article.text

    def missing(self) -> list[str]:
        """Paragraphs of the story that the record lacks."""
        return [p for p in STORY if p not in self.text]

    def cleaners_of(self, words: str) -> set[str]:
        """The cleaners that removed what holds these words."""
        return {cleaner for cleaner, removed in self.removed if words in removed}


def cleaned(html: str, url: str = URL) -> Told:
    return told(clean(Page(html, url)))


def cleaned_text(raw: str, url: str = URL) -> Told:
    return told(clean_text(raw, url, hints=Hints(authors=(AUTHOR,))))


def told(result: object) -> Told:
    """The outcome of a page that is an article."""
    assert isinstance(result, Cleaned), f"refused: {getattr(result, 'reason', result)}"
    blocks = result.document.blocks
    return Told(
        result,
        tuple(
            (r.cleaner, blocks[r.block].text[slice(*r.span)] if r.span else blocks[r.block].text)
            for r in result.removals
        ),
    )
