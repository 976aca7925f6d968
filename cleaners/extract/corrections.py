"""Corrections, clarifications and editor's notes: they stay in the story, and the record names them."""

import re
from collections.abc import Iterable

from cleaners.model import Block

_LABELS = (
    r"corrections?|clarifications?|corrected|editor['’]s note|editors['’] note|editor note|update and correction|"
    r"errat(?:um|a)|"
    r"retraction|note to readers|korrekturen|korrektur(?:hinweis)?|berichtigung|richtigstellung|klarstellung|"
    r"anm(?:erkung|\.) d(?:er|\.) red(?:aktion|\.)|hinweis der redaktion|redaktioneller hinweis|in eigener sache|"
    r"rectificatifs?|mise au point|précision|note de la rédaction|ndlr|corrección|correcciones|fe de errores|"
    r"rectificación|"
    r"nota del editor|nota de la redacción|nota de redacción|aclaración|correção|correções|errata|errata corrige|"
    r"nota da redação|nota do editor|nota da redacção|correzion[ei]|rettifica|precisazione|nota della redazione|ndr|"
    r"correctie|rectificatie|noot van de redactie|naschrift redactie|rättelse|rettelse|retting|oikaisu|korjaus|"
    r"sprostowanie|korekta|od redakcji|oprava|oprava článku|helyreigazítás|erată|ispravak|исправление|уточнение|"
    r"поправка|"
    r"от редакции|примечание редакции|виправлення|уточнення|від редакції|поправка редакції|διόρθωση|düzeltme|tekzip|"
    r"editörün notu|editör notu|تصحيح|تصويب|توضيح|ملاحظة المحرر|ملاحظة من المحرر|اصلاحیه|تصحیح|توضیح|یادداشت سردبیر|"
    r"भूल सुधार|सुधार|स्पष्टीकरण|संपादक का नोट|koreksi|ralat|klarifikasi|catatan redaksi|masahihisho|marekebisho|"
    r"更正|更正启事|更正說明|勘误|勘誤|编者按|编者注|編者按|編按|订正|訂正|訂正とおわび|おわびと訂正|編集部注|정정|"
    r"정정보도|바로잡습니다|편집자 주|"
    r"đính chính|ghi chú của ban biên tập"
)
_DAY = r"[,，]?\s(?:(?:on|of|from|vom|du|del|di|de)\s)?(?:[^\W\d_]{3,12}\.?\s)?\d[^:：]{0,24}"
_LABEL = re.compile(
    rf"^[^\w]{{0,6}}(?:{_LABELS})(?:(?:\s*\([^()]{{1,40}}\)|{_DAY}|\sto (?:this|"
    rf"an earlier) [^:：.]{{1,30}})?\s*[:：—–]|"
    r"\s*-\s|\s+added\b|\s*$)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^[^\w]{0,6}(?:(?:this|an earlier version of this|a previous version of this|an earlier version of the) "
    r"(?:story|article|report|post|piece|page|headline|version)(?: of (?:this|the) \w+)? "
    r"(?:has been|was|have been|incorrectly|misstated|mis\w+|gave|said|stated)|"
    r"in einer (?:früheren|ersten) (?:version|fassung) (?:dieses|des) |une (?:première )?version (?:précédente|"
    r"antérieure) de cet|"
    r"una versión anterior de este|uma versão anterior deste|cet article a été|dieser (?:artikel|text|beitrag) wurde|"
    r"este artículo (?:ha sido|fue)|este artigo foi|questo articolo è stato)\b",
    re.I,
)
_MENDED = re.compile(
    r"correct|amend|updat|clarif|misstat|misspel|incorrect|error|wrong|falsch|korrig|fehler|err[oe]|corrig|inexact",
    re.I,
)
MAX_WORDS = 120


def find_corrections(blocks: Iterable[Block]) -> tuple[str, ...]:
    """The texts of the blocks that are corrections: a label and its clause, or the clause under a label that is a
    heading of its own, or a sentence that says what earlier versions said. A label alone in prose is none."""
    found: list[str] = []
    awaited = False
    for block in blocks:
        text = block.text.strip()
        m = _LABEL.match(text)
        alone = bool(m) and len(text) <= m.end() + 1 if m else False
        is_note = (awaited and not m) or (m and not alone) or (_NOTE.match(text) and _MENDED.search(text))
        if text and is_note and len(text.split()) <= MAX_WORDS:
            found.append(text)
        awaited = alone and block.kind in ("heading", "paragraph")
    return tuple(dict.fromkeys(found))
