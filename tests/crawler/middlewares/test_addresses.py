"""The guard: a name is judged by where it leads, and nobody is connected to who is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from scrapy import Request
from twisted.internet.address import IPv6Address
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.error import DNSLookupError
from twisted.internet.task import Clock

from crawler.addresses import networks
from crawler.middlewares import lookups
from crawler.middlewares.addresses import Guard, GuardedResolver, odd
from crawler.middlewares.lookups import Addresses
from tests.crawler import stories
from tests.crawler.web import Site, drive

NAMES = {
    "courier.test": ("93.184.216.34",), "inside.test": ("10.0.0.7",), "metadata.test": ("169.254.169.254",),
    "localhost": ("127.0.0.1",), "six.test": ("2600:1406::7",), "six-inside.test": ("fd00::7",),
    "four-in.test": ("2600:1406::7", "10.0.0.7"), "six-in.test": ("::1", "93.184.216.34", "::ffff:10.0.0.1"),
}  # fmt: skip


def look_up(name: str) -> "Deferred[Addresses]":
    """A look-up of our own."""
    return succeed(NAMES[name]) if name in NAMES else fail(DNSLookupError(name))


def resolve(guard: Guard, name: str, port: int = 80) -> Addresses:
    """The addresses that would be connected to."""
    found: list[Addresses] = []
    resolver = GuardedResolver(look_up, guard)
    resolver.addresses(name, port).addCallbacks(found.append, lambda error: error.trap(DNSLookupError))
    return found[0] if found else ()


class Receiver:
    """Who asks a resolver, as Twisted does before it connects."""

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.resolutionBegan = self.addressResolved = self.told.append
        self.resolutionComplete = lambda: self.told.append("all")


def test_a_name_of_the_web_has_its_address_and_one_that_leads_inside_has_none() -> None:
    guard = Guard()

    asked = ("courier.test", "inside.test", "metadata.test", "127.0.0.1", "nowhere.test")
    assert [resolve(guard, name) for name in asked] == [("93.184.216.34",), (), (), (), ()]
    assert guard.refused == {
        (
            "inside.test",
            80,
        ): "inside.test leads into a private network (10.0.0.7), which --allow-network 10.0.0.7 opens",
        ("metadata.test", 80): "metadata.test leads into a link-local network (169.254.169.254), which --allow-network"
        " 169.254.169.254 opens",
        ("127.0.0.1", 80): "127.0.0.1 leads into this machine itself, which --allow-network 127.0.0.1 opens",
    }


def test_a_person_who_names_an_address_inside_gets_it_at_the_port_that_was_named() -> None:
    guard = Guard()
    guard.name(["127.0.0.1:8000", "https://[::1]/a", "http://LocalHost:8000/a", "http://10.0.0.5/"])

    good = (("127.0.0.1", 8000), ("::1", 443), ("localhost", 8000), ("10.0.0.5", 80))
    bad = (("127.0.0.1", 80), ("::1", 80), ("localhost", 22), ("10.0.0.5", 443), ("127.0.0.2", 8000), ("10.0.0.7", 80))
    assert [resolve(guard, *place) for place in good] == [("127.0.0.1",), ("::1",), ("127.0.0.1",), ("10.0.0.5",)]
    assert [resolve(guard, *place) for place in bad] == [()] * len(bad)


def test_a_name_that_a_person_has_named_leads_inside_only_by_a_network_that_is_allowed() -> None:
    guard, opened = Guard(), Guard(networks(["10.0.0.0/8"]))
    for one in (guard, opened):
        one.name(["http://inside.test/feed", "http://metadata.test/", "http://courier.test/"])

    names = ("inside.test", "metadata.test", "courier.test")
    assert [resolve(guard, name) for name in names] == [(), (), ("93.184.216.34",)]
    assert [resolve(opened, name) for name in names] == [("10.0.0.7",), (), ("93.184.216.34",)]
    assert guard.refused["inside.test", 80].endswith(" (10.0.0.7), which --allow-network 10.0.0.7 opens")


def test_the_services_of_a_cloud_and_link_local_addresses_are_not_opened_by_naming_them() -> None:
    guard = Guard()
    inside = ("169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "fd00:ec2::254", "100.100.100.200",
              "168.63.129.16")  # fmt: skip
    guard.name(f"http://[{a}]/" if ":" in a else f"http://{a}/" for a in inside)

    assert [resolve(guard, address) for address in inside] == [()] * len(inside)
    assert None not in [guard.page_from(address, 80) for address in inside]


def test_a_proxy_may_be_anywhere_at_its_own_port_and_no_page_comes_from_it() -> None:
    guard = Guard()
    guard.pass_through("http://inside.test:3128")

    tunnel = 0  # whose port Twisted does not tell
    assert [resolve(guard, "inside.test", port) for port in (3128, tunnel, 80)] == [("10.0.0.7",), ("10.0.0.7",), ()]
    assert "inside.test is a proxy" in (guard.page_from("inside.test", 3128) or "")


def test_a_network_that_is_allowed_is_open_to_all_names() -> None:
    guard = Guard(networks(["10.0.0.0/8"]))

    assert [resolve(guard, n) for n in ("inside.test", "metadata.test")] == [("10.0.0.7",), ()]


def test_of_a_name_with_several_addresses_those_inside_are_left_out_and_the_others_are_tried_in_turn() -> None:
    guard, receiver = Guard(), Receiver()

    assert [resolve(guard, name) for name in ("six.test", "six-inside.test", "four-in.test", "six-in.test")] == [
        ("2600:1406::7",), (), ("2600:1406::7",), ("93.184.216.34",),
    ]  # fmt: skip
    assert guard.refused.keys() == {("six-inside.test", 80)}

    GuardedResolver(look_up, guard).resolveHostName(receiver, "four-in.test", 443)

    assert receiver.told[1:] == [IPv6Address("TCP", "2600:1406::7", 443), "all"]


def test_a_name_in_other_letters_is_looked_up_as_the_address_has_it() -> None:
    asked: list[str] = []

    def look(name: str) -> "Deferred[Addresses]":
        asked.append(name)
        return fail(DNSLookupError(name))

    resolver = GuardedResolver(look, Guard())

    resolver.resolveHostName(Receiver(), "www.straße.test")

    assert asked == ["www.xn--strae-oqa.test"]


@pytest.mark.parametrize(("cached", "asked"), [(10, 2), (0, 3)], ids=["kept for minutes", "not kept"])
def test_what_a_name_is_looked_up_as_holds_for_minutes(
    cached: int, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, seen = Clock(), list[str]()
    clock.getThreadPool = lambda: None  # type: ignore[attr-defined]

    def of_system(*words: Any) -> "Deferred[Addresses]":
        seen.append(words[-1])
        return succeed(("93.184.216.34",))

    monkeypatch.setattr(lookups, "deferToThreadPool", of_system)
    look_ups, found = lookups.LookUps(clock, 5, cached), list[Addresses]()

    for seconds in (1, lookups.KEPT, 0):
        look_ups.ask("courier.test").addCallback(found.append)
        clock.advance(seconds)

    assert found == [("93.184.216.34",)] * 3
    assert len(seen) == asked


def test_a_look_up_that_nobody_answers_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, ends = Clock(), list[Any]()
    clock.getThreadPool = lambda: None  # type: ignore[attr-defined]
    monkeypatch.setattr(lookups, "deferToThreadPool", lambda *_: Deferred())
    lookups.LookUps(clock, 5, 10).ask("courier.test").addErrback(ends.append)

    clock.advance(5.1)

    assert ends[0].check(DNSLookupError)


@pytest.fixture
def neighbour() -> Iterator[Site]:
    """Another site on loopback, which nobody has named."""
    site = Site("127.0.0.2")
    site.add("/story", stories.page(2))
    site.add("/robots.txt", "User-agent: *\n")
    yield site
    site.close()


def test_no_redirect_leads_to_where_a_person_has_not_pointed(site: Site, neighbour: Site) -> None:
    site.add("/story", stories.page(1))
    port = neighbour.url.rpartition(":")[2]
    own = site.url.rpartition(":")[2]
    hosts = {
        f"127.0.0.2:{port}": ("this machine itself", "127.0.0.2"),
        f"2130706434:{port}": ("this machine itself (127.0.0.2)", "127.0.0.2"),
        f"127.0.0.1:{port}": ("this machine itself", "127.0.0.1"),
        f"localhost:{own}": ("this machine itself (127.0.0.1)", "127.0.0.1"),
        f"[::1]:{own}": ("this machine itself", "::1"),
        f"[::ffff:127.0.0.2]:{port}": ("this machine itself (::ffff:7f00:2)", "::ffff:7f00:2"),
        f"[64:ff9b::7f00:2]:{port}": ("this machine itself", "64:ff9b::7f00:2"),
        "169.254.169.254": ("a link-local network", "169.254.169.254"),
        "10.0.0.1": ("a private network", "10.0.0.1"),
    }
    for n, host in enumerate(hosts):
        site.add(f"/to-{n}", status=302, location=f"http://{host}/story")
    site.add("/refresh", f'<meta http-equiv="refresh" content="0; url={neighbour.url}/story">')
    urls = [f"{site.url}/to-{n}" for n in range(len(hosts))]

    run = drive("fetch", [f"{site.url}/story", f"{site.url}/refresh", *urls])

    names = [urlsplit(f"//{host}").hostname for host in hosts]
    said = [
        f"{n} leads into {what}, which --allow-network {a} opens"
        for n, (what, a) in zip(names, hosts.values(), strict=True)
    ]
    assert [run.outcomes[u]["reason"] for u in urls] == said
    assert run.outcomes[f"{site.url}/refresh"]["reason"] == said[0]
    assert run.report["counts"] == {"stored": 1, "failed": len(hosts) + 1}
    assert neighbour.log == []
    assert site.log.count("/story") == 1


def test_a_crawl_does_not_follow_a_feed_or_a_link_inside_unless_the_network_is_allowed(
    site: Site, neighbour: Site, tmp_path: Any
) -> None:
    site.add("/", f'<link rel="alternate" type="application/rss+xml" href="{neighbour.url}/feed">'
             '<a href="/2026/11/20/story-1/">x</a>')  # fmt: skip
    site.add("/2026/11/20/story-1/", stories.page(1))
    db = str(tmp_path / "news.db")

    run = drive("crawl", [site.url], db=db)
    assert run.report["counts"] == {"stored": 1}
    assert neighbour.log == []

    drive("crawl", [site.url], db=db, allow_networks=["127.0.0.0/8"])
    assert "/feed" in neighbour.log


def test_who_hands_on_what_others_have_written_can_have_no_host_excepted(site: Site) -> None:
    site.add("/story", stories.page(1))

    run = drive("fetch", [f"{site.url}/story"], allow_hosts=[])

    assert run.report["counts"] == {"failed": 1}
    assert site.log == []


@pytest.mark.parametrize(
    ("url", "is_odd"),
    [
        ("http://bücher.example/", False), ("http://☕.example/", False), ("http://a_b.example:8080/", False),
        ("http://1.2.3.4/", False), ("http://[2600:1406::7]/", False), ("http://a\x1bcb.example/", True),
        ("http://a\x9bb.example/", True), ("http://a%1bb.example/", True), ("http://a b.example/", True),
    ],
)  # fmt: skip
def test_a_host_is_written_as_hosts_are_or_nobody_is_asked_for_it(url: str, *, is_odd: bool) -> None:
    assert bool(odd(Request(url).url)) == is_odd


def test_what_a_redirect_says_moves_no_cursor_of_who_reads_the_reason_or_the_log(site: Site, tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    site.add("/story", status=302, location="http://a\x1bcb.example/")
    site.add("/page", '<meta http-equiv=refresh content="0;url=http://a\x1bcb.example/">')
    urls = [f"{site.url}/story", f"{site.url}/page"]

    obeying, insisting = (
        drive("fetch", urls, obey_robots=obey, log_file=str(log)).outcomes.values() for obey in (True, False)
    )

    why = "the host of the address has characters that no name of a host has"
    assert [(o["state"], o["reason"]) for o in (*obeying, *insisting)] == [("failed", why)] * 4
    assert why in log.read_text()
    assert "\x1b" not in log.read_text()
