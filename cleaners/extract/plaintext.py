"""Text that somebody else extracted → Document: the title line found, hard wraps re-joined, paragraphs as blocks.

Reads what extractors, mail and plain Markdown write: paragraphs between blank lines, or one a line; list markers,
`#` and underlined headings, `>` quotes, tables with `|`, fenced code, `[links](…)` and emphasis; a mail's header and
signature; and HTML, such as a feed's content.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, takewhile

from cleaners.counting import count_words
from cleaners.extract.dates import instant
from cleaners.extract.first_line import MAX_TITLE, is_date, is_title
from cleaners.extract.fragment import is_html, read_fragment
from cleaners.extract.lines import read_lines
from cleaners.extract.mail import Mail, read_mail
from cleaners.extract.pieces import Piece, read_pieces
from cleaners.model import SENTENCE_END, Block, Document, Evidence, Hints, Link, Metadata, Site
from cleaners.normalise.names import is_byline, persons, squeeze
from cleaners.normalise.urls import registered_domain, resolve
from cleaners.signals import fold

MAX_HEADING = 80
HEADING_WORDS = 12
PROSE_WORDS = 12
SITE_WORDS = 12
"""Words of a line that can be an author box, a notice, a headline with the site's name: longer ones are prose."""
TITLED_WORDS = 5
"""A sentence of so many words under a first line makes that line a title."""
UNDER_A_BYLINE = 4
"""So many words at least has a title that stands under a byline."""
NEAR_TOP = 3
"""A title that a feed gave is looked for in so many first blocks."""
GIVEN = "given with the text"
AS_GIVEN = Evidence("title", "the text's line that is the title given with it")

_LABELLED = re.compile(r"[:：]\s*\S|@|https?://|\bwww\.")
_NO_HEADING = (".", "。", ":", "：", ",", "，", "、", ";", "…", ")", "]", "।", "۔", "|", "»", "→", "-", "–", "—", "*")


def read_text(text: str, url: str | None = None, hints: Hints = Hints()) -> Document:
    """The document of a text; all of it is story, but a mail's header and signature, which stand beside it. Where the
    text is HTML, its markup tells the blocks. Never raises.

    Title: the one that the hints or a mail's subject give, where the text begins with it; a mail's subject; a heading
    that opens the text, or a short first line that is no sentence; with none of these only `hints.title`, never a
    sentence of the story."""
    if is_html(text) and (pieces := read_fragment(text)):
        known = Evidence("title", GIVEN) if hints.title else None
        return _document(pieces, Mail(), url, hints, known)
    mail = read_mail(read_lines(text))
    subject = mail.fields.get("subject")
    known = Evidence("title", "the mail's field Subject") if subject else None
    return _document(read_pieces(mail.body), mail, url, replace(hints, title=subject or hints.title), known)


def _document(pieces: list[Piece], mail: Mail, url: str | None, hints: Hints, known: Evidence | None) -> Document:
    """`known`: where `hints.title` is the title, whatever the text's first line is."""
    at, found = _title(pieces, hints.title)
    if known and found != AS_GIVEN:
        at, found = None, known
    is_text = not any(p.path for p in pieces)
    if at is not None:
        pieces[at] = replace(pieces[at], kind="heading", level=1)
    pieces = _headings(pieces, at) if is_text else pieces
    title = _bare(pieces[at].text) if at is not None else squeeze(hints.title or "") or None
    metadata = _metadata(title, found, pieces, mail, hints, registered_domain(url))
    header, closing = (
        [Piece("paragraph", line.strip(), zone="attached") for line in lines] for lines in (mail.header, mail.signature)
    )
    blocks = tuple(_block(i, p, url) for i, p in enumerate([*header, *pieces, *closing]))
    return Document(blocks, metadata, url, None if at is None else at + len(header), from_text=is_text)


def _block(i: int, p: Piece, url: str | None) -> Block:
    links = tuple(Link(k.start, k.end, resolve(url, k.href) or k.href) for k in p.links)
    share = sum(k.end - k.start for k in links) / max(1, len(p.text))
    return Block(i, p.kind, p.zone, p.text, p.level, p.ordered, p.rows, links, p.path, round(min(1.0, share), 3))


