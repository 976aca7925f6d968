"""Words by which a name is told from what is none: labels of bylines, words of agencies and desks, of outlets."""

import re

BY = "by|von|par|por|door|av|af|oleh|przez"
"""Words for “by” that stand before a name, alone or behind a role."""

LABEL = re.compile(
    r"^[\s|•–—-]*(?:(?:written|posted|article|published|reported|created|submitted|story|words|text|report|"
    r"analysis|opinion|guest post|authored|view all posts|more)\s+by|by|about the author|about|über|sobre|à propos de|"
    r"tentang|об авторе|عن الكاتب|author(?:s|\(s\))?|writer|"
    r"published by|byline|contributors?|von|ein(?:e|em|er)?\s+\w+\s+von|text(?:e)?|autor(?:en|in|innen|es|as|a|i)?|"
    r"verfasst von|geschrieben von|par|publié par|écrit par|rédigé par|auteure?s?|propos recueillis par|por|"
    r"escrito por|publicado por|a cura di|scritto da|pubblicato da|autore|door|geschreven door|auteur|skrevet av|"
    r"skrevet af|skriven av|tekst|kirjoittanut|teksti|napisał(?:a)?|przez|oleh|penulis|ditulis oleh|reporter|"
    r"yazar|yazan|haber|автор(?:ы|и)?|текст|автор текста|от|por:|κείμενο|του|της|συντάκτης|"
    r"كتب(?:ت)?|بقلم|بواسطة|الكاتب|نویسنده|نویسندگان|द्वारा|लेखक|作者|记者|記者|撰文|编辑|文|글|기자|文＝|"
    r"tác giả|bởi|mwandishi)"
    r"(?:\s*[:：|]\s*|\s+)(?=\S)",
    re.I,
)
"""What stands before a name in a byline."""

NO_PERSON = re.compile(
    r"\b(?:agenc\w*|agentur\w*|agence|agencia|agenzia|ajans\w*|agenție|afp|dpa|apa|sda|reuters|bloomberg|efe|ansa|tass|upi|"
    r"pti|ani|ians|xinhua|associated press|cnn|bbc|nbc|abc|cbs|ap|staff|desk|editors?|editorial|editoria|redaktion\w*|"
    r"rédaction|redacción|redacció|redação|redazione|redactie|redaksi\w*|redakcja|redakce|toimitus|redaktionen|"
    r"редакц\w*|агентств\w*|новост\w*|news\w*|noticias?|nachrichten|press\w*|presse\w*|prensa|imprensa|stampa|media|medien|"
    r"admin\w*|administrator|webmaster|moderator|author|team|crew|online|digital|web|correspondents?|reporters?|"
    r"writers?|contributors?|columnists?|journalists?|photographers?|producers?|bureau|services?|magazine|"
    r"journal|times|gazette|herald|tribune|daily|weekly|zeitung|tageblatt|verlag|publishing|publisher|publications?|"
    r"university|institute?|foundation|council|committee|ministry|department|office|association|society|company|"
    r"corporation|inc|llc|ltd|gmbh|corp|group|holdings?|network|radio|television|tv|fm|studios?|blog|guest|user|"
    r"anonymous|unknown|none|null|undefined|n/a|various|others?|more|updated?|published|posted|follow|view|"
    r"subscribe|email|e-mail|twitter|facebook|instagram|linkedin|whatsapp|copyright|photo|video|image|images|getty|"
    r"minutes?|hours?|ago|today|yesterday|official|by|the|this|that|your|our|we|how|what|why|about|all|articles?|posts|"
    r"stories|fact|checked|reviewed|menu|search|login|comments?|category|senior|chief|director|manager|founder|ceo|cto|president|"
    r"specialist|analyst|consultant|engineer|professor|leiter(?:in)?|chefredakteur(?:in)?|redakteur(?:in)?|"
    r"korrespondent(?:in)?|journaliste?|journalistin|periodista|giornalista|marketing|content|insights|research|"
    r"software|solutions|technologies|labs?|club|community|center|centre|hospital|clinic|school|college|academy|"
    r"правда|известия|газета|编辑部|編集部|新闻|新聞|日报|通信社|通讯社|新华社|뉴스|일보|신문|연합뉴스|وكالات?|رويترز|تحرير|"
    r"أخبار|صحيفة|خبرگزاری|جريدة)\b",
    re.I,
)
"""Words that no person's name holds: agencies, desks, outlets, roles, and what buttons near a byline say."""

BRAND = re.compile(
    r"\b(?:bank|store|shop|market|security|care|today|world|express|nation|national|international|global|standard|guide|"
    r"reviews?|reports?|insider|hub|zone|point|line|africa|ghana|nigeria|kenya|india|america|usa|uk|europe|asia|canada|"
    r"australia|african|american|politics|sports?|business|health|tech|travel|finance|money|food|energy|movies|music|"
    r"entertainment|gossip|voice|mail|sun|star|mirror|globe|chronicle|observer|independent|guardian|telegraph)\b",
    re.I,
)
"""Words of outlets' names that are no one's surname often enough to matter, where the name is the site's anyway."""
