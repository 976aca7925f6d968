"""A file of sources is read as it is meant, and all that is wrong with it is told at once, each with its line."""

from datetime import timedelta

import pytest

from crawler.sources import Config, Source
from crawler.sources.load import load_sources
from crawler.sources.problems import BadSources, Problem
from crawler.sources.scope import Scope

COURIER = '[sources.courier]\nurl = "https://courier.example/"\n'
RULE = """\
[[sources.courier.remove]]
selector = "div.club-box"
why = "the site's own club"
example = { html = '<div class="club-box"><p>Join our club of readers.</p></div>' }
"""


def problems(text: str, environ: dict[str, str] | None = None) -> tuple[Problem, ...]:
    with pytest.raises(BadSources) as bad:
        load_sources(text, "my.toml", environ=environ)
    return bad.value.problems


def test_a_source_of_a_single_line_has_the_defaults_of_the_project() -> None:
    config = load_sources(COURIER)
    assert config.sources == (Source("courier", "https://courier.example/"),)
    assert config.sources[0].horizon == timedelta(days=30)


def test_every_key_is_read_and_the_defaults_of_the_file_hold_where_a_source_says_nothing() -> None:
    config = load_sources("""
[defaults]
contact = "desk@example.org"
horizon = "90d"
headers = { Accept-Language = "da", X-Team = "news" }

[sources.courier]
url = "https://courier.example/"
feeds = ["https://courier.example/feed", "https://courier.example/feed"]
sitemaps = ["https://courier.example/sitemap.xml"]
sections = ["https://courier.example/world/"]
include = ["/news/"]
exclude = ['\\?print=1$']
horizon = "none"
headers = { X-Team = "courier" }
cookies.session = "${SESSION}"
proxy = "http://proxy.example:8080"
user_agent = "Desk/1.0"
limit = 50
delay = 2
requests_per_day = 500
revisit = []
poll = ["30m", "12h"]
render = true
reservations = "skip"
paused = true

[sources.gazette]
url = "https://gazette.example/"
""")
    courier, gazette = config.sources
    assert courier == Source(
        "courier",
        "https://courier.example/",
        feeds=("https://courier.example/feed",),
        sitemaps=("https://courier.example/sitemap.xml",),
        sections=("https://courier.example/world/",),
        include=("/news/",),
        exclude=(r"\?print=1$",),
        horizon=None,
        headers={"Accept-Language": "da", "X-Team": "courier"},
        cookies={"session": "${SESSION}"},
        proxy="http://proxy.example:8080",
        user_agent="Desk/1.0",
        contact="desk@example.org",
        limit=50,
        delay=2.0,
        requests_per_day=500,
        revisit=(),
        poll=(timedelta(minutes=30), timedelta(hours=12)),
        render=True,
        reservations="skip",
        paused=True,
    )
    assert (gazette.horizon, gazette.contact, gazette.paused) == (timedelta(days=90), "desk@example.org", False)
    given = config.unlisted("weekly.example")
    assert (given.url, given.contact, given.horizon) == ("https://weekly.example", "desk@example.org", None)


def test_a_source_is_found_by_its_name_and_by_its_address() -> None:
    config = load_sources(COURIER)
    (courier,) = config.sources
    for target in ("courier", "https://courier.example/", "http://www.courier.example", "courier.example"):
        assert config.get(target) == courier
    assert config.get("https://courier.example/world/") is None


def test_rules_of_a_source_are_read_in_their_order_and_come_after_those_of_all() -> None:
    keep = (
        '[[sources.courier.keep]]\nphrase = "how we did it"\nwhy = "w"\nexample = { text = "How we did it: slowly." }\n'
    )
    of_all = RULE.replace("sources.courier", "defaults").replace("club", "shop")
    (source,) = load_sources(of_all + COURIER + keep + RULE, "my.toml").sources
    assert [r.rule.action for r in source.rules.rules] == ["remove", "keep", "remove"]
    assert [r.rule.selector for r in source.rules.rules] == ["div.shop-box", None, "div.club-box"]
    assert source.rules.rules[2].place == "my.toml, `sources.courier.remove` (line 11)"
    assert source.rules.version != load_sources(COURIER + RULE).sources[0].rules.version


