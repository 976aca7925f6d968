"""A user's rules: what is wrong with a file is said so that he can mend it, and no rule is taken that does not work."""

import pytest

from cleaners import Cleaned, clean, clean_text
from cleaners.model import NOTHING_KNOWN
from cleaners.phrases import PROSE
from cleaners.rules import NO_RULES, BadRules, load_rules

CLUB = """
[[remove]]
selector = "div.club-box"
why = "the site's own club"
domain = "example.org"
example = { html = '<div class="club-box"><p>Join our club of readers.</p></div>' }
"""
FACTS = """
[[keep]]
selector = "aside.facts"
why = "the facts belong to the story"
example = { html = "<aside class='facts'><p>Built in 1903, 80 metres long.</p></aside>" }
"""
URL = "https://www.example.org/news/bridge"
BOX = '<div class="club-box wide"><p>Every member of the club gets a calendar with pictures of the harbour.</p></div>'
TIDES = '<aside class="facts"><p>High tide 04:12</p><p>Low tide 10:31</p></aside>'


def page(*extra: str) -> str:
    story = [f"<p>{text}</p>" for text in PROSE]
    inside = "".join(("<h1>Old bridge closes</h1>", *story[:2], *extra, story[2]))
    return f"<html><title>Old bridge closes</title><body><main><article>{inside}</article></main>"


def text_of(html: str, rules: str, url: str = URL) -> str:
    outcome = clean(html, url, site=load_rules(rules).facts_for(url), require_article=False)
    assert isinstance(outcome, Cleaned)
    return outcome.article.text


def test_what_a_remove_rule_names_goes_in_its_name_and_the_story_stays() -> None:
    outcome = clean(page(BOX), URL, site=load_rules(CLUB).facts_for(URL), require_article=False)
    assert isinstance(outcome, Cleaned)
    assert outcome.article.text == "\n\n".join(PROSE) + "\n"
    ours = [r for r in outcome.removals if r.cleaner == "site_rule"]
    assert [(r.rule, r.why) for r in ours] == [("div.club-box", "the site's own club")]


def test_a_box_beside_the_story_comes_into_the_text_in_its_place_where_a_rule_keeps_it() -> None:
    assert "tide" not in text_of(page(TIDES), CLUB)
    kept = text_of(page(TIDES), FACTS)
    places = [kept.index(words) for words in (PROSE[1], "High tide 04:12", "Low tide 10:31", PROSE[2])]
    assert places == sorted(places)


def test_a_line_that_a_cleaner_takes_stays_where_a_rule_keeps_it() -> None:
    keep = (
        '[[keep]]\nphrase = "source: harbour wire"\nwhy = "said in full"\nexample = { text = "Source: Harbour Wire" }'
    )
    text = "\n\n".join(("Old bridge closes", *PROSE, "Source: Harbour Wire"))
    for rules, stays in ((NO_RULES, False), (load_rules(keep), True)):
        outcome = clean_text(text, site=rules.facts_for(None))
        assert isinstance(outcome, Cleaned)
        assert ("Source: Harbour Wire" in outcome.article.text) == stays


@pytest.mark.parametrize(
    ("domain", "url", "applies"),
    [
        ("example.org", "https://example.org/a", True),
        ("example.org", "http://news.EXAMPLE.org:8000/a", True),
        ("example.org", "https://counterexample.org/a", False),
        ("www.example.org", "https://example.org/a", False),
        ("EXAMPLE.org.", "https://example.org./a", True),
        ("bücher.example", "https://xn--bcher-kva.example/", True),
        ("example.org", None, False),
        ("example.org", "https://[broken/", False),
        ("example.org", "", False),
    ],
)
def test_a_rule_holds_for_its_domain_and_what_is_below_it(domain: str, url: str | None, applies: bool) -> None:
    rules = load_rules(CLUB.replace("example.org", domain))
    assert bool(rules.facts_for(url).rules) == applies
    assert rules.ask_for_domain


@pytest.mark.parametrize("url", ["https://anywhere.test/", None])
def test_a_rule_without_a_domain_holds_everywhere(url: str | None) -> None:
    rules = load_rules(CLUB + FACTS)
    assert [r.action for r in rules.facts_for(url).rules] == ["keep"]
    assert not load_rules(FACTS).ask_for_domain


