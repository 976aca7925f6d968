"""The language of an ordinary text by its small words: nineteen of twenty need no model, which takes long to load."""

_WORDS = {
    "en": "the of and to in a is that for it was on with as his he at by from are this have not but had which they you "
    "were their an been has will its who more said would about",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er "
    "hat dass sie nach wird bei einer um am sind noch wie einem über so zum war haben nur oder aber vor zur bis",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son "
    "ont aux cette mais ou ses comme été nous sa leur elle deux ces",
    "es": "de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya o este sí porque "
    "esta entre cuando muy sin sobre también me hasta hay donde desde fue",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou "
    "quando muito nos já também só pelo pela até isso foi são",
    "it": "di e il la che in a per un del è non le con della una i si da al dei sono come nel anche alla più ha gli lo "
    "delle ma questo o nella dal ai su suo ed stato",
    "nl": "de van het een en in is dat op te zijn met voor niet die aan er om ook als dan maar bij of uit nog naar "
    "heeft ze wordt door over hij hebben werd deze wel geen kan",
    "sv": "och i att det som en på är av för med den till inte har om ett de var från men vid så kan när sig ska eller",
    "da": "og i at det er en til af på som for med de ikke den har der et var om fra men sig vil kan ved også efter",
    "no": "og i det er på som en til av for med å har de ikke den at et om fra var men seg vil kan ved også etter",
    "af": "die en van in is het om te nie wat vir op met dat hy aan ek sy was ook daar sal kan deur hulle maar een",
    "pl": "w i na z się do nie że o to jest po od za przez jak dla są ale tym oraz już które być ma tego także",
    "cs": "a v se na je že s z do o i to k pro za by ve po jsou ale jako byl od které podle také není už",
    "sk": "a v sa na je že s z do o to k pre za by vo po sú ale ako bol od ktoré podľa tiež nie už",
    "hu": "a az és hogy nem is egy meg ez volt de csak már mint még vagy el ki van azt után között szerint",
    "ro": "de și a în la cu pe că din nu o un care este pentru mai au se sunt prin fost ce sau al",
    "tr": "ve bir bu için de da ile olarak çok daha gibi olan ne en ama kadar sonra olduğu var değil her ise",
    "ca": "de la i que el a en les els del per un amb no una es al ha com més són van aquest seva també o",
    "gl": "de a o que e en do da un para con non unha os no se na por máis as dos como pero ao das seu súa foi",
    "id": "yang dan di dengan untuk dari ini itu pada tidak dalam akan ke juga adalah oleh telah bisa mereka karena",
    "ms": "yang dan di dengan untuk dari ini itu pada tidak dalam akan ke juga adalah oleh telah boleh mereka kerana",
    "la": "et in est non ad ut cum sed qui quod ex per si quae ab de hoc nec ac sunt esse ea sit quis nisi pro etiam "
    "quam autem enim do",
    "fi": "ja on ei että se hän oli mutta myös kun mukaan ovat jos kuin sen joka niin tai vain vielä ole",
    "ru": "и в не на что с по он как это к за из для от о но его все был у так же после также бы или",
    "uk": "і в не на що з у до та як це за від про для його він але також був після був було й або",
    "bg": "на и да за се от в не е с че по са до като това при след но ще този са си",
    "sr": "и у је да се на за од са су не што као то који би али или",
}
_LANGUAGES: dict[str, tuple[str, ...]] = {}
"""Small word → the languages that it is of."""
for _code, _words in _WORDS.items():
    for _word in set(_words.split()):
        _LANGUAGES[_word] = (*_LANGUAGES.get(_word, ()), _code)
TOLD = frozenset("en de fr es pt it nl pl tr ru uk la".split())
"""The other languages are here to be told from these."""
MIN_WORDS = 20
SHARE = 0.2
"""Of the words of ordinary prose a third and more are small ones of its language."""
MARGIN = 1.6
"""So many times as much as of any other."""
FEW_WORDS, SHARE_OF_FEW, MARGIN_OF_FEW = 12, 0.4, 4.0
"""What fewer words than twenty must show."""
SHARE_OF_DIFFERENT, MARGIN_OF_DIFFERENT = 0.25, 2.0
"""What words must show that are counted once, however often they come: fewer of them are small."""


def by_small_words(text: str) -> str | None:
    """The language of a text of some length, where it is beyond doubt. Names, numbers and whatever else is not written
    in small letters are of no language, and a word that several have speaks for each of them by so much less.

    Where all words leave a doubt the different ones may not: a notice in another language that stands there four times
    is no more than one."""
    words = [word for word in text.split() if word.islower()]
    if len(words) < MIN_WORDS:
        return _told(words, SHARE_OF_FEW, MARGIN_OF_FEW) if len(words) >= FEW_WORDS else None
    if told := _told(words, SHARE, MARGIN):
        return told
    different = list(dict.fromkeys(words))
    told = _told(different, SHARE_OF_DIFFERENT, MARGIN_OF_DIFFERENT) if len(different) >= MIN_WORDS else None
    return told if told and _share(told, words) >= SHARE else None


def _told(words: list[str], least_share: float, margin: float) -> str | None:
    known = [codes for word in words if (codes := _LANGUAGES.get(word))]
    weight: dict[str, float] = {}
    for codes in known:
        for code in codes:
            weight[code] = weight.get(code, 0.0) + 1 / len(codes)
    ranked = sorted(((w, code) for code, w in weight.items()), reverse=True)
    (most, best), (second, _) = [*ranked, (0.0, ""), (0.0, "")][:2]
    return best if best in TOLD and _share(best, words) >= least_share and most >= margin * second else None


def _share(code: str, words: list[str]) -> float:
    """The share of the words that are small ones of the language."""
    return sum(code in _LANGUAGES.get(word, ()) for word in words) / len(words)
