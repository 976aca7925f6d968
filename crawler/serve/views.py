"""How pages are made of templates: everything is escaped, and a value that is missing is a fault."""

from datetime import UTC
from functools import cache
from typing import Any

from fastapi import Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from cleaners.explanation.plain import one_line, printable
from crawler.export.html import web_address
from crawler.schedule import parse

HTML = "text/html; charset=utf-8"


def view(template: str, status: int = 200, headers: dict[str, str] | None = None, /, **values: Any) -> Response:
    """A page."""
    body = _environment().get_template(f"{template}.html").render(**values)
    return Response(body.encode("utf-8", "replace"), status, headers, HTML)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("crawler.serve"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {"plain": printable, "line": one_line, "web": web_address, "when": when, "marked": marked}
    return made


def when(instant: str | None) -> str:
    """An instant for a person: day and minute, in UTC; a bare day as it is."""
    at = parse(instant)
    if at is None or "T" not in (instant or ""):
        return instant or ""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def marked(text: str, marks: tuple[tuple[int, int], ...]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is marked."""
    pieces, at = [], 0
    for start, end in marks:
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [*pieces, (text[at:], False)]
