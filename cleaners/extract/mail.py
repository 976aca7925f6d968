"""A mail as a text: its header block (RFC 5322) and its signature, told from the letter."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import decode_header, make_header

MAX_SIGNATURE = 12
"""Lines. Netiquette asks for four, employers for more; what is longer than this is no signature."""

_FIELD = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9-]{0,40}):(?:\s+(?P<value>\S.*)|\s*)$")
_NAMED = re.compile(r"\s*[\"']?(?P<name>[^\"'<>@]{2,100}?)[\"']?\s*<[^<>]*>|\S+@\S+\s*\((?P<comment>[^()]{2,100})\)")


@dataclass(frozen=True, slots=True)
class Mail:
    """`header` are the header's lines as they stand, `fields` their values by name in small letters, decoded;
    `body` and `signature` are the other lines."""

    header: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    body: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()

    @property
    def sender(self) -> str | None:
        """The name in the field From, without the address."""
        m = _NAMED.match(self.fields.get("from", ""))
        return (m["name"] or m["comment"]).strip() if m else self.fields.get("from")


def read_mail(lines: Sequence[str]) -> Mail:
    """The text's lines as a mail; header, fields and signature are empty where it has none.

    A header is a block of fields at the very top, Subject or From with one more of the two and Date among them. A
    signature stands behind a line `-- ` (RFC 3676), which is no more than `--` where spaces at lines' ends were cut."""
    start = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    end = next((n for n in range(start, len(lines)) if not lines[n].strip()), len(lines))
    fields = _fields(lines[start:end])
    if not fields:
        end = 0
    at = _signature(lines[end:])
    cut = len(lines) if at is None else end + at
    header = tuple(lines[start:end]) if fields else ()
    return Mail(header, fields, tuple(lines[end:cut]), tuple(line for line in lines[cut + 1 :] if line.strip()))


def _fields(lines: Sequence[str]) -> dict[str, str]:
    """The fields of a header, the first of each name; none where the lines are no header."""
    found: dict[str, str] = {}
    name = ""
    for line in lines:
        if name and line[:1] == " ":  # a long field goes on in the next line
            found[name] = f"{found[name]} {line.strip()}"
        elif m := _FIELD.match(line):
            name = m["name"].lower()
            found.setdefault(name, m["value"] or "")
        else:
            return {}
    if len({"from", "subject", "date"} & found.keys()) < 2 or not {"from", "subject"} & found.keys():
        return {}
    return {name: _decoded(value) for name, value in found.items()}


def _decoded(value: str) -> str:
    """`=?utf-8?q?Br=C3=BCcke?=` as it is meant (RFC 2047)."""
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (MessageError, LookupError, ValueError):
        return value


def _signature(lines: Sequence[str]) -> int | None:
    """Where the line before the signature is."""
    marks = [n for n, line in enumerate(lines) if line == "--"]
    after = sum(1 for line in lines[marks[-1] + 1 :] if line.strip()) if marks else 0
    before = any(line.strip() for line in lines[: marks[-1]]) if marks else False
    return marks[-1] if before and 0 < after <= MAX_SIGNATURE else None
