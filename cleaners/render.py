"""The forms in which a record leaves: JSON on one line, plain Python, Markdown."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from cleaners.model import Article, ArticleBlock, Image, Link
from cleaners.signals import fold

_INLINE = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?\w{1,32};)|!(?=\[)")
_LINE_START = re.compile(
    r"^(\s{0,3})(#{1,6}(?=\s|$)|[-+](?=\s|$)|={3,}\s*$|-{3,}\s*$|(\d{1,9})([.)])(?=\s|$)|:(?=\s))", re.M
)
_SAFE = re.compile(r"(?:https?://|mailto:|/|\.{1,2}/|\?)[^\s\x00-\x1f]+|[\w.-]+(?:/[^\s:\x00-\x1f]*)?", re.I)
_ENCODER = msgspec.json.Encoder()


def as_json(article: Article) -> str:
    """The record as JSON on one line, keys in the order of the schema, without a newline at the end."""
    return _ENCODER.encode(article).decode()


def as_dict(article: Article) -> dict[str, Any]:
    """The record as dicts, lists, strings, numbers and None: what JSON can hold."""
    plain: dict[str, Any] = msgspec.json.decode(_ENCODER.encode(article))
    return plain


def as_markdown(article: Article) -> str:
    """The story as CommonMark with GitHub's tables: `# title`, then the blocks with links, and the images.

    Whatever the page's text holds is shown, never acted on: signs that Markdown or HTML would read are escaped, and a
    link that leads elsewhere than to an address (`javascript:`) is given as its words."""
    captions = {fold(i.caption): i for i in article.images if i.caption}
    shown = {fold(b.text) for b in article.blocks if b.kind == "caption"} & captions.keys()
    lead = [i for i in article.images if i.lead and not (i.caption and fold(i.caption) in shown)]
    parts = [f"# {_escape(article.title)}"] if article.title else []
    parts += [image for i in lead[:1] if (image := _image(i))]
    parts += _blocks(article.blocks, captions)
    return "\n\n".join(parts) + "\n"


def _blocks(blocks: Sequence[ArticleBlock], captions: dict[str, Image]) -> Iterator[str]:
    items: list[ArticleBlock] = []
    for block in blocks:
        if items and (block.kind != "list_item" or _starts_list(items[-1], block)):
            yield _list(items)
            items = []
        if block.kind == "list_item":
            items.append(block)
        else:
            yield _block(block, captions)
    if items:
        yield _list(items)


def _starts_list(before: ArticleBlock, block: ArticleBlock) -> bool:
    return (before.level or 1) == (block.level or 1) == 1 and before.ordered != block.ordered


def _block(block: ArticleBlock, captions: dict[str, Image]) -> str:
    if block.kind == "code":
        longest = max((len(run) for run in re.findall(r"`+", block.text)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"{fence}\n{block.text}\n{fence}"
    if block.kind == "table" and block.rows:
        return _table(block.rows)
    if block.kind == "caption":
        image = captions.get(fold(block.text))
        return (image and _image(image)) or f"*{_escape(block.text)}*"
    text = _linked(block.text, block.links)
    if block.kind == "heading":
        # the title is the one heading of the first level
        return "#" * min(6, max(2, block.level or 2)) + " " + text.replace("\n", " ")
    if block.kind == "quote":
        return "\n".join(f"> {line}" for line in text.split("\n"))
    return text.replace("\n", "\\\n")


def _list(items: Sequence[ArticleBlock]) -> str:
    """A list; an item stands under the text of the one that holds it, which is where CommonMark wants it."""
    lines: list[str] = []
    indents: list[int] = []
    numbers: list[int] = []
    for item in items:
        level = min(item.level or 1, len(indents) + 1)
        del indents[level:], numbers[level:]
        if len(numbers) < level:
            numbers.append(0)
            indents.append(sum(indents[-1:]))
        numbers[-1] += 1
        marker = f"{numbers[-1]}. " if item.ordered else "- "
        own = indents[level - 2] if level > 1 else 0
        indents[level - 1] = own + len(marker)
        lines.append(" " * own + marker + _linked(item.text, item.links).replace("\n", " "))
    return "\n".join(lines)


def _table(rows: Sequence[Sequence[str]]) -> str:
    width = max(len(row) for row in rows)
    lines = [
        "| " + " | ".join(_escape(cell).replace("\n", " ") for cell in [*row, *[""] * (width - len(row))]) + " |"
        for row in rows
    ]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _image(image: Image) -> str | None:
    address = _address(image.url)
    if not address:
        return None
    told = " ".join(part for part in (image.caption, f"({image.credit})" if image.credit else None) if part)
    shown = f"![{_escape(image.caption or '')}]({address})"
    return f"{shown}\n*{_escape(told)}*" if told else shown


def _linked(text: str, links: Sequence[Link]) -> str:
    parts: list[str] = []
    at = 0
    for link in sorted(links):
        address = _address(link.href)
        words = text[link.start : link.end].strip()
        if address and words and link.start >= at and "\n" not in words:
            lead = len(text[link.start : link.end]) - len(text[link.start : link.end].lstrip())
            parts += [_signs(text[at : link.start + lead]), f"[{_signs(words)}]({address})"]
            at = link.start + lead + len(words)
    return _starts("".join((*parts, _signs(text[at:]))))


def _address(href: str) -> str | None:
    """The address as it can stand in parentheses; None where it is active content or none at all."""
    return quote(href, safe="/:?#@!$&'*+,;=%~-._") if _SAFE.fullmatch(href.strip()) else None


def _escape(text: str) -> str:
    return _starts(_signs(text)).replace("\n", " ")


def _signs(text: str) -> str:
    return _INLINE.sub(lambda m: "\\" + m.group(), text)


def _starts(text: str) -> str:
    """What opens a heading, a list or a rule at the start of a line, escaped."""
    return _LINE_START.sub(lambda m: f"{m[1]}{m[3]}\\{m[4]}" if m[3] else f"{m[1]}\\{m[2]}", text)
