"""The encoding of a page that declares none and is no UTF-8: guessed from its bytes, as a browser would.

Of scripts that have every letter outside of ASCII; where a few letters of Latin texts have accents, a guess is as often
wrong as not (French is taken for Czech), and Windows-1252 is what most of them are in."""

from charset_normalizer import from_bytes

FEWEST = 40
"""So many bytes outside of ASCII tell something; of fewer any guess is as good."""
SAMPLE = 20_000
FIRST_OF_OTHERS = "\u0370"
"""The letters before it are Latin ones: the Greek begin here."""
_ASCII = bytes(range(128))


def guess(body: bytes) -> str | None:
    """The encoding that the bytes are most likely in, as Python names it; None where they do not tell."""
    if len(body[:SAMPLE].translate(None, _ASCII)) < FEWEST:
        return None
    best = from_bytes(body[:SAMPLE]).best()
    if best is None or best.encoding.startswith("utf"):
        return None
    letters = [c for c in str(best) if c > "\x7f" and c.isalpha()]
    return best.encoding if 2 * sum(c >= FIRST_OF_OTHERS for c in letters) > len(letters) else None
