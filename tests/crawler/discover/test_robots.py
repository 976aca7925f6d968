"""A robots.txt is read as RFC 9309 has it, its absence and its server's failures too."""

import tracemalloc

import pytest

from crawler.discover.ai_crawlers import AI_CRAWLERS
from crawler.discover.robots import MOST_BYTES, Rules

PAGE = "https://courier.test/private/diary"
BODY = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 7\n"


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410, 451])
def test_a_file_that_is_not_there_forbids_nothing(status: int) -> None:
    assert Rules.of_status(status, BODY).allows(PAGE, "Copydesk")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 599, 777])
def test_a_server_that_cannot_say_has_not_allowed_anything(status: int) -> None:
    rules = Rules.of_status(status, b"")

    assert not rules.allows("https://courier.test/", "Copydesk")
    assert rules.unread == str(status)


@pytest.mark.parametrize("status", [200, 206, 299])
def test_what_the_file_says_counts(status: int) -> None:
    rules = Rules.of_status(status, BODY)

    assert not rules.allows(PAGE, "Copydesk")
    assert rules.allows("https://courier.test/news", "Copydesk")
    assert rules.delay("Copydesk") == 7


@pytest.mark.parametrize(
    "body",
    [b"\xef\xbb\xbf" + BODY, BODY.decode().encode("utf-16"), b"\xfe\xff" + BODY.decode().encode("utf-16-be")],
    ids=["UTF-8 with its mark", "UTF-16", "UTF-16, big end first"],
)
def test_the_mark_tells_the_encoding(body: bytes) -> None:
    assert not Rules.of(body).allows(PAGE, "Copydesk")


@pytest.mark.parametrize(
    "body", [b"", b"\0" * 100, b"<!doctype html><p>Welcome", b"\xff" * 100, b"Disallow: /private/"]
)
def test_what_is_no_rule_forbids_nothing(body: bytes) -> None:
    rules = Rules.of(body)

    assert rules.allows(PAGE, "Copydesk")
    assert rules.delay("Copydesk") == 0


def test_of_a_long_file_the_first_part_counts_and_no_half_a_line() -> None:
    head = BODY + b"# " + b"x" * (MOST_BYTES - len(BODY) - 16) + b"\n"
    body = head + b"Disallow: /news" + b"\nDisallow: /more\n"
    assert len(head) + len(b"Disallow: /") < MOST_BYTES < len(head) + len(b"Disallow: /news")

    rules = Rules.of(body)

    assert not rules.allows(PAGE, "Copydesk")
    assert all(rules.allows(f"https://courier.test/{p}", "Copydesk") for p in ("news", "more", "else"))


AI = b"""User-agent: *
Content-Signal: search=yes, ai-train=no
Disallow: /private/

User-agent: gptbot
User-agent: CCBot
User-agent: Scrapy
Disallow: /

User-agent: ClaudeBot
Disallow: /opinion/
"""


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/news/1", ("robots: disallows GPTBot, CCBot", "robots: content-signal: ai-train=no")),
        ("/opinion/1", ("robots: disallows GPTBot, CCBot, ClaudeBot", "robots: content-signal: ai-train=no")),
    ],
)
def test_who_gathers_for_ai_and_is_named_and_disallowed_is_a_reservation_of_the_page(
    path: str, said: tuple[str, ...]
) -> None:
    assert Rules.of(AI).reservations(f"https://courier.test{path}", "Copydesk") == said


@pytest.mark.parametrize(
    "body",
    [
        b"User-agent: *\nDisallow: /\n",
        b"User-agent: GPTBot\nAllow: /\n",
        b"User-agent: GPTBot\nDisallow: /private/\n",
        b"User-agent: Googlebot\nUser-agent: Scrapy\nDisallow: /\n",
        b"# User-agent: GPTBot\n# Content-Signal: ai-train=no\nUser-agent: *\nAllow: /\n",
        b"User-agent: *\nContent-Signal: search=no, ai-train=yes, ai-input=maybe\n",
        b"User-agent: Googlebot\nContent-Signal: ai-train=no\n",
        b"",
    ],
    ids=[
        "all are disallowed", "it is allowed", "another part of the site is", "others are", "a remark",
        "search is refused", "another's signal", "nothing at all",
    ],
)  # fmt: skip
def test_what_is_not_about_ai_and_this_page_reserves_nothing(body: bytes) -> None:
    assert Rules.of(body).reservations("https://courier.test/news/1", "Copydesk") == ()


