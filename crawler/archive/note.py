"""What we know of a page beside what its server sent, in a field of its record.

`WARC-JSON-Metadata` is the field in which crawlers keep such notes (warcprox, browsertrix); ours is an object under the
key `copydesk`, so that a page and its note are one record: read, moved and forgotten as one.
"""

import json

import msgspec

from cleaners.model import Hints

FIELD = "WARC-JSON-Metadata"


class Note(msgspec.Struct, frozen=True, omit_defaults=True):
    """`asked`: the address that was asked for, where another one answered; `source`: for which source; `hints`: what
    the feed or the sitemap said of the page."""

    asked: str | None = None
    source: str | None = None
    hints: Hints = Hints()


class _Field(msgspec.Struct):
    copydesk: Note = Note()


def write(note: Note) -> str | None:
    """The field's value, in ASCII; None where there is nothing to say."""
    value = msgspec.to_builtins(note)
    return json.dumps({"copydesk": value}) if value else None


def read(value: str | None) -> Note:
    """The note in a field; an empty one where there is none of ours, or none that can be read."""
    try:
        return msgspec.json.decode(value or "{}", type=_Field).copydesk
    except (msgspec.DecodeError, UnicodeError):
        return Note()
