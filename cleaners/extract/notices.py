"""What other removed lines are worth to the record: the tags of a tags line, the account in an author box, the outlet
that a republication line names."""

import re
from collections.abc import Iterator, Sequence

from cleaners.model import Link

_EDGE = " \t\n\u00a0()[]（）【】〔〕*_-–—•·.,;:：|。\"'“”‘’«»"
_TAG_LABEL = re.compile(
    r"^\W*(?:tags?|tagged(?: with| as| in)?|topics?|keywords?|filed under|posted in|categor(?:y|ies)|labels?|more on|"
    r"related topics|stichworte|schlagwörter|schlagworte|themen|kategorien?|étiquettes?|étiqueté|mots[- ]clés|"
    r"catégories?|"
    r"thèmes|etiquetas?|etiquetado como|archivado en|temas|categorías?|palabras clave|marcados? com|arquivado em|"
    r"assuntos|"
    r"palavras-chave|etichette|etichettato con|archiviato in|argomenti|trefwoorden|labels|onderwerpen|taggar|ämnen|"
    r"emner|"
    r"tagi|słowa kluczowe|тематика|теги|метки|темы|ключевые слова|мітки|etiketler|konular|الوسوم|موسوم بـ|"
    r"كلمات مفتاحية|"
    r"تحت تصنيف|برچسب‌?ها|टैग्स?|ditag dengan|ditempatkan di bawah|topik|tagi|标签|標籤|分类|分類|关键词|關鍵字|"
    r"タグ|キーワード|태그|키워드)"
    r"\s*(?:[:：\-–|]|\s|$)\s*",
    re.I,
)


def read_tags(text: str, links: Sequence[Link] = ()) -> tuple[str, ...]:
    """The tags of a tag line: what its links say, else the parts of it after its label."""
    if links:
        parts = list(_linked_tags(text, links))
    else:
        bare = _TAG_LABEL.sub("", text, count=1)
        parts = re.split(r"\s*[,，、;|•·\n]\s*|\s+/\s+|\s*#", bare)
        if len(parts) == 1 and bare == text and not re.search(r"\w", bare):
            return ()
    return tuple(dict.fromkeys(t for p in parts if (t := p.strip(_EDGE + "#")) and _TAG_LABEL.sub("", t + " ")))


def _linked_tags(text: str, links: Sequence[Link]) -> Iterator[str]:
    """The words of the links, but for those behind a label that says category: that is the section's business."""
    at, filed = 0, False
    for link in sorted(links):
        between = text[at : link.start]
        if any(c.isalpha() for c in between):
            filed = _CATEGORY.search(between) is not None
        if not filed:
            yield text[link.start : link.end]
        at = link.end


_CATEGORY = re.compile(
    r"filed|posted in|categ|kateg|catég|archivad|arquivad|archiviat|geplaatst in|ditempatkan|рубрик|категор|"
    r"تصنيف|分类|分類|श्रेणी",
    re.I,
)
_ACCOUNT = re.compile(
    r"^\W*(?:about the author|about author|about|written by|posted by|published by|view all posts by|"
    r"more (?:posts )?by|"
    r"all posts by|more from|author|by|über den autor|über die autorin|über|von|verfasst von|weitere artikel von|"
    r"alle beiträge von|sobre el autor|sobre la autora|sobre o autor|sobre a autora|sobre|publicado por|escrito por|"
    r"à propos de l['’]auteure?|à propos de|à propos|publié par|rédigé par|l['’]autore|informazioni su|chi è|"
    r"scritto da|"
    r"pubblicato da|over de auteur|over|geplaatst door|door|om forfatteren|om|об авторе|автор|про автора|o autorze|"
    r"autor|"
    r"yazar hakkında|yazar|hakkında|عن الكاتب|بواسطة|درباره نویسنده|درباره|लेखक के बारे में|tentang penulis|tentang|"
    r"kuhusu|关于作者|关于|作者|この記事を書いた人|著者|글쓴이|작성자)(?:\s*[:：|]\s*|\s+|$)",
    re.I,
)
_ACCOUNT_TAIL = re.compile(r"(?:['’]s)?\s*(?:posts|articles|beiträge|→|»|›|\d[\d.,]*\s+\w+)\W*$", re.I)


def read_account(text: str) -> str | None:
    """The name in an author box's line: `About ghanamma`, `View all posts by Kofi →`; None where it holds none."""
    name = text.strip()
    for _ in range(2):
        name = _ACCOUNT.sub("", name, count=1)
    if name != text.strip():
        name = _ACCOUNT_TAIL.sub("", name)
    name = name.strip(_EDGE + "→›")
    return name if name and len(name.split()) <= 5 and not name.isdigit() else None


_APPEARED = re.compile(
    r"(?:(?:first|originally|previously)\s+(?:published|appeared|posted|reported)|(?:published|appeared|posted)\s+"
    r"(?:first|originally)|republished|reprinted|syndicated|erschien(?:en)?(?:\s+zuerst|\s+ursprünglich)?|zuerst|"
    r"erstveröffentlichung|est apparu(?:e)?(?:\s+en premier)?|(?:d['’]abord\s+)?publiée?\s+(?:initialement|"
    r"à l['’]origine)?|"
    r"se publicó(?:\s+\w+)?|publicado\s+(?:originalmente|primero|por primera vez)|apareció(?:\s+primero)?|"
    r"apareceu(?:\s+primeiro)?|"
    r"publicado\s+primeiro|proviene|pubblicato\s+(?:originariamente|per la prima volta|su)|verscheen\s+(?:eerst|"
    r"oorspronkelijk)|"
    r"появил(?:ась|ись|ся)\s+сначала|впервые\s+опубликован\w*|pojawił\w*\s+się(?:\s+najpierw)?)"
    r"(?:\s+(?:als|here|hier|ici|aquí|in full|with permission|with))?\s*[:：]?\s+"
    r"(?:by|on|in|at|from|bei|auf|im|in der|sur|dans|par|en|por|em|no|na|da|su|op|bij|на|в|w|na)?\s*"
    r"(?-i:the\s+)?(?P<name>[^\s.][^.;|()\n]{1,79})",
    re.I,
)
_APPEARED_TAIL = re.compile(
    r"\s+(?:erschienen|veröffentlicht|gepubliceerd|under a|and is|and has|on \d|on (?:jan|feb|mar|apr|may|jun|jul|aug|"

                            r"sep|oct|nov|dec)\w*|in \d{4}|with permission|as part).*$", re.I)  # fmt: skip

_DATE = re.compile(
    r"\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|ene|abr|ago|dic|fév|avr|jui|aoû|déc|"
    r"янв|фев|апр|"
    r"авг|сен|окт|ноя|дек)\w{0,6}\.? \d",
    re.I,
)


def read_origin(text: str, links: Sequence[Link] = ()) -> str | None:
    """The outlet (else the address) that a line names as the first to publish: `This article first appeared on X.`"""
    if m := _APPEARED.search(text):
        # a link that stands where the name begins says where the name ends
        at = next((k for k in links if k.start <= m.end("name") and k.end > m.start("name")), None)
        name = text[at.start : at.end] if at else _APPEARED_TAIL.sub("", m["name"])
        name = name.strip(_EDGE)
        if name and not _DATE.match(name):
            return name
    if links:
        last = links[-1]
        return text[last.start : last.end].strip(_EDGE) or last.href
    return None