def test_no_rules_are_nothing_known() -> None:
    assert NO_RULES.facts_for(URL) == NOTHING_KNOWN


def test_the_version_tells_one_text_of_a_file_from_another() -> None:
    one, other = (load_rules(text).facts_for(URL).version for text in (CLUB, CLUB + FACTS))
    assert one
    assert one != other


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[[remove]]", "[[removes]]", ["rules.toml, `removes`", "[[remove]] or [[keep]]"]),
        ("[[remove]]", "[remove]", ["rules.toml, `remove`", "two brackets: [[remove]]"]),
        (CLUB, "", ["rules.toml: no rule in it"]),
        ('"div.club-box"', '"div.club-box', ["rules.toml: no valid TOML", "line 3"]),
        ("selector =", "selectr =", ["rule 1 (line 2), `selectr`: unknown key; known are selector, phrase"]),
        ('selector = "div.club-box"', "", ["rule 1 (line 2): neither `selector` nor `phrase`"]),
        ("div.club-box\"", "div p\"", ["rule 1 (line 2), `selector`: 'div p': write a tag, a .class"]),
        ('selector = "div.club-box"', 'phrase = "»a"', ["rule 1 (line 2), `phrase`", "write a few words"]),
        ('why = "the site\'s own club"', "", ["rule 1 (line 2), `why`: missing"]),
        ('why = "the site\'s own club"', "why = 3", ["rule 1 (line 2), `why`: write a text in quotes"]),
        ('"example.org"', '"https://example.org/a"', ["`domain`", "is no domain; write the host alone: 'example.org'"]),
        ('"example.org"', '"*.example.org"', ["`domain`: '*.example.org' is no domain"]),
        ("example = {", "xample = {", ["`xample`: unknown key"]),
        ("{ html", "{ markup", ["rule 1 (line 2), `example`: write example = { html = "]),
        ("{ html", "{ text", ["rule 1 (line 2), `example.text`: a text has no markup"]),
    ],
)  # fmt: skip
def test_what_is_wrong_names_the_file_the_rule_the_key_and_what_to_mend(old: str, new: str, says: list[str]) -> None:
    assert old in CLUB
    with pytest.raises(BadRules) as wrong:
        load_rules(CLUB.replace(old, new, 1))
    assert [words for words in says if words not in str(wrong.value)] == []


def test_the_rule_that_is_wrong_is_counted_in_the_order_of_the_file() -> None:
    with pytest.raises(BadRules, match=r"^mine\.toml, rule 3 \(line 13\), `why`: missing"):
        load_rules(CLUB + FACTS + CLUB.replace("why", "# why"), "mine.toml")


def test_a_rule_without_an_example_is_refused_with_what_to_write() -> None:
    with pytest.raises(BadRules, match=r"`example`: missing; .* example = \{ html = "):
        load_rules("\n".join(line for line in CLUB.splitlines() if not line.startswith("example")))


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (CLUB.replace('class="club-box"', 'class="clubbox"'), "does not remove it; what it has is 'Join our club"),
        (CLUB.replace('class="club-box"', 'class="clubbox"'), "div.clubbox > p"),
        (CLUB.replace("Join our club of readers.", ""), "it has no text"),
        (CLUB.replace('div.club-box"', 'p"'), "remove the story around its example, too (Two nights of frost"),
        (CLUB.replace('div.club-box"', 'main"'), "remove the story around its example, too"),
        (FACTS.replace("<p>", "<nav><p>"), "the page's frame"),
        (FACTS.replace("class='facts'", ""), "does not keep it"),
    ],
    ids=["not selected", "its path", "empty", "too wide", "all", "out of reach", "not kept"],
)
def test_a_rule_whose_example_does_not_prove_it_is_refused(rules: str, says: str) -> None:
    with pytest.raises(BadRules) as wrong:
        load_rules(rules)
    assert says in str(wrong.value)
    assert str(wrong.value).startswith("rules.toml, rule 1 (line 2)")
