"""JSON-LD as pages really carry it: read where it can be read, mended where that is safe, never a reason to fail."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

Node = dict[str, Any]

NEWS = frozenset(
    "NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle ReviewNewsArticle "
    "AskPublicNewsArticle AdvertiserContentArticle LiveBlogPosting Report".split()
)
ARTICLES = NEWS | frozenset(
    "Article BlogPosting TechArticle ScholarlyArticle SatiricalArticle SocialMediaPosting DiscussionForumPosting "
    "MedicalScholarlyArticle Review CriticReview Recipe HowTo".split()
)
"""schema.org's types for a piece of writing; the first group is news."""

MAX_NODES = 20_000
"""A page that nests more objects than this is not describing itself."""

_OPENINGS = ("<!--", "<![CDATA[", "//", "/*", "*/")
_CLOSINGS = ("-->", "]]>", "//", "*/", "/*", ";")
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.?)*(?:"|\Z))|,(?=\s*[}\]])', re.S)
_ESCAPE = re.compile(r'\\(["\\/bfnrt]|u[0-9a-fA-F]{4})|\\')
_SCALAR = re.compile(r'"(@type|headline|datePublished|dateModified|articleSection)"\s*:\s*"((?:[^"\\\n]|\\.){1,500})"')


def read(texts: Iterable[str]) -> tuple[Node, ...]:
    """The objects of a page's JSON-LD scripts in their order, those of lists and @graph one by one, with what a page
    object says of its `mainEntity` after it. References by @id are filled in. Never raises."""
    roots = [root for text in texts for root in _load(text)]
    known = _by_id(roots)
    nodes = [_filled(node, known) for root in roots for node in _unfold(root)]
    return tuple(nodes)


def types(node: object) -> tuple[str, ...]:
    """The names of an object's types, without their vocabulary: `NewsArticle` for `http://schema.org/NewsArticle`."""
    found = node.get("@type") if isinstance(node, dict) else None
    names = found if isinstance(found, list) else [found]
    return tuple([_bare(n) for n in names if isinstance(n, str) and n.strip()])


def _bare(name: str) -> str:
    return name.replace("#", "/").replace(":", "/").rpartition("/")[2]


def strings(value: object) -> tuple[str, ...]:
    """The texts of a value: itself, those of a list, the name (or address) of an object."""
    if isinstance(value, str):
        return (value.strip(),) if value.strip() else ()
    if isinstance(value, list):
        return tuple(s for v in value[:100] if not isinstance(v, list) for s in strings(v))
    if isinstance(value, dict):
        return next((s for k in ("name", "@value", "url", "@id") if (s := strings(value.get(k)))), ())
    return ()


def objects(value: object) -> tuple[Node, ...]:
    """The objects of a value: itself, or those of a list."""
    return tuple(v for v in (value if isinstance(value, list) else [value]) if isinstance(v, dict))


def _load(text: str) -> list[Any]:
    """What a script holds. Ladder: as it is; control characters allowed; commas and escapes mended; entities undone;
    several objects one after the other; at last the few plain values that any of it shows."""
    text = _unwrapped(text)
    if not text:
        return []
    for mend in (lambda t: t, _mended, lambda t: _mended(html.unescape(t))):
        try:
            return [msgspec.json.decode(mend(text).encode("utf-8", "surrogatepass"))]
        except (ValueError, RecursionError, msgspec.DecodeError):
            pass
        try:
            return [json.loads(mend(text), strict=False)]
        except (ValueError, RecursionError):
            pass
    return _one_by_one(text) or _scalars(text)


def _unwrapped(text: str) -> str:
    """The text without the comment and CDATA marks that templates put around it."""
    text = text.strip("\ufeff \t\r\n")
    while opening := next((o for o in _OPENINGS if text.startswith(o)), None):
        text = text.removeprefix(opening).lstrip()
    while closing := next((c for c in _CLOSINGS if text.endswith(c)), None):
        text = text.removesuffix(closing).rstrip()
    return text


def _mended(text: str) -> str:
    text = _ESCAPE.sub(lambda m: m[0] if m[1] else "", text)
    return _STRING_OR_COMMA.sub(lambda m: m[1] or "", text)


def _one_by_one(text: str) -> list[Any]:
    decoder, at = json.JSONDecoder(strict=False), text.find("{")
    found: list[Any] = []
    while at >= 0 and len(found) < 100:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(value)
        at = text.find("{", end)
    return found


def _scalars(text: str) -> list[Any]:
    node: Node = {}
    for name, value in _SCALAR.findall(text):
        node.setdefault(name, value)
    return [node] if "@type" in node else []


def _unfold(root: object) -> Iterator[Node]:
    stack = [root]
    for _ in range(MAX_NODES):
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, list):
            stack += reversed(value)
        elif isinstance(value, dict):
            yield value
            inner = [value.get("@graph"), *objects(value.get("mainEntity")), *objects(value.get("mainEntityOfPage"))]
            stack += [v for v in reversed(inner) if isinstance(v, list) or (v and not set(v) <= {"@id", "@type"})]


def _by_id(roots: list[Any]) -> dict[str, Node]:
    known: dict[str, Node] = {}
    stack: list[Any] = list(roots)
    for _ in range(MAX_NODES):
        if not stack:
            break
        value = stack.pop()
        if isinstance(value, dict):
            name = value.get("@id")
            if isinstance(name, str) and len(value) > len(known.get(name, {"@id": name})):
                known[name] = value
            stack += value.values()
        elif isinstance(value, list):
            stack += value
    return known


def _filled(node: Node, known: dict[str, Node]) -> Node:
    """The node with bare references to other objects replaced by them, one level deep: no cycle can matter."""

    def fill(value: Any) -> Any:
        if isinstance(value, list):
            return [fill(v) if isinstance(v, dict) else v for v in value]
        if isinstance(value, dict) and set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
            return known.get(value["@id"], value)
        return value

    return {name: fill(value) for name, value in node.items() if name != "@graph"}