def _metadata(
    title: str | None, title_from: Evidence, pieces: Sequence[Piece], mail: Mail, hints: Hints, domain: str | None
) -> Metadata:
    site, told = _site(domain, pieces)
    evidence = [*told]
    authors = persons(mail.sender or "")
    if authors:
        evidence.append(Evidence("authors", "the mail's field From"))
    elif authors := tuple(dict.fromkeys(name for text in hints.authors for name in persons(text))):
        evidence.append(Evidence("authors", GIVEN))
    published = instant(mail.fields.get("date"))
    if published:
        evidence.append(Evidence("published_at", "the mail's field Date"))
    elif published := instant(hints.published_at):
        evidence.append(Evidence("published_at", GIVEN))
    told_title = (title_from,) if title else ()
    return Metadata(title=title, authors=authors, published_at=published, site=site, evidence=(*told_title, *evidence))


def _title(pieces: Sequence[Piece], given: str | None) -> tuple[int | None, Evidence]:
    """The block that is the title, and the evidence; None where no block is, and `given` is all there is."""
    for i, piece in enumerate(pieces[:NEAR_TOP]):
        if given and _says(piece.text, given):
            return i, AS_GIVEN
    first = _below_bylines(pieces)
    if len(pieces) > first + 1 and pieces[first].kind == "heading":
        return first, Evidence("title", "the heading that opens the text")
    line = pieces[first] if len(pieces) > first + 1 and pieces[first].kind == "paragraph" else None
    # a short line under a byline is its writer's role or place
    if line and is_title(line.text) and (not first or count_words(line.text) >= UNDER_A_BYLINE) and _follows(pieces):
        return first, Evidence("title", f"the text's first line{' under a byline' if first else ''}")
    return None, Evidence("title", GIVEN)


def _below_bylines(pieces: Sequence[Piece]) -> int:
    """How many of the first lines say only who wrote the text, or when."""
    above = (p.kind == "paragraph" and (is_byline(p.text) or is_date(p.text)) for p in pieces[: NEAR_TOP - 1])
    return len(list(takewhile(bool, above)))


def _says(text: str, title: str) -> bool:
    own, wanted = _letters(text), _letters(title)
    if not own or own == wanted:
        return bool(own)
    return len(own) > 15 and len(text) < MAX_TITLE and (wanted.startswith(own) or own.startswith(wanted))


def _follows(pieces: Sequence[Piece]) -> bool:
    """Whether prose comes after the first line: a title has a story under it."""
    return any(p.text.rstrip().endswith(SENTENCE_END) and count_words(p.text) >= TITLED_WORDS for p in pieces[1:])


def _headings(pieces: Sequence[Piece], title: int | None) -> list[Piece]:
    """Short lines that are no sentence, between two paragraphs of prose, are headings."""
    found = list(pieces)
    for i in range(1, len(pieces) - 1):
        p = pieces[i]
        if (
            p.kind == "paragraph"
            and i != title
            and _is_heading(p.text)
            and _is_prose(pieces[i + 1])
            and _above(pieces, i)
        ):
            found[i] = replace(p, kind="heading", level=2)
    return found


def _above(pieces: Sequence[Piece], i: int) -> bool:
    return any(_is_prose(p) or p.kind in ("list_item", "table", "quote") for p in pieces[max(0, i - 2) : i])


def _is_heading(text: str) -> bool:
    short = "\n" not in text and len(text) <= MAX_HEADING and count_words(text) <= HEADING_WORDS
    first = next((c for c in text if c.isalnum()), "")
    named = bool(first) and not first.islower() and text[0] not in "([*@#•"
    return short and named and not text.endswith(_NO_HEADING) and not _LABELLED.search(text)


def _is_prose(piece: Piece) -> bool:
    """A sentence at least: it ends as one, and has the words for it."""
    ends = piece.text.rstrip().endswith(SENTENCE_END)
    return piece.kind in ("paragraph", "quote") and ends and count_words(piece.text) >= PROSE_WORDS


def _site(domain: str | None, pieces: Sequence[Piece]) -> tuple[Site, tuple[Evidence, ...]]:
    """The site's name: the address's, where a short line of the text (an author box, a notice) spells it."""
    label = _letters((domain or "").partition(".")[0])
    if len(label) > 2:
        for piece in pieces:
            if count_words(piece.text) <= SITE_WORDS and label in _letters(piece.text):
                words = list(re.finditer(r"\w+", piece.text))
                for i, j in combinations(range(len(words) + 1), 2):
                    name = piece.text[words[i].start() : words[j - 1].end()]
                    if _letters(name) == label:
                        return Site(name, domain), (Evidence("site", f"the address, and the line “{piece.text}”"),)
    return Site(None, domain), ()


def _bare(title: str) -> str:
    return title.strip().strip("*_").strip()


def _letters(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())
