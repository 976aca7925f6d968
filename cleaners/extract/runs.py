"""The text of one block while it is gathered from the elements that hold its pieces."""

import re

from lxml.html import HtmlElement

_SPACE = re.compile(r"[\t\r\n\f][ \t\r\n\f]*| [ \t\r\n\f]+")
"""Space that is not yet a single one."""


class Run:
    """The text of one block as it is gathered: collapsed spaces, line breaks, links with their offsets."""

    __slots__ = ("cover", "length", "links", "open_link", "parts", "raw")

    def __init__(self, raw: bool = False) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.links: list[tuple[int, int, str]] = []
        self.open_link: tuple[int, str] | None = None
        self.cover: list[tuple[HtmlElement, int, int]] = []
        self.raw = raw

    def add(self, text: str) -> None:
        if not self.raw:
            if "  " in text or not text.isprintable():
                text = _SPACE.sub(" ", text)
            if text[0] == " " and (not self.parts or self.parts[-1][-1] in " \n"):
                text = text[1:]
        if not text:
            return
        self.parts.append(text)
        self.length += len(text)

    def newline(self) -> None:
        if self.parts and self.parts[-1].endswith(" "):
            self.parts[-1] = self.parts[-1][:-1]
            self.length -= 1
            if not self.parts[-1]:
                self.parts.pop()
        if self.parts:
            self.parts.append("\n")
            self.length += 1