def test_patterns_are_searched_in_the_whole_address() -> None:
    scope = Scope(Source("a", "u", include=("/news/", "^https://blog"), exclude=("print=1",)))
    assert scope.takes("https://example.org/news/1")
    assert scope.takes("https://blog.example.org/1")
    assert not scope.takes("https://example.org/sport/1")
    assert not scope.takes("https://example.org/news/1?print=1")
    assert Scope(Source("a", "u")).takes("https://example.org/")


@pytest.mark.parametrize(
    ("text", "line", "key", "said"),
    [
        (f'\n{COURIER}horizn = "1d"', 4, "sources.courier.horizn", "did you mean `horizon`"),
        ('[source.courier]\nurl = "https://a.example"', 1, "source", "did you mean `sources`"),
        ('[defaults]\nurl = "https://a.example"', 2, "defaults.url", "[sources.NAME]"),
        ("[sources.courier]\nlimit = 3", 1, "sources.courier.url", "missing"),
        ("[sources]\ncourier = 3", 2, "sources.courier", "[sources.courier]"),
        ("[[sources]]\nurl = 3", 1, "sources", "[sources.NAME]"),
        ("defaults = 3", 1, "defaults", "[defaults]"),
        ('[sources."a b"]\nurl = "https://a.example"', 1, "sources.a b", "can be typed by nobody"),
        ('[sources.courier]\nurl = "a.example"', 2, "sources.courier.url", 'write one like "https://a.example"'),
        ('[sources.courier]\nurl = "https://me:word@a.example"', 2, "sources.courier.url", "for all to see"),
        ('[sources.courier]\nurl = "https://a.example/${KEY}"', 2, "sources.courier.url", "no secret can stand here"),
        ('[sources.courier]\nurl = "https://[::1/"', 2, "sources.courier.url", "is no address"),
        ("[sources.courier]\nurl = 3", 2, "sources.courier.url", "a text in quotes"),
        (f"{COURIER}feeds = 3", 3, "sources.courier.feeds", "this is a list"),
        (f'{COURIER}feeds = [\n  # "x"\n  "https://a.example/",\n  "ftp://a"\n]', 6, "sources.courier.feeds", "'ftp://a'"),
        (f"{COURIER}include = [\n'a',\n'''b(''']", 5, "sources.courier.include", "missing )"),
        (f"{COURIER}exclude = ['(?=x)']", 3, "sources.courier.exclude", "RE2 has no look-around"),
        (f'{COURIER}horizon = "a week"', 3, "sources.courier.horizon", '"30d"'),
        (f"{COURIER}horizon = 30", 3, "sources.courier.horizon", "30 is no length of time"),
        (f'{COURIER}horizon = "999999999w"', 3, "sources.courier.horizon", "is no length of time"),
        (f'{COURIER}revisit = [\n"1h",\n"soon"]', 5, "sources.courier.revisit", "'soon'"),
        (f'{COURIER}revisit = ["1d", "1h"]', 3, "sources.courier.revisit", "not in order"),
        (f'{COURIER}poll = ["1h"]', 3, "sources.courier.poll", "two values"),
        (f"{COURIER}headers = 3", 3, "sources.courier.headers", "a table"),
        (f'{COURIER}headers.A = "x\\ny"', 3, "sources.courier.headers.A", "one line"),
        (f'[sources.courier.headers]\nB = "x"\n"A b" = "y"\n{COURIER}', 3, "sources.courier.headers.A b", "letters"),
        (f'{COURIER}cookies = {{ a = "${{A B}}" }}', 3, "sources.courier.cookies.a", "${NAME}"),
        (f'{COURIER}proxy = "socks5://a"', 3, "sources.courier.proxy", "http://host:port"),
        (f'{COURIER}user_agent = ""', 3, "sources.courier.user_agent", "one line"),
        (f'{COURIER}contact = "me"', 3, "sources.courier.contact", "a mail address"),
        (f"{COURIER}limit = 0", 3, "sources.courier.limit", "whole number"),
        (f"{COURIER}delay = -1", 3, "sources.courier.delay", "0 or more"),
        (f"{COURIER}requests_per_day = true", 3, "sources.courier.requests_per_day", "whole number"),
        (f'{COURIER}render = "yes"', 3, "sources.courier.render", "true or false"),
        (f'{COURIER}reservations = "obey"', 3, "sources.courier.reservations", '"keep" or "skip"'),
        (f"{COURIER}remove = 3", 3, "sources.courier.remove", "[[sources.courier.remove]]"),
        (COURIER + RULE.replace("div", "p > div", 1), 4, "sources.courier.remove.selector", "write a tag, a .class"),
        (COURIER + RULE.replace("html =", "htm ="), 6, "sources.courier.remove.example", "write example = {"),
        (COURIER + RULE.replace("why", "wy"), 5, "sources.courier.remove.wy", "unknown key; known are selector"),
        (COURIER + RULE.replace('"club', '"shop'), 6, "sources.courier.remove.example", "the rule does not remove it"),
        (COURIER + COURIER, 3, "sources.courier", "there twice"),
        (COURIER + COURIER.replace("courier]", "other]"), 4, "sources.other.url", "that of courier already (line 1)"),
        (f"{COURIER}limit = \n", 3, "", "no valid TOML"),
        (f"{COURIER}feeds = [", 3, "", "no valid TOML"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line_its_key_and_what_to_do(text: str, line: int, key: str, said: str) -> None:
    (problem,) = problems(text)
    assert (problem.file, problem.line, problem.key) == ("my.toml", line, key)
    assert said in str(problem)
    assert str(problem).startswith(f"my.toml, line {line}{f', `{key}`' if key else ''}: ")


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = f'[defaults]\nlimt = 1\n{COURIER}feeds = ["x", "y"]\nlimit = "3"\n' + RULE.replace('"club', '"shop')
    assert [p.line for p in problems(text)] == [2, 5, 5, 6, 10]


def test_lines_are_right_in_every_way_in_which_toml_can_be_written() -> None:
    text = '''
title.x = """not = a "" \\""" key
[sources.no]
""""
"quoted \\" key" = 1
[ sources . "courier" ]   # [sources.wrong]
url = "https://courier.example/"
include = [ "a", [
], 3 ]
headers = { A = "x", "B c" = 'y # no comment' }
revisit = ["""
1h"""]
horizon = 2026-11-22 07:32:00
[sources.courier.cookies]
b = 1
'''
    assert [(p.line, p.key.rpartition(".")[2]) for p in problems(text)] == [
        (2, "title"),
        (5, 'quoted " key'),
        (8, "include"),
        (9, "include"),
        (10, "B c"),
        (13, "horizon"),
        (15, "b"),
    ]


# ---- secrets --------------------------------------------------------------------------------------------------------

SECRETIVE = f"""{COURIER}proxy = "http://me:${{WORD}}@proxy.example"
cookies = {{ plain = "written-in-the-file" }}
[sources.courier.headers]
Accept = "text/html"
Authorization = "Bearer ${{TOKEN}}"
"""


def test_a_secret_that_is_missing_is_told_with_the_line_that_asks_for_it() -> None:
    found = problems(SECRETIVE, {"WORD": "open", "TOKEN": ""})
    assert [(p.line, p.key) for p in found] == [(7, "sources.courier.headers.Authorization")]
    assert "TOKEN is not in the environment; set it first: export TOKEN=" in str(found[0])
    assert [p.line for p in problems(SECRETIVE, {})] == [3, 7]


def test_of_a_source_that_is_paused_no_secret_is_asked_for() -> None:
    assert load_sources(SECRETIVE.replace("proxy", "paused = true\nproxy", 1), environ={}).sources


def test_secrets_are_filled_in_for_use_and_stand_in_no_repr_and_no_fault() -> None:
    from crawler.sources.secrets import MissingSecret, reveal

    config = load_sources(SECRETIVE)
    (source,) = config.sources
    access = reveal(source, {"WORD": "sesame", "TOKEN": "hush"})
    assert access.headers == {"Accept": "text/html", "Authorization": "Bearer hush"}
    assert access.cookies == {"plain": "written-in-the-file"}
    assert access.proxy == "http://me:sesame@proxy.example"
    shown = repr((access, source, config))
    assert not [word for word in ("sesame", "hush", "Bearer", "written-in-the-file") if word in shown]
    with pytest.raises(MissingSecret, match=r"^courier: TOKEN is not in the environment$"):
        reveal(source, {"WORD": "sesame"})
    spoilt = SECRETIVE.replace("text/html", "hush\\n").replace("http://me", "hush://me").replace("plain", '"p q"')
    assert not [p for p in problems(spoilt) if "hush" in str(p) or "written" in str(p)]


def test_a_config_without_a_file_has_no_source_and_the_project_s_defaults() -> None:
    assert load_sources("") == Config()
