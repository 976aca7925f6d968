"""A text's language: what the page declares, where the script of the text allows it; else what the text looks like."""

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Any

from cleaners.small_words import by_small_words

MIN_LETTERS = 40
"""Below this the model guesses; a text in a script of few languages may be shorter."""
MIN_CONFIDENCE = 0.5
SAMPLE = 4_000
"""Letters that are looked at: more do not change the answer, and cost time in proportion."""
SCRIPT_SAMPLE = 800

_SCRIPTS = {
    "CYRILLIC": "ru uk be bg mk sr kk ky mn tg tt ba cv ce os ab av sah uz az bs kv udm",
    "ARABIC": "ar fa ur ps ku ckb sd ug prs azb pnb ks pa ms kk ky uz az ha",
    "HEBREW": "he yi lad",
    "DEVANAGARI": "hi mr ne sa bh mai bho kok sd ks new",
    "BENGALI": "bn as",
    "GURMUKHI": "pa", "GUJARATI": "gu", "ORIYA": "or", "TAMIL": "ta", "TELUGU": "te", "KANNADA": "kn",
    "MALAYALAM": "ml", "SINHALA": "si", "THAI": "th", "LAO": "lo", "TIBETAN": "bo dz", "MYANMAR": "my shn",
    "GEORGIAN": "ka", "ARMENIAN": "hy", "ETHIOPIC": "am ti", "KHMER": "km", "GREEK": "el grc", "THAANA": "dv",
    "CJK": "zh ja yue wuu ko", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CHEROKEE": "chr", "MONGOLIAN": "mn",
}  # fmt: skip
_LANGUAGES = {script: frozenset(codes.split()) for script, codes in _SCRIPTS.items()}
_NOT_LATIN = frozenset().union(*_LANGUAGES.values()) - frozenset(
    "sr kk uz az bs ku tt mn tg ms ha ug pa ky sd ks lad".split()
)
"""Languages that no Latin text is in. Those left out are written in Latin letters too, here or there."""
_OLD_CODES = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "nb": "no"}
_THREE = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "por": "pt", "ita": "it", "nld": "nl",
    "dut": "nl", "rus": "ru", "ukr": "uk", "pol": "pl", "tur": "tr", "ara": "ar", "fas": "fa", "per": "fa", "hin": "hi",
    "ind": "id", "swa": "sw", "zho": "zh", "chi": "zh", "jpn": "ja", "kor": "ko", "swe": "sv", "dan": "da", "nor": "no",
    "fin": "fi", "ces": "cs", "cze": "cs", "ell": "el", "gre": "el", "hun": "hu", "ron": "ro", "rum": "ro", "vie": "vi",
    "heb": "he", "tha": "th", "ben": "bn", "urd": "ur", "cat": "ca", "fil": "tl",
}  # fmt: skip
_CODE = re.compile(r"[a-z]{2,3}")
_BENGALI, _ASSAMESE = "র", "ৰৱ"
"""Letters of one script that only the one or the other of its languages is written with."""
_HAN = re.compile("[\u3400-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")
_OF, _CANTONESE_OF = "的嘅"
"""The commonest character of Chinese (one in twenty-five), and what stands for it in Cantonese."""
OFTEN = 0.01
HAN_SHARE = 0.2
"""Of a text's letters so many are Han: a text that has each line in Pinyin too has a fifth of them."""
_NO_LATIN = re.compile("[\u0250-\U0010ffff]")
"""What comes after the Latin letters of Europe."""
_NAMES = {
    "english": "en",
    "deutsch": "de",
    "german": "de",
    "français": "fr",
    "french": "fr",
    "español": "es",
    "spanish": "es",
}


def language_of(text: str, declared: str | None = None) -> tuple[str | None, str | None]:
    """The language of the text (ISO 639-1; 639-3 where it has no shorter one) and where that is known from.

    (None, None) where nothing is declared and the text is too short to tell, or in no language.

    >>> language_of("Короткий текст", "en-US")
    (None, None)
    """
    script = script_of(text)
    code = code_of(declared)
    if code and script and fits(code, script):
        return code, f"declared: {declared}"
    if script in _LANGUAGES and len(_LANGUAGES[script]) == 1:
        return next(iter(_LANGUAGES[script])), f"the text's script: {script.lower()}"
    if sum(map(str.isalpha, text[:SAMPLE])) < MIN_LETTERS:
        return None, None
    found = _detected(text[:SAMPLE], script)
    return (found, "detected in the text") if found else (None, None)


def _detected(text: str, script: str | None) -> str | None:
    """The language that a text looks like. The model is asked where nothing plainer tells, because it takes long to
    load."""
    if told := by_small_words(text) or _by_characters(text, script):
        return told
    found, confidence = _model().classify(text)
    return str(found) if confidence >= MIN_CONFIDENCE else None


def _by_characters(text: str, script: str | None) -> str | None:
    """The language of a text in Bengali letters, or with a fifth of Han, by the characters that only one of the
    languages has, or has so often."""
    if script == "BENGALI":
        bengali, assamese = text.count(_BENGALI), sum(map(text.count, _ASSAMESE))
        return "as" if assamese > bengali else "bn" if bengali > assamese else None
    letters, han, kana = sum(map(str.isalpha, text)), len(_HAN.findall(text)), len(_KANA.findall(text))
    often = text.count(_OF) >= OFTEN * han and text.count(_OF) > kana + text.count(_CANTONESE_OF)
    return "zh" if han >= HAN_SHARE * letters and often else None


def code_of(declared: str | None) -> str | None:
    """The language in a tag such as `en-US`, `zh_Hant` or `deu`; None for what is no language's code."""
    code = re.split(r"[-_,; ]", (declared or "").strip().lower())[0]
    code = _NAMES.get(code, _THREE.get(code, _OLD_CODES.get(code, code)))
    return code if _CODE.fullmatch(code) and code not in ("und", "mul", "zxx", "xx") else None


def script_of(text: str) -> str | None:
    """The script of most letters of a text's beginning, by its Unicode name: LATIN, CYRILLIC, CJK, HIRAGANA, ...

    A Japanese text is HIRAGANA even where it has more Han than Kana."""
    sample = text[:SCRIPT_SAMPLE]
    if not any(map(str.isalpha, _NO_LATIN.findall(sample))):
        return "LATIN" if any(map(str.isalpha, sample)) else None
    counts = Counter[str]()
    for character, n in Counter(sample).items():
        if character.isalpha():
            counts[_script(character)] += n
    kana = counts["HIRAGANA"] + counts["KATAKANA"]
    if kana and kana * 8 >= counts["CJK"] and kana + counts["CJK"] > counts.total() / 2:
        return "HIRAGANA"
    return counts.most_common(1)[0][0] if counts else None


def fits(code: str, script: str) -> bool:
    """Whether a language is written in a script."""
    return code in _LANGUAGES[script] if script in _LANGUAGES else script != "LATIN" or code not in _NOT_LATIN


@cache
def _script(character: str) -> str:
    return unicodedata.name(character, "?").partition(" ")[0] if _NO_LATIN.match(character) else "LATIN"


@cache
def _model() -> Any:
    # loaded at the first text that declares nothing fitting: a second, and most pages declare their language
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
