"""An explanation as one HTML page: the story with its removed parts in place, the fields beside it.

The page loads nothing and runs nothing (its own policy forbids both), and everything that came from elsewhere is
escaped: it may be opened, mailed and printed whatever the page that it explains contains.
"""

from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files
from itertools import groupby

from cleaners.explanation.account import Explanation, Row
from cleaners.explanation.plain import printable
from cleaners.explanation.table import plural, show, summary

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
GOLDEN_ANGLE = 137
"""Degrees between the hues of one cleaner and the next: any number of them stay apart on the wheel."""


def as_html(explanation: Explanation) -> str:
    """The whole page, to be written as UTF-8."""
    hues = {name: 210 + i * GOLDEN_ANGLE for i, name in enumerate(explanation.cleaners())}
    style = (files("cleaners.explanation") / "page.css").read_text(encoding="utf-8")
    title = _text(explanation.title or explanation.url or "A page")
    story = "\n".join(_story(explanation, hues))
    return f"""<!doctype html>
<html lang="{_text(explanation.language or "en")}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title} – explained</title>
<style>
{style}</style>
</head>
<body>
<input type="checkbox" id="hide">
<header lang="en">
{_head(explanation, hues)}
</header>
<main>
<article dir="auto">
{story}
</article>
<aside lang="en">
<dl>
{_fields(explanation)}
</dl>
</aside>
</main>
</body>
</html>
"""


def _head(explanation: Explanation, hues: Mapping[str, int]) -> str:
    lines = []
    if explanation.url:
        lines.append(f"<p>{_address(explanation.url)}</p>")
    outcome, _, detail = summary(explanation).partition(":")
    sentence = f"<strong>{_text(outcome)}:</strong>{_text(detail)}"
    if explanation.reason:
        lines.append(f'<p class="refusal">{sentence}</p>')
    else:
        because = "; ".join(explanation.verdict.evidence) if explanation.verdict else ""
        lines.append(f"<p>{sentence}{_text(f' (because: {because})' if because else '')}</p>")
    if hues:
        chips = (
            f'<span class="chip" style="--hue:{hues[name]}">{_text(name)} {n}</span>'
            for name, n in explanation.cleaners().items()
        )
        toggle = '<label for="hide"><span class="off">hide</span><span class="on">show</span> what was removed</label>'
        lines.append(f'<div class="legend">{"".join(chips)}{toggle}</div>')
    return "\n".join(lines)


def _fields(explanation: Explanation) -> str:
    return "\n".join(
        f'<dt>{_text(f.name)}</dt><dd dir="auto">{_text(show(f.value))}'
        f"{f'<small>← {_text(f.evidence)}</small>' if f.evidence else ''}</dd>"
        for f in explanation.fields
    )


def _story(explanation: Explanation, hues: Mapping[str, int]) -> Iterator[str]:
    for chrome, rows in groupby(explanation.rows, lambda r: r.what == "chrome"):
        if chrome:
            yield _frame(list(rows))
        else:
            for _, pieces in groupby(rows, lambda r: r.block):
                yield _block(list(pieces), hues)


def _frame(rows: list[Row]) -> str:
    inside = "".join(f"<p>{_text(r.text)}</p>" for r in rows)
    summary = f"{plural(len(rows), 'block')} of the page’s frame"
    return f'<details class="frame"><summary lang="en">{summary}</summary>{inside}</details>'


def _block(pieces: list[Row], hues: Mapping[str, int]) -> str:
    """A block in the element of its kind; removed whole, a box of its own; removed in part, marked within."""
    row = pieces[0]
    if row.what == "removed" and len(pieces) == 1:
        return _removed("div", row, hues)
    inside = "".join(_removed("mark", p, hues) if p.what == "removed" else _text(p.text) for p in pieces)
    what = next((p.what for p in pieces if p.what != "removed"), "kept")
    opening, closing = _element(row, what)
    return f"{opening}{inside}{closing}"


def _element(row: Row, what: str) -> tuple[str, str]:
    if what == "title":
        return '<h1 dir="auto">', "</h1>"
    heading = "h2" if (row.level or 2) <= 2 else "h3"
    tag = {"heading": heading, "quote": "blockquote", "code": "pre", "table": "pre"}.get(row.kind, "p")
    style = f' style="--depth:{row.level}"' if row.kind == "list_item" and row.level else ""
    extra = {"list_item": "item", "caption": "caption"}.get(row.kind, "")
    return f'<{tag} dir="auto" class="{f"{what} {extra}".strip()}"{style}>', f"</{tag}>"


def _removed(tag: str, row: Row, hues: Mapping[str, int]) -> str:
    goes = f" → {_text(row.field)}" if row.field else ""
    rule = f"<b>{_text(row.cleaner)} / {_text(row.rule)}</b>{_text(row.why)}<i>{goes}</i>"
    return (
        f'<{tag} class="removed" dir="auto" tabindex="0" style="--hue:{hues[row.cleaner or ""]}">'
        f'<small lang="en" dir="ltr">{_text(row.cleaner)}{goes}</small><del>{_text(row.text)}</del>'
        f'<span class="tip" lang="en" dir="ltr">{rule}</span></{tag}>'
    )


def _address(url: str) -> str:
    text = _text(url)
    # javascript: and its like must not become something to click
    return f'<a href="{text}" rel="noreferrer noopener">{text}</a>' if url.startswith(("https://", "http://")) else text


def _text(text: str | None) -> str:
    return escape(printable(text or ""))
