"""The proof of a user's rule: its example, in a small story, is cleaned as any page is."""

from cleaners.model import Cleaned, Document, Rejected, SiteFacts
from cleaners.pipeline import clean, clean_text
from cleaners.remove.site_rule import SiteKeeper, SiteRules
from cleaners.rules import BadRules, UserRule
from cleaners.signals import fold

TITLE = "Orchard owners count the frost's damage"
STORY = (
    "Two nights of frost in the last week of April have cost growers in the valley most of this year's cherries.",
    "By Thursday morning thermometers in the lower orchards stood at four degrees below zero, said a grower's wife.",
    "Fires were lit between the rows, and helicopters flew low over the trees to press warmer air down to the blossom.",
    "Apples flower two weeks later and came through it nearly unharmed, according to the cooperative's own survey.",
    "An insurer has sent three assessors, who are to visit each of the ninety farms before the month is over.",
    "Prices at the wholesale market rose by a third on Friday, though cherries from the south are still plentiful.",
)
"""What stands before and after the example."""
BEFORE = 3


def prove(rule: UserRule) -> None:
    """Clean the rule's example with the rule. Raises BadRules where the rule does not do to it what it says, or does
    it to the story around it, too."""
    outcome = _outcome(rule)
    document = outcome.document
    if document is None:
        raise BadRules(f"{rule.place}, `example`: cannot be read: {getattr(outcome, 'reason', '')}")
    chosen = _chosen(rule, document)
    around = {fold(text) for text in (TITLE, *STORY)}
    if taken := [b for b in chosen if fold(document.blocks[b].text) in around]:
        raise BadRules(
            f"{rule.place}: it would {rule.rule.action} the story around its example, too "
            f"({document.blocks[taken[0]].text[:40]}…); write a selector or a phrase that holds for the example alone"
        )
    if not chosen or isinstance(outcome, Rejected):
        raise BadRules(f"{rule.place}, `example`: the rule does not {rule.rule.action} it; {_why(rule, document)}")
    if rule.rule.action == "keep" and (lost := [b for b in chosen if not _in_text(document.blocks[b].text, outcome)]):
        raise BadRules(f"{rule.place}, `example`: the text lacks {document.blocks[lost[0]].text[:60]!r}")


def _outcome(rule: UserRule) -> Cleaned | Rejected:
    form, source = rule.example
    facts = SiteFacts(rules=(rule.rule,))
    url = f"https://{rule.domain or 'example.org'}/news/orchard-owners-count-frost-damage"
    if form == "text":
        parts = (TITLE, *STORY[:BEFORE], source, *STORY[BEFORE:])
        return clean_text("\n\n".join(parts), url, site=facts)
    before, after = ("\n".join(f"<p>{text}</p>" for text in part) for part in (STORY[:BEFORE], STORY[BEFORE:]))
    page = (
        f'<!doctype html><html lang="en"><head><title>{TITLE}</title></head><body><main><article><h1>{TITLE}</h1>\n'
        f"{before}\n{source}\n{after}\n</article></main></body></html>"
    )
    return clean(page, url, site=facts, require_article=False)


def _chosen(rule: UserRule, document: Document) -> list[int]:
    """The blocks that the rule is about."""
    facts = SiteFacts(rules=(rule.rule,))
    if rule.rule.action == "keep":
        return sorted(SiteKeeper().keep(document, facts))
    return [removal.block for removal in SiteRules().find(document, facts)]


def _in_text(text: str, outcome: Cleaned) -> bool:
    letters = "".join(filter(str.isalnum, fold(text)))
    return letters in "".join(filter(str.isalnum, fold(outcome.article.as_text())))


def _why(rule: UserRule, document: Document) -> str:
    """What of the page the example became, for a person who looks for the difference."""
    around = {fold(text) for text in (TITLE, *STORY)}
    own = [b for b in document.blocks if fold(b.text) not in around]
    if not own:
        return "it has no text"
    block = next((b for b in own if b.zone != "chrome"), None)
    if block is None:
        frame = "it is taken for the page's frame (menus, footers, what is hidden)"
        return f"{frame}, {'which is no part of the text' if rule.rule.action == 'remove' else 'which no rule reaches'}"
    under = f", under {' > '.join(block.path[-4:])}" if rule.rule.selector and block.path else ""
    return f"what it has is {block.text[:60]!r}{under}"