def test_a_signal_for_us_counts_more_than_one_for_all_and_one_above_all_groups_is_for_all() -> None:
    body = b"Content-Usage: train-ai=n\nUser-agent: *\nAllow: /\n"
    ours = b"User-agent: Copydesk\nContent-Signal: ai-input=NO\nAllow: /\n"
    page = "https://courier.test/news/1"

    assert Rules.of(body).reservations(page, "Copydesk") == ("robots: content-usage: train-ai=n",)
    assert Rules.of(body + ours).reservations(page, "Copydesk") == ("robots: content-signal: ai-input=no",)


@pytest.mark.parametrize(
    "group",
    ["User-agent: Copydesk/1.0", "User-agent: copydesk the crawler", "User-Agent : COPYDESK # us",
     "User-agent: Copydesk\nContent-Signal: ai-train=no\nUser-agent: Otherbot"],
    ids=["a version", "words", "a comment", "a line of another kind in its middle"],
)  # fmt: skip
def test_our_group_is_known_by_our_name_whatever_stands_beside_it(group: str) -> None:
    rules = Rules.of(
        f"User-agent: *\nDisallow:\n\n{group}\nDisallow: /private/\nSitemap: https://c.test/s.xml\n".encode()
    )

    assert not rules.allows(PAGE, "Copydesk")
    assert rules.allows(PAGE, "Copy")
    assert rules.sitemaps() == ("https://c.test/s.xml",)


def test_a_file_that_names_thousands_above_thousands_of_rules_costs_what_it_is_long_and_says_what_it_says() -> None:
    names = "".join(f"User-agent: a{n}\n" for n in range(2400))
    body = f"{names}User-agent: Copydesk\n".encode() + b"Content-Signal: ai-train=no\n" * 2400
    body += b"".join(b"Disallow: /private/%d\n" % n for n in range(2400))

    tracemalloc.start()
    rules = Rules.of(body)
    allowed = [rules.allows(f"https://courier.test{path}", "Copydesk") for path in ("/private/2399", "/private/x")]
    said = rules.reservations("https://courier.test/", "Copydesk")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert allowed == [False, True]
    assert said == ("robots: content-signal: ai-train=no",)
    assert peak < 20 << 20, "a rule for each name of its group takes 30 times as much"


def test_of_a_file_that_multiplies_its_rules_by_crawlers_of_ai_ours_are_read_and_no_more_than_a_bound() -> None:
    each = "".join(f"User-agent: {name}\nDisallow: /{n}\n" for n, name in enumerate(AI_CRAWLERS))
    together = "".join(f"User-agent: {name}\n" for name in (*AI_CRAWLERS, "*"))
    rules = Rules.of((each + together + "".join(f"Allow: /{n}\n" for n in range(5_000))).encode())

    assert rules.allows("https://courier.test/news", "Copydesk")
    assert rules.reservations("https://courier.test/news", "Copydesk") != (), "whom we have not read for is not allowed"


def test_rules_of_one_name_in_several_groups_are_put_together_and_the_longest_name_counts() -> None:
    body = b"User-agent: copy*\nDisallow: /\nUser-agent: Copydesk\nDisallow: /a\nUser-agent: *\nDisallow: /b\n"
    rules = Rules.of(body + b"User agent copydesk\nSitemap: https://c.test/s\nUser-agent: Other\nDisallow: /c\n")

    said = {path: rules.allows(f"https://c.test/{path}", "Copydesk") for path in "abcd"}

    assert said == {"a": False, "b": True, "c": False, "d": True}
    assert not rules.allows("https://c.test/d", "Copy")
    assert not rules.allows("https://c.test/b", "Newsbot")
