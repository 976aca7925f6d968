"""The encoding of a page that declares none and is no UTF-8: guessed from its bytes.

Scripts that have every letter outside of ASCII are told by how often their letters follow each other. In Latin texts
only a few letters have accents, and frequency takes French for Czech: there the language, which the letters without
accents tell, must have the letters with accents that come out. Windows-1252, which is most, is the answer to a tie."""

import re
from contextlib import suppress

from charset_normalizer import from_bytes

from cleaners.language import language_of

FEWEST = 30
"""So many bytes outside of ASCII tell something; of fewer any guess is as good."""
MOST, SAMPLE = 1 << 20, 20_000
"""Bytes of a page that are looked through for text, and of text that is looked at."""
FIRST_OF_OTHERS = "\u0370"
"""The letters before it are Latin ones: the Greek begin here."""
MOST_FOREIGN = 0.1
"""Share of the letters with accents that may be of another language: names, mostly."""
LATIN = ("cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257")
"""The likelier ones first."""
WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_ACCENTS = {
    "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "pl": "ąćęłńóśźż", "hu": "áéíóöőúüű", "ro": "ăâîşţ",
    "sl": "čšžćđ", "hr": "čćđšž", "bs": "čćđšž", "sr": "čćđšž", "sq": "çë", "tr": "çğıöşüâîûİ", "az": "çğıöşü",
    "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "et": "äõöüšž", "fr": "àâæçéèêëîïôœùûüÿ", "de": "äöüßé", "es": "áéíñóúüªº",
    "pt": "àáâãçéêíóôõúüªº", "it": "àèéìíîòóùúª", "nl": "áèéêëïóöüç", "sv": "åäöéàü", "da": "æøåéäöü",
    "no": "æøåéèêòóôäöü", "nn": "æøåéèêòóôäöü", "fi": "åäöšž", "is": "áðéíóúýþæö", "ca": "àçèéíïòóúü·ª",
    "gl": "áéíñóúüïª", "eu": "ñçü", "en": "áàâäåæçéèêëíïñóôöøúü", "af": "áèéêëíïôöûü",
}  # fmt: skip
"""Language → its letters outside of ASCII, as its orthography has them."""
_ASCII = bytes(range(128))
_MARKUP = re.compile(rb"<(?:script|style)\b[^<]*+(?:<(?!/(?:script|style))[^<]*+)*+|<[^<>]*+>", re.I)


def of_form(body: bytes) -> str | None:
    """The encoding that bytes of so strange a form are in: most of them zeros, or Japanese between its escapes."""
    head = body[:1024]
    if b"\x1b$" in body and 0 not in head:
        with suppress(UnicodeDecodeError):
            body.decode("iso2022_jp")
            return "iso2022_jp"
    for encoding in WIDE if 4 * head.count(0) > len(head) else ():
        with suppress(UnicodeDecodeError):
            if sum(c < "\x80" and c != "\0" for c in head[: len(head) & ~3].decode(encoding)) * 8 > len(head) // 2:
                return encoding
    return None


def guess(body: bytes) -> str | None:
    """The encoding that the bytes are most likely in, as Python names it; None where they do not tell."""
    sample = _sample(body)
    if len(sample.translate(None, _ASCII)) < FEWEST:
        return None
    best = from_bytes(sample).best()
    if best is None or best.encoding.startswith("utf"):
        return None
    letters = [c for c in str(best) if c > "\x7f" and c.isalpha()]
    return best.encoding if 2 * sum(c >= FIRST_OF_OTHERS for c in letters) > len(letters) else _latin(sample)


def _sample(body: bytes) -> bytes:
    """The first text of a page, without its markup, and not cut inside of a letter of two bytes."""
    text = _MARKUP.sub(b" ", body[:MOST])
    if len(text) <= SAMPLE:
        return text
    return text[: max(text.rfind(b" ", 0, SAMPLE), text.rfind(b"\n", 0, SAMPLE), SAMPLE // 2)]


def _latin(sample: bytes) -> str | None:
    """The encoding in which the letters with accents are those of the text's language, and of them most."""
    best, most = None, 0
    for encoding in LATIN:
        own, foreign = _accents(sample, encoding)
        if own - foreign > most and foreign <= MOST_FOREIGN * (own + foreign):
            best, most = encoding, own - foreign
    return best


def _accents(sample: bytes, encoding: str) -> tuple[int, int]:
    """The letters with accents that the text's language has, in this encoding; and those that it has not, and the
    characters that no text has."""
    text = sample.decode(encoding, "replace")
    letters = [c for c in text if c > "\x7f" and not (c.isspace() or (c.isprintable() and not c.isalpha()))]
    alphabet = _ACCENTS.get(language_of(text)[0] or "", "")
    own = sum(c in alphabet or c.lower() in alphabet for c in letters)
    return own, len(letters) - own
