"""The encoding of a page that declares none and is no UTF-8: guessed from its bytes, as a browser would."""

from charset_normalizer import from_bytes

FEWEST = 40
"""So many bytes outside of ASCII tell something; of fewer any guess is as good."""
SAMPLE = 20_000
_ASCII = bytes(range(128))


def guess(body: bytes) -> str | None:
    """The encoding that the bytes are most likely in, as Python names it; None where they do not tell."""
    if len(body[:SAMPLE].translate(None, _ASCII)) < FEWEST:
        return None
    best = from_bytes(body[:SAMPLE]).best()
    return best.encoding if best is not None and not best.encoding.startswith("utf") else None
