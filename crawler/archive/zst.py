"""Zstandard, as WARC files use it: a frame a record, and perhaps a dictionary for all of them at the file's start.

As in the IIPC's "Zstandard Compression in WARC Files" (version 1.0): the dictionary stands in a skippable frame of
magic number 0x184D2A5D, and may itself be packed.
"""

import sys

from crawler.archive.model import STEP, Broken

if sys.version_info >= (3, 14):
    from compression import zstd as zstd
else:
    from backports import zstd as zstd

MAGIC = b"\x28\xb5\x2f\xfd"
SKIPPABLE = frozenset(n.to_bytes(4, "little") for n in range(0x184D2A50, 0x184D2A60))
OF_DICTIONARY = 0x184D2A5D.to_bytes(4, "little")
MOST_DICTIONARY = 16 << 20
"""Bytes; a skippable frame is read whole, so its size has an end. Dictionaries in use have about 1 MB."""


class Frame:
    """A Zstandard frame, packed with this dictionary. Raises Broken for a dictionary that is none."""

    def __init__(self, dictionary: bytes | None = None) -> None:
        try:
            known = zstd.ZstdDict(dictionary) if dictionary else None
            self._zstd = zstd.ZstdDecompressor(known)
        except (zstd.ZstdError, ValueError) as e:
            raise Broken(f"the Zstandard dictionary is damaged ({e})") from e
        self.eof = False

    def unpack(self, data: bytes) -> tuple[bytes, bytes]:
        """At most STEP plain bytes, and what of the data is not used yet. Raises Broken."""
        if data and not self._zstd.needs_input:
            plain, rest = self._decompress(b""), data
        else:
            plain, rest = self._decompress(data), b""
        self.eof = self._zstd.eof
        return plain, self._zstd.unused_data + rest if self.eof else rest

    def _decompress(self, data: bytes) -> bytes:
        try:
            return bytes(self._zstd.decompress(data, STEP))
        except zstd.ZstdError as e:
            raise Broken(f"the Zstandard data is damaged ({e})") from e


def dictionary_of(frame: bytes) -> bytes | None:
    """The dictionary in a skippable frame, where it is one that holds it. Raises Broken."""
    if frame[:4] != OF_DICTIONARY:
        return None
    content = frame[8:]
    if content[:4] != MAGIC:
        return content
    unpacker = Frame()
    plain, rest = unpacker.unpack(content)
    while not unpacker.eof and len(plain) <= MOST_DICTIONARY:
        more, rest = unpacker.unpack(rest)
        if not more and not unpacker.eof:
            raise Broken("the Zstandard dictionary is cut")
        plain += more
    return plain
