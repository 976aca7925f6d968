"""Whether a page without text has its text made by scripts: then a browser would show one."""

import re

from cleaners.model import Page

HEAD = 128 << 10
"""Bytes of a page that are looked at; a shell is small."""
_NOSCRIPT = re.compile(r"<noscript[^<>]{0,300}>(.{0,500}?)</noscript", re.I | re.S)
_JAVASCRIPT = re.compile(r"\bjava ?script\b", re.I)
_SCRIPT = re.compile(r"<script\b", re.I)
_MOUNT = re.compile(
    r"<(?:div|main|section)[^<>]{0,300}\sid=[\"']?(root|app|application|main|__next|__nuxt|___gatsby|svelte|ember-app|q-app)\b"
    r"[\"']?[^<>]{0,300}>\s*</(?:div|main|section)",
    re.I,
)
_ELEMENT = re.compile(r"<([a-z][a-z0-9]*-root|[a-z][a-z0-9]*-app)\b[^<>]{0,300}>[^<>]{0,40}</\1", re.I)


def scripted(page: Page) -> str | None:
    """Why a page without text may have one once its scripts have run: it asks for JavaScript where there is none, or
    has scripts and an empty element that frameworks fill. None where nothing speaks for that."""
    body = page.body[:HEAD]
    html = _shown(body.decode("utf-8", "replace") if isinstance(body, bytes) else body)
    if any(_JAVASCRIPT.search(said) for said in _NOSCRIPT.findall(html)):
        return "it asks for JavaScript, which makes its text"
    mount = (_MOUNT.search(html) or _ELEMENT.search(html)) if _SCRIPT.search(html) else None
    return f"JavaScript makes its text, in an empty element ({mount[1]})" if mount else None


def _shown(html: str) -> str:
    """Without comments; one that does not end hides the rest."""
    first, *rest = html.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in rest)
