"""The HTTP message in a record."""

import re
from collections.abc import Iterable
from typing import NamedTuple

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b")
_END = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(rb"\r?\n[ \t]+")


class Message(NamedTuple):
    """A response: its status, its headers as they came (one that came twice, joined by a comma), its body."""

    status: int
    headers: dict[str, str]
    body: bytes


def parse(block: bytes) -> Message | None:
    """The response in this block; None where it is none."""
    status = _STATUS.match(block)
    end = _END.search(block)
    if status is None or end is None:
        return None
    lines = _FOLD.sub(b" ", block[status.end() : end.start()]).decode("latin-1").splitlines()[1:]
    return Message(int(status[1]), _joined(line.partition(":")[::2] for line in lines), block[end.end() :])


def header(headers: dict[str, str], name: str) -> str:
    """A header in any case; empty where it is absent."""
    return next((value for key, value in headers.items() if key.lower() == name), "")


def _joined(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    names: dict[str, str] = {}
    joined: dict[str, str] = {}
    for name, value in ((n.strip(), v.strip()) for n, v in headers):
        known = names.setdefault(name.lower(), name)
        joined[known] = f"{joined[known]}, {value}" if known in joined else value
    joined.pop("", None)
    return joined
