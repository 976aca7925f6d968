"""No spelling of an address leads a crawl to the machine that it runs on."""

from tests.crawler import stories
from tests.crawler.web import Site, drive
from tests.hard.spellings import INSIDE, INSIDE_V6, urls


def test_no_spelling_of_an_address_inside_is_connected_to(site: Site) -> None:
    port = site.server.server_port
    asked = dict.fromkeys(url for address in ("127.0.0.1", "169.254.169.254") for url in urls(address, port))
    asked |= dict.fromkeys(f"http://{address}:{port}/story" for address in INSIDE)
    asked |= dict.fromkeys(f"http://[{address}]:{port}/story" for address in INSIDE_V6)
    for path in ("/", "/story"):
        site.add(path, stories.page(1))

    settings = {"TWISTED_DNS_RESOLVER": "tests.hard.resolver.AllHere", "CONCURRENT_REQUESTS": 100}
    result = drive("fetch", list(asked), settings, allow_hosts=[])

    assert site.log == []
    assert {o["state"] for o in result.outcomes.values()} == {"failed"}
    assert len(result.outcomes) > 100

    named = drive("fetch", [f"{site.url}/story"], settings)

    assert named.outcomes[f"{site.url}/story"]["state"] == "stored"


def test_a_site_that_has_ipv6_alone_is_fetched_or_it_is_said_that_it_cannot_be() -> None:
    settings = {"TWISTED_DNS_RESOLVER": "tests.hard.resolver.AllHereBySix", "ROBOTSTXT_OBEY": False}
    try:
        site = Site("::1")
    except OSError:  # a machine without IPv6
        end = drive("fetch", ["http://six.test/a"], settings, allow_networks=["::1"]).outcomes["http://six.test/a"]
        assert end["state"] == "failed"
        assert end["reason"].startswith("six.test")
        return
    site.add("/story", stories.page(1))
    port = site.server.server_port
    by_name, by_address, inside = (
        f"http://six.test:{port}/story",
        f"{site.url}/story#2",
        f"http://[fd00::1]:{port}/story",
    )

    ends = drive("fetch", [by_name, by_address, inside], settings, allow_networks=["::1"], allow_hosts=[]).outcomes

    assert [ends[url]["state"] for url in (by_name, by_address, inside)] == ["stored", "stored", "failed"]
    assert ends[inside]["reason"].startswith("fd00::1 leads into a private network")
    assert site.log == ["/story"] * 2
    site.close()


def test_a_login_in_an_address_is_sent_to_nobody(site: Site) -> None:
    address = site.url.replace("//", "//ada:secret@") + "/story"
    settings = {"TWISTED_DNS_RESOLVER": "tests.hard.resolver.AllHere", "ROBOTSTXT_OBEY": False}

    end = drive("fetch", [address], settings).outcomes[address]

    assert (end["state"], end["reason"]) == ("failed", "the address has a login in it, which is sent to nobody")
    assert site.log == []


def test_a_named_host_that_leads_inside_is_not_connected_to_and_the_sentence_says_what_opens_it(site: Site) -> None:
    address = f"http://paper.test:{site.server.server_port}/story"
    site.add("/story", stories.page(1))
    settings = {"TWISTED_DNS_RESOLVER": "tests.hard.resolver.AllHere"}

    end = drive("fetch", [address], settings).outcomes[address]

    said = "paper.test leads into this machine itself (127.0.0.1), which --allow-network 127.0.0.1 opens"
    assert (end["state"], end["reason"]) == ("failed", said)
    assert site.log == []

    end = drive("fetch", [address], settings, allow_networks=["127.0.0.1"]).outcomes[address]

    assert end["state"] == "stored"
