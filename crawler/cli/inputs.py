"""What the user points at: an address, a file, a folder, stdin; and whether what is in it is HTML, text or WARC."""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal
from urllib.parse import urlsplit

from crawler.cli.say import Misconfigured

Content = Literal["html", "text"]

STDIN = "-"
SUFFIXES = frozenset({"", ".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".txt", ".text"})
"""What is read in a folder; wget saves `story.php?id=3`, so a suffix ends at the question mark."""
DATA = frozenset({
    ".json", ".jsonl", ".ndjson", ".toml", ".yaml", ".yml", ".csv", ".tsv", ".ini", ".cfg", ".conf", ".sql", ".py",
    ".js", ".css", ".sh", ".log",
})  # fmt: skip
"""What is text, and no story."""
ARCHIVES = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")
SNIFFED = 65_536
"""So many first bytes tell HTML from text."""
CONTROLS = bytes({*range(32)} - {*b"\t\n\r\f\v\x1b"})
MOST_CONTROLS = 0.01
"""A larger share of control characters is found in no text. A page with a stray zero byte is one all the same."""

FILES = SUFFIXES | DATA | {".warc", ".arc", ".gz", ".zst", ".xml", ".pdf", ".zip", ".md"}
"""A name that ends so, without a folder, is that of a file, and no host's."""
_HOST = re.compile(r"(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:localhost|(?:\d{1,3}\.){3}\d{1,3})(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE)
"""A host without a name of its own: few of those speak TLS."""
_OPENS = re.compile(rb"\s*<(?:!doctype\s+html|!--|html|head|body|\?xml|[a-z][a-z0-9]*[\s/>])", re.IGNORECASE)
_CLOSES = re.compile(
    rb"</(?:html|head|body|p|div|article|section|main|span|a|h[1-6]|ul|ol|li|table|blockquote)\s*>", re.IGNORECASE
)
_ARCHIVED = (b"WARC/", b"filedesc://", b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
_SKIPPABLE = b"\x2a\x4d\x18"  # with any first byte: a Zstandard frame that holds a dictionary
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class File:
    """A file to clean, or stdin. `name` is what the user calls it; `inside` its path in the folder that it was found
    in, None for one that was given by name."""

    name: str
    path: Path | None
    inside: Path | None = None

    @property
    def named(self) -> bool:
        """Whether it was given by name."""
        return self.inside is None

    @contextmanager
    def open(self) -> Iterator["Opened"]:
        """The file from its first byte. Raises OSError."""
        if self.path is None:
            yield Opened(sys.stdin.buffer)
        else:
            with self.path.open("rb") as stream:
                yield Opened(stream)

    def read(self) -> bytes:
        """All of it. Raises OSError."""
        with self.open() as opened:
            return opened.read()


class Opened:
    """A stream of which the first bytes can be looked at before it is read; stdin cannot be wound back."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.head = stream.read(SNIFFED)
        self._left = self.head

    def read(self, size: int = -1) -> bytes:
        """As of a file; a part may be shorter than asked for."""
        if size < 0:
            data, self._left = self._left + self._stream.read(), b""
            return data
        data, self._left = self._left[:size], self._left[size:]
        return data or self._stream.read(size)


def is_address(token: str) -> bool:
    """Whether the token is an address that we can fetch."""
    try:
        parts = urlsplit(token)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.netloc)


def looks_like_input(token: str) -> bool:
    """Whether the token is meant as something to read, rather than as a command's name."""
    return not token or token == STDIN or any(c in token for c in "./:\\") or Path(token).exists()


def check_addresses(tokens: Sequence[str]) -> None:
    """Raises Misconfigured for the first that is no http(s) address."""
    for token in tokens:
        if not is_address(token):
            raise Misconfigured(f"{token}: no http:// or https:// address{_hint(token)}")


def files(tokens: Sequence[str]) -> Iterator[File]:
    """The files that the tokens name; a folder stands for the pages and texts in it, in the order of their paths.

    Raises Misconfigured for what does not exist."""
    for token in tokens:
        path = Path(token)
        if token == STDIN:
            yield File(STDIN, None)
        elif path.is_dir():
            yield from _inside(path)
        elif path.exists():
            yield File(token, path)
        else:
            raise Misconfigured(f"{token}: no such file{_hint(token)}")


def _inside(folder: Path) -> Iterator[File]:
    found = sorted(p for p in folder.rglob("*") if p.is_file() and not hidden(p.relative_to(folder)))
    fit = [p for p in found if Path(p.name.partition("?")[0]).suffix.lower() in SUFFIXES or is_archive(p.name)]
    if not fit:
        raise Misconfigured(f"{folder}: no page or text in this folder (looked for .html, .txt and their like)")
    for path in fit:
        yield File(str(path), path, path.relative_to(folder))


def is_archive(name: str, head: bytes = b"") -> bool:
    """Whether a file of this name, or with these first bytes, holds the pages of a crawl."""
    if name.lower().endswith(ARCHIVES):
        return True
    if not head.startswith(_ARCHIVED) and head[1:4] != _SKIPPABLE:
        return False
    from crawler.archive import is_warc

    return is_warc(head)


def hidden(path: Path) -> bool:
    """Whether the path or a folder of it is hidden."""
    return any(part.startswith(".") for part in path.parts)


def _hint(token: str) -> str:
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", token, re.IGNORECASE)
    if scheme and "://" in token:
        return "" if is_address(token) else "; only http and https can be fetched"
    if _NUMBERED.fullmatch(token):
        return f"; did you mean http://{token} ?"
    is_file = "/" not in token and Path(token).suffix.lower() in FILES
    return f"; did you mean https://{token} ?" if _HOST.fullmatch(token) and not is_file else ""


def content(body: bytes, name: str = "") -> Content | None:
    """Whether it is a page or a text; None where it is neither, but a picture, a program or the like.

    A text says what it means without tags: one that opens with a tag, or closes one anywhere in its first part, is
    HTML. A PDF goes the way of pages, as servers send it for one, and the cleaners say so."""
    head = body[:SNIFFED]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "ignore").encode()
    if _OPENS.match(head.removeprefix(b"\xef\xbb\xbf")) or head.startswith(b"%PDF-"):
        return "html"
    if len(head) - len(head.translate(None, CONTROLS)) > MOST_CONTROLS * len(head):
        return None
    is_html = _CLOSES.search(head) or Path(name).suffix.lower() in {".html", ".htm", ".xhtml", ".shtml"}
    return "html" if is_html else "text"


def no_story(body: bytes, name: str = "") -> str | None:
    """Why a file is neither page nor story: it is JSON, or for machines by its name. None where it may be one."""
    line = body.lstrip().split(b"\n", 1)[0]
    asks = _object(line)
    if asks is not None and asks & {"html", "text"}:
        return "lines of JSON with pages or texts; `copydesk clean --jsonl` cleans each"
    suffix = Path(name.partition("?")[0]).suffix.lower()
    if asks is not None or (line[:1] in (b"{", b"[") and _is_json(body)):
        return "JSON, not a page or a text (--jsonl reads lines with `html` or `text`; --as text takes it as it is)"
    if suffix in DATA and content(body) == "text":
        return f"a {suffix} file, not a page or a text (--as text takes it as it is)"
    return None


def _object(line: bytes) -> set[str] | None:
    """The keys of a line that is a JSON object."""
    try:
        return set(json.loads(line)) if line.startswith(b"{") else None
    except (ValueError, RecursionError):
        return None


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def decode(body: bytes) -> str | None:
    """A text's characters: UTF-8, or UTF-16 with its mark. None where it is neither.

    A file that is UTF-8 but for a few broken letters (cut in the middle of one, say) is read; one that is mostly
    broken is in another encoding, and to guess which would put wrong letters into the story."""
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    text = body.decode("utf-8", "replace")
    wide = sum(1 for c in text if c > "\x7f")
    return text if text.count("\ufffd") * 10 <= wide or text.count("\ufffd") == 1 else None


def addresses(path: str) -> Iterator[tuple[int, str]]:
    """Line number and address of each line of a list; empty lines and # comments are none. `-` is stdin.

    Raises Misconfigured where the list cannot be read."""
    try:
        body = File(path, None if path == STDIN else Path(path)).read()
    except OSError as e:
        raise Misconfigured(f"{path}: cannot read the list of addresses: {e.strerror}") from e
    for number, line in enumerate(body.decode("utf-8-sig", "replace").splitlines(), 1):
        if (address := line.strip()) and not address.startswith("#"):
            yield number, address
