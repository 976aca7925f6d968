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


def test_a_login_in_an_address_is_sent_to_nobody(site: Site) -> None:
    address = site.url.replace("//", "//ada:secret@") + "/story"
    settings = {"TWISTED_DNS_RESOLVER": "tests.hard.resolver.AllHere", "ROBOTSTXT_OBEY": False}

    end = drive("fetch", [address], settings).outcomes[address]

    assert (end["state"], end["reason"]) == ("failed", "the address has a login in it, which is sent to nobody")
    assert site.log == []
