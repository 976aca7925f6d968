"""Addresses that Cloudflare hid from robots, read again: its key stands in the page, the first byte of it XORed over
the others (described in the thread of Anorov/cloudflare-scrape#109). It hides other words with an @ too."""

import re
from collections.abc import Sequence

from cleaners.model import Link

_KEY = re.compile(r"/cdn-cgi/l/email-protection#([0-9a-fA-F]{4,})")
_PLACEHOLDER = re.compile(r"\[email[ \u00a0]protected\]")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def decode(key: str) -> str | None:
    """What the hexadecimal key hides; None where it hides no text.

    >>> decode("543a31232714312c35392438317a3b2633")
    'news@example.org'
    """
    try:
        first, *rest = bytes.fromhex(key)
        return bytes(b ^ first for b in rest).decode("utf-8")
    except ValueError:
        return None


def reveal(text: str, links: Sequence[Link]) -> tuple[str, tuple[Link, ...]]:
    """The text with what Cloudflare hid in it, in the place of its placeholders. Links that led to the hiding lead to
    the address; where no address was hidden they go."""
    if not any(_KEY.search(link.href) for link in links):
        return text, tuple(links)
    revealed: list[Link] = []
    shift = 0
    for start, end, href in sorted(links):
        m = _KEY.search(href)
        plain = decode(m.group(1)) if m else None
        start, end = start + shift, end + shift
        if plain is None:
            revealed.append(Link(start, end, href))
            continue
        shown = plain.join(_PLACEHOLDER.split(text[start:end]))
        text = text[:start] + shown + text[end:]
        shift += len(shown) - (end - start)
        if _ADDRESS.fullmatch(plain):
            revealed.append(Link(start, start + len(shown), f"mailto:{plain}"))
    return text, tuple(revealed)
