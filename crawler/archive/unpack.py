"""The bytes of a WARC file as they were before packing, with a word on every break.

A WARC file is packed a record at a time: each is a gzip member or a Zstandard frame of its own, so that it can be
read alone. Tools that read on quietly where a member is cut make a whole file of half a file; here a break is an
exception.
"""

import zlib
from typing import BinaryIO, Protocol

from crawler.archive.model import CUT, STEP, Broken
from crawler.archive.zst import MAGIC as ZSTD
from crawler.archive.zst import MOST_DICTIONARY, SKIPPABLE, Frame, dictionary_of

MOST_HEADER = 1 << 18
"""Bytes that the lines before a record's content may have; real ones have one or two thousand."""
GZIP = b"\x1f\x8b"


class Unpacker(Protocol):
    """One member: takes packed bytes, gives the plain ones and what of the packed ones it has not used."""

    eof: bool

    def unpack(self, data: bytes, /) -> tuple[bytes, bytes]: ...


class Member:
    """A gzip member, or what `wbits` says (as zlib has it)."""

    def __init__(self, wbits: int = 16 + zlib.MAX_WBITS) -> None:
        self._zlib = zlib.decompressobj(wbits)
        self.eof = False

    def unpack(self, data: bytes) -> tuple[bytes, bytes]:
        """At most STEP plain bytes. Raises Broken."""
        try:
            plain = self._zlib.decompress(data, STEP)
        except zlib.error as e:
            raise Broken(f"the packed data is damaged ({str(e).rpartition(': ')[2]})") from e
        self.eof = self._zlib.eof
        return plain, self._zlib.unused_data if self.eof else self._zlib.unconsumed_tail


class Plain:
    """A file that is not packed: one member to its end."""

    eof = False

    def unpack(self, data: bytes) -> tuple[bytes, bytes]:
        """The data itself."""
        return data, b""


class Unpacked:
    """A stream of one member after the other. Reading stops at a member's end until `next_member` is called.

    `start` is the offset at which the file stands. `member` is the offset at which the current member begins,
    `position` that of the next byte within what is unpacked of it. Methods raise Broken where the file is not as it
    should be, and OSError where it cannot be read at all."""

    def __init__(self, file: BinaryIO, start: int = 0) -> None:
        self._file = file
        self._read = start  # offset of what is read next from the file
        self._packed = b""  # read, but not unpacked yet
        self._plain = b""  # unpacked, but not read yet
        self._at = 0  # so much of it has been read
        self._budget = MOST_HEADER
        self._dictionary: bytes | None = None
        self._unpacker: Unpacker = Plain()
        self.member = start
        self.position = 0
        self.is_packed = self._fill(4)[:2] == GZIP or self._packed[:4] in {ZSTD, *SKIPPABLE}
        if self.is_packed:
            self._begin()

    @property
    def offset(self) -> int:
        """Where in the file the next byte is: exact at a member's end, and in a file that is not packed."""
        return self._read - len(self._packed) - (len(self._plain) - self._at)

    def read(self, size: int) -> bytes:
        """As many bytes as asked for; fewer only at the member's end."""
        parts: list[bytes] = []
        while size > 0 and self._more():
            part = self._plain[self._at : self._at + size]
            self._at += len(part)
            size -= len(part)
            parts.append(part)
        data = b"".join(parts)
        self.position += len(data)
        return data

    def readline(self, size: int = MOST_HEADER) -> bytes:
        """A line with its end; shorter only at the member's end. All lines of one record share MOST_HEADER bytes."""
        parts: list[bytes] = []
        while size > 0 and self._more():
            end = self._plain.find(b"\n", self._at) + 1 or len(self._plain)
            parts.append(self.read(min(end - self._at, size)))
            size -= len(parts[-1])
            self._budget -= len(parts[-1])
            if self._budget < 0:
                raise Broken("a record's header does not end")
            if parts[-1].endswith(b"\n"):
                break
        return b"".join(parts)

    def begin_record(self) -> None:
        """What is read as lines from here on is another record's."""
        self._budget = MOST_HEADER

    def next_member(self) -> bool:
        """Go on to the next member; False at the end of the file. The current one must be read to its end."""
        if not self.is_packed or not self._fill(4):
            return False
        self.member, self.position = self.offset, 0
        self._begin()
        return True

    def skip_member(self) -> None:
        """Read the current member to its end."""
        while self._more():
            self.position += len(self._plain) - self._at
            self._at = len(self._plain)

    def _begin(self) -> None:
        while self._packed[:4] in SKIPPABLE:
            self._skip_frame()
        if self._packed[:4] == ZSTD:
            self._unpacker = Frame(self._dictionary)
        elif self._packed[:2] == GZIP:
            self._unpacker = Member()
        else:
            raise Broken(CUT if len(self._packed) < 4 else "what follows is no packed record")

    def _skip_frame(self) -> None:
        """A Zstandard frame that holds no record: at the file's start it may be the dictionary of all others."""
        size = 8 + int.from_bytes(self._fill(8)[4:], "little")
        if size > MOST_DICTIONARY or len(frame := self._fill(size)) < size:
            raise Broken("a Zstandard frame without a record is cut, or too large")
        self._dictionary = dictionary_of(frame) or self._dictionary
        self._packed = self._packed[size:]
        self._fill(4)
        self.member = self.offset

    def _fill(self, size: int) -> bytes:
        """Have so many packed bytes at hand, where the file has them; gives them."""
        while len(self._packed) < size and (data := self._file.read(max(STEP, size - len(self._packed)))):
            self._read += len(data)
            self._packed += data
        return self._packed[:size]

    def _more(self) -> bool:
        """Whether there is more to read of this member, unpacked."""
        while self._at == len(self._plain) and not self._unpacker.eof:
            at_end = not self._fill(1)
            self._plain, self._packed = self._unpacker.unpack(self._packed)
            self._at = 0
            if at_end and not self._plain and not self._unpacker.eof:
                if self.is_packed:
                    raise Broken(CUT)
                return False
        return self._at < len(self._plain)
