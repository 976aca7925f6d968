"""The records of a WARC or ARC file, one after the other."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.recordloader import ArcWarcRecordLoader  # type: ignore[import-untyped]

from crawler.archive.model import CUT, STEP, Broken, Problem
from crawler.archive.unpack import Unpacked

# it warns of spaces in addresses, on the terminal of whoever reads somebody else's file
logging.getLogger("warcio").setLevel(logging.ERROR)

BLANK = frozenset({b"\r\n", b"\n"})
FIELDS = 5
DATE = range(8, 18)
"""Digits of a date in an ARC file: the day, the second (as it should be), the millisecond."""


class Fields(Protocol):
    """The named fields of a record, its content's apart."""

    def get_header(self, name: str, /) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `kind` is its WARC-Type (those of an ARC file are responses); `block` its content, None where it
    was not wanted. `offset` and `length` are its bytes in the file, as far as it has some of its own."""

    at: str
    offset: int
    length: int
    kind: str
    fields: Fields
    block: bytes | None


Wanted = Callable[[str, Fields, int], bool]
"""Whether a record's content is to be read, by kind, fields, and the content's length."""


def records(file: BinaryIO, wanted: Wanted, start: int = 0) -> Iterator[Record | Problem]:
    """The records from the offset `start` on, at which the file stands.

    What is not as it should be is a Problem: the last that is told of the file, unless its records are packed one by
    one, so that the next can be found. Raises OSError where the file cannot be read at all."""
    try:
        stream = Unpacked(file, start)
    except Broken as e:
        yield Problem(str(start), str(e))
        return
    reader = _Reader(stream, wanted)
    try:
        while reader.seek():
            yield reader.record()
    except Broken as e:
        yield Problem(reader.at, str(e))


class _Reader:
    """Reads a record, and finds the next. Methods raise Broken where the file cannot be read on.

    `at` names the record that is read, or was read last."""

    def __init__(self, stream: Unpacked, wanted: Wanted) -> None:
        self._stream = stream
        self._wanted = wanted
        self._loader = ArcWarcRecordLoader(verify_http=False, arc2warc=True)
        self._line = b""  # the first of the next record,
        self._offset, self._position = stream.member, 0  # and where it stands: in the file, in what is unpacked
        self.at = str(stream.member)

    def seek(self) -> bool:
        """Go to the next record; False at the file's end."""
        while not self._line:
            self._find_line()
            if not self._line:
                self.at = str(self._stream.offset)
                if not self._stream.next_member():
                    return False
        inside = self._stream.is_packed and self._position
        self.at = f"{self._offset}+{self._position}" if inside else str(self._offset)
        return True

    def record(self) -> Record | Problem:
        """The record at which the stream stands."""
        offset = self._offset
        self._stream.begin_record()
        if not (is_warc := self._line.startswith(b"WARC/")) and not _opens_arc(self._line):
            return self._lost("this is no record of a WARC or ARC file")
        try:
            parsed = self._loader.parse_record_stream(self._stream, self._line, no_record_parse=True)
        except (ArchiveLoadFailed, EOFError, ValueError):
            return self._lost("this is no record of a WARC or ARC file")
        if parsed.length is None or not parsed.rec_type:
            return self._lost("the record's header is not whole")
        wanted = self._wanted(parsed.rec_type, parsed.rec_headers, parsed.length)
        block = self._block(parsed.length, wanted=wanted)
        if block is None and not self._stream.is_packed:
            raise Broken(CUT)
        if block is None or not self._ends(is_arc=not is_warc):
            return self._lost(f"the record is not as long as it says ({parsed.length:,} bytes)")
        length = (self._stream.offset - len(self._line)) - offset
        return Record(self.at, offset, max(length, 0), parsed.rec_type, parsed.rec_headers, block if wanted else None)

    def _block(self, length: int, *, wanted: bool) -> bytes | None:
        """The content, empty where it is not wanted; None where the member ends before it does."""
        if wanted:
            block = self._stream.read(length)
            return block if len(block) == length else None
        while length and (part := self._stream.read(min(length, STEP))):
            length -= len(part)
        return None if length else b""

    def _ends(self, *, is_arc: bool) -> bool:
        """Find the next line, and whether the record before it ended where it should: with a blank line, or with its
        member. Between the records of an ARC file there need be none."""
        end = self._stream.position
        self._stream.begin_record()
        self._find_line()
        return is_arc or not self._line or self._position > end

    def _find_line(self) -> None:
        """The next line that is not blank, and where it stands; none at the member's end."""
        self._line = b"\n"
        while self._line in BLANK:
            self._position, offset = self._stream.position, self._stream.offset
            self._line = self._stream.readline(STEP)
        self._offset = self._stream.member if self._stream.is_packed else offset

    def _lost(self, reason: str) -> Problem:
        """The record cannot be read; where records are packed one by one, the next can be found."""
        if not self._stream.is_packed:
            raise Broken(reason)
        self._stream.skip_member()
        self._line = b""
        return Problem(self.at, reason)


def _opens_arc(line: bytes) -> bool:
    """Whether a record of an ARC file begins so: address, host, date, kind and length, perhaps more. Prose has five
    words, too, but hardly a date among them and a number at the end."""
    fields = line.split()
    return len(fields) >= FIELDS and fields[-1].isdigit() and any(len(f) in DATE and f.isdigit() for f in fields[2:-1])
