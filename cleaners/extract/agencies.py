"""News agencies and wire services by the names that stories print, in the scripts that print them."""

import re

_WIRES = {
    "AP": "ap|the associated press|associated press|associated press writers?|ا ب|أ ب|美联社|美聯社|АП|AP通信|ＡＰ",
    "Reuters": "reuters|thomson reuters|ロイター|رويترز|路透社|路透|로이터|рейтер|रॉयटर्स|رویترز",
    "AFP": "afp|agence france-presse|agence france presse|أ ف ب|ا ف ب|法新社|ＡＦＰ|AFP通信|afp=時事|एएफपी",
    "CNN": "cnn|cable news network",
    "dpa": "dpa|deutsche presse-agentur|dpa-infocom|dpa-afx|د ب أ|德新社",
    "APA": "apa|austria presse agentur",
    "SDA": "sda|keystone-sda|ats",
    "epd": "epd",
    "KNA": "kna|katholische nachrichten-agentur",
    "SID": "sid",
    "EFE": "efe|agencia efe|agência efe",
    "Europa Press": "europa press|europapress",
    "Lusa": "lusa|agência lusa",
    "Agência Brasil": "agência brasil",
    "ANSA": "ansa|agenzia ansa",
    "Adnkronos": "adnkronos",
    "AGI": "agi",
    "Italpress": "italpress",
    "ANP": "anp",
    "Belga": "belga",
    "NTB": "ntb",
    "TT": "tt nyhetsbyrån",
    "Ritzau": "ritzau",
    "STT": "stt",
    "PAP": "pap|polska agencja prasowa",
    "ČTK": "čtk|ctk",
    "MTI": "mti",
    "Tanjug": "tanjug|танјуг",
    "Hina": "hina",
    "Agerpres": "agerpres",
    "BTA": "bta|бта",
    "AMNA": "ana-mpa|amna|απε-μπε",
    "TASS": "tass|itar-tass|тасс|тасс\\.|塔斯社",
    "RIA Novosti": "ria novosti|риа новости",
    "Interfax": "interfax|interfax\\.ru|интерфакс",
    "Ukrinform": "ukrinform|укринформ|укрінформ",
    "UNIAN": "unian|униан|уніан",
    "AA": "aa|anadolu|anadolu agency|anadolu ajansı|الأناضول",
    "DHA": "dha",
    "İHA": "iha|İHA",
    "IRNA": "irna|ایرنا",
    "ISNA": "isna|ایسنا",
    "SPA": "spa|واس",
    "WAM": "wam|وام",
    "MENA": "mena|أ ش أ",
    "Xinhua": "xinhua|xinhua news agency|新华社|新華社|شينخوا|신화통신|синьхуа",
    "China News Service": "china news service|中新社|中新网|中新網|中国新闻网",
    "CNA": "cna|central news agency|中央社",
    "Kyodo": "kyodo|kyodo news|共同|共同通信",
    "Jiji": "jiji|jiji press|時事|時事通信",
    "Yonhap": "yonhap|yonhap news agency|연합뉴스|연합|韩联社",
    "Newsis": "newsis|뉴시스",
    "News1": "뉴스1",
    "KCNA": "kcna|朝中社",
    "PTI": "pti|press trust of india|पीटीआई|भाषा",
    "ANI": "ani|asian news international|एएनआई",
    "IANS": "ians|आईएएनएस",
    "UNI": "uni|वार्ता",
    "APP": "app|associated press of pakistan",
    "BSS": "bss",
    "Antara": "antara",
    "Bernama": "bernama",
    "VNA": "vna|ttxvn",
    "PNA": "pna",
    "AAP": "aap|australian associated press",
    "GNA": "gna|ghana news agency",
    "NAN": "nan|news agency of nigeria",
    "APS": "aps",
    "MAP": "map",
    "Canadian Press": "canadian press|the canadian press|la presse canadienne",
    "PA": "pa|pa media|press association|press association of great britain",
    "UPI": "upi|united press international",
    "Bloomberg": "bloomberg|bloomberg news",
    "Notimex": "notimex",
    "Télam": "télam|telam",
    "Prensa Latina": "prensa latina",
    "Field Level Media": "field level media",
    "IPS": "ips|inter press service",
}  # fmt: skip
RELEASES = re.compile(
    r"pr ?newswire(?:-[a-z-]{1,20})?|businesswire|business wire|globe ?newswire|accesswire|newswire|cnw|marketwired?|"
    r"ein ?presswire|prweb|presse?portal|ots|news aktuell|newsfile(?: corp\.?)?|media outreach(?: newswire)?|"
    r"jcn newswire|acn newswire|issuewire|24-7 press release|openpr",
    re.I,
)
"""Services that carry an issuer's own words; matched whole."""

_GENERIC = re.compile(
    r"\bnews agency\b|\bnachrichtenagentur\b|\bpresse-?agentur\b|\bagence de presse\b|\bagencia de noticias\b|"
    r"\bagência de notícias\b|\bagenzia di stampa\b|\bинформагентств|通讯社$|通信社$|\bhaber ajansı\b|خبرگزاری|وكالة",
    re.I,
)
_NAMES = {
    name: canonical for canonical, names in _WIRES.items() for name in names.replace("\\.", ".").lower().split("|")
}
_LIST = re.compile(r"\s*[/,;+&、]\s*|\s(?:and|und|et|y|e|и|with|mit)\s")
_EDGE = " \t\n\u00a0.,;:|/-–—_()[]（）【】©"
_CASED = frozenset("aa ap ats app agi ani anp aps bss cna dha epd gna hina iha ips map mena nan pa pap pna pti sda sid "
                   "spa stt uni upi vna wam".split())  # fmt: skip
"""Names that are words or initials of much else: an agency only in capitals, or as the agency itself writes them."""


def agency(text: str) -> str | None:
    """The agency that the text, taken whole, names: in the short form that agencies use of themselves, but as printed
    in another script than Latin; a release service, or an agency that is not in the list and says that it is one, as
    printed.

    >>> agency("The Associated Press"), agency("新华社"), agency("CNN Business"), agency("Apple")
    ('AP', '新华社', 'CNN Business', None)
    """
    plain = " ".join(text.strip(_EDGE).split())
    folded = plain.lower()
    if folded in _NAMES:
        name = _NAMES[folded] if plain[:1] < "\u0250" else plain
        return name if folded not in _CASED or plain.isupper() or plain == name else None
    head, _, rest = plain.partition(" ")
    if head in ("CNN", "AFP", "Reuters") and rest[:1].isupper() and len(rest) < 20:
        return plain  # an agency's service: CNN Business, CNN Español
    if RELEASES.fullmatch(folded) or (len(plain) < 60 and _GENERIC.search(plain)):
        return plain
    return None


def agencies(text: str) -> str | None:
    """The agencies that a list such as `APA/sda/dpa` or `AFP, dpa` consists of, joined by a slash; None where a
    member of the list is none."""
    whole = agency(text)
    if whole:
        return whole
    parts = [p for p in _LIST.split(text.strip(_EDGE)) if p]
    if len(parts) < 2:
        return None
    known = [agency(p) for p in parts]
    # among others a small `sda` is an agency too
    names = [name or _NAMES.get(part.lower()) for name, part in zip(known, parts, strict=True)]
    certain = any(known) and None not in names
    return "/".join(dict.fromkeys(n for n in names if n)) if certain else None


def is_release_service(name: str | None) -> bool:
    """Whether the name is that of a service that carries press releases."""
    return bool(name) and bool(RELEASES.fullmatch((name or "").strip(_EDGE).lower()))
