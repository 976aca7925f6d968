"""Article, or index, consent wall, bot wall, soft 404, ...: with the evidence.

An article is refused almost never: walls and error pages are told by their few words and their own marks together,
the other kinds by what the page calls itself, or by the page model where it is sure.
"""

from collections.abc import Callable, Mapping

from cleaners.extract import page_model
from cleaners.extract.address import read_address
from cleaners.extract.page_signs import calls_itself_article, evidently_article, signs, told_numbers
from cleaners.extract.scripted import scripted
from cleaners.extract.walls import wall
from cleaners.model import Document, Page, PageKind, Verdict
from cleaners.signals import words as words_in

FEW_WORDS = 12
"""A page whose story has no more is empty."""
ARTICLE_ODDS = 0.09
"""Below these odds of the page model a page is no article. Chosen by cross-validation over domains so that of a
thousand articles three at most are refused (docs/verdict.md)."""
SURELY_NONE = 0.03
"""Below these it is surely none, whatever else is found out about its text."""
Numbers = Mapping[str, float]


def judge(
    document: Document, page: Page, odds: Callable[[Numbers], float] = page_model.odds, least: float = ARTICLE_ODDS
) -> Verdict:
    """What kind of page the document was made of. `kind` is "article" unless enough speaks against it.

    `odds` is the page model: numbers to the probability that it is an article, of which it needs the `least`.
    Cross-validation puts others there."""
    if page.status >= 400:
        return Verdict("error_page", (f"the server answered with status {page.status}",))
    counts = [words_in(document, document.blocks[i]) for i in document.story_ids]
    words = sum(counts)
    # a wall has no date of its own and does not call itself an article; an article may be short and speak of cookies
    if not calls_itself_article(document.metadata) and not _dated(document):
        found = wall(document, page, words)
        if found is not None:
            return found
    if words <= FEW_WORDS:
        why = scripted(page)
        return Verdict("empty", (f"{words} words of text", *((why,) if why else ())))
    if evident := evidently_article(told_numbers(document, read_address(document.url))):
        return Verdict("article", evident)
    numbers = page_model.numbers(document, page, counts)
    return _by_own_name(numbers) or _by_odds(numbers, odds(numbers), least)


def _by_own_name(numbers: Numbers) -> Verdict | None:
    """Pages that call themselves something else, and nothing that an article is called."""
    if numbers["says article"] or numbers["says og:article"]:
        return None
    shown = signs(numbers)
    # a discussion has a date and authors of its own; a product may have a reviewer's
    if numbers["says forum"]:
        return Verdict("forum", shown["forum"])
    if numbers["says product"] and not numbers["authors"]:
        return Verdict("product", shown["product"])
    return None


def _by_odds(numbers: Numbers, odds: float, least: float) -> Verdict:
    shown = signs(numbers)
    if odds >= least:
        return Verdict("article", shown["article"] or ("nothing speaks against it",))
    kind = likeliest(shown)
    told = f"the page model gives it {odds:.2f} ({', '.join(page_model.reasons(numbers))})"
    return Verdict(kind, (*shown[kind], told))


def likeliest(shown: Mapping[PageKind, tuple[str, ...]]) -> PageKind:
    """Of the kinds that are no articles the one with the most signs; an index where two have as many."""
    others: tuple[PageKind, ...] = ("index", "forum", "product", "documentation", "service")
    return max(others, key=lambda kind: len(shown[kind]))


def _dated(document: Document) -> bool:
    """Whether the page's own data tells a date: a list of articles shows dates, and an address may hold one."""
    source = next((e.source for e in document.metadata.evidence if e.field == "published_at"), "")
    return source.startswith(("JSON-LD", "meta", "microdata", "itemprop"))
