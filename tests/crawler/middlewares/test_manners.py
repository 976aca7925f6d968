"""What a source has its own site sent reaches that site and nobody else; its proxy answers for itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import TunnelError

from crawler.middlewares import proxies
from crawler.middlewares.manners import Manners, product_token
from tests.crawler.middlewares.asking import ask, watch
from tests.crawler.web import Site

SECRETS = {
    "headers": {"Authorization": "Bearer s3cret-token", "X-Key": "s3cret-key"},
    "cookies": {"login": "s3cret-login"},
}


@pytest.fixture
def other() -> Iterator[Site]:
    """A site that is not the source's, on the same host: only the port tells them apart."""
    site = Site()
    yield site
    site.close()


def sent(headers: dict[str, str]) -> dict[str, str]:
    """Of what a server was sent, that which is the source's."""
    return {name: headers[name] for name in ("Authorization", "X-Key", "Cookie", "User-Agent") if name in headers}


def test_a_sources_secrets_go_to_its_own_site_and_stay_there(site: Site, other: Site) -> None:
    own, foreign = watch(site, "/own"), watch(other, "/foreign")
    back = watch(site, "/back", set_cookie="session=s3cret-session")
    site.add("/away", status=302, location=f"{other.url}/foreign")
    other.add("/home", status=302, location=f"{site.url}/back")
    manners = {
        "name": "courier",
        "own": [site.url],
        "user_agent": "CourierBot/2.0 (+mailto:desk@courier.test)",
        **SECRETS,
    }

    found = ask([f"{site.url}/own", f"{site.url}/away", f"{other.url}/foreign", f"{other.url}/home"], manners)

    mine = {"Authorization": "Bearer s3cret-token", "X-Key": "s3cret-key", "Cookie": "login=s3cret-login",
            "User-Agent": "CourierBot/2.0 (+mailto:desk@courier.test)"}  # fmt: skip
    assert [sent(h) for h in (*own.headers, *back.headers)] == [mine, mine]
    assert [[*sent(h)] for h in foreign.headers] == [["User-Agent"], ["User-Agent"]]
    assert all(h["User-Agent"].startswith("Copydesk/") for h in foreign.headers)
    assert "s3cret" not in found.log, "neither logs nor headers that are stored hold a secret"
    assert [end["status"] for end in found.ends] == [200] * 4


@pytest.mark.parametrize(
    ("own", "url", "is_own"),
    [
        ("https://courier.test/", "https://www.courier.test/a", True),
        ("http://www.courier.test", "https://courier.test/a", True),
        ("https://courier.test/", "https://courier.test:443/a", True),
        ("https://courier.test/", "http://courier.test/a", False),
        ("https://courier.test/", "https://courier.test:8443/a", False),
        ("https://courier.test/", "https://blogs.courier.test/a", False),
        ("https://courier.test/", "https://courier.test.evil.test/a", False),
        ("https://courier.test/", "https://courier.test@evil.test/a", False),
        ("https://courier.test/", "https://[broken/a", False),
    ],
)
def test_an_origin_is_the_sources_own_with_or_without_www_and_over_tls_at_least(
    own: str, url: str, is_own: bool
) -> None:
    assert Manners(own=(own,)).owns(url) is is_own


def test_a_proxy_carries_all_of_a_source_and_its_login_goes_to_no_site(site: Site, other: Site) -> None:
    seen = watch(other, f"{site.url}/story")
    proxy = other.url.replace("http://", "http://desk:s3cret@")

    found = ask([f"{site.url}/story"], {"own": [site.url], "proxy": proxy})

    assert found.ends[0]["status"] == 200
    assert other.log == [f"{site.url}/robots.txt", f"{site.url}/story"]
    assert site.log == []
    assert seen.headers[0]["Proxy-Authorization"].startswith("Basic ")
    assert "s3cret" not in found.log
    assert [entry["host"] for entry in found.books] == ["127.0.0.1"] * 2


def test_what_a_proxy_does_wrong_is_said_of_the_proxy(site: Site, other: Site) -> None:
    other.add(f"{site.url}/robots.txt", status=407)
    address = other.url.removeprefix("http://")
    gone = Site()
    gone.close()
    nobody = gone.url.removeprefix("http://")
    urls: list[dict[str, Any]] = [
        {"url": f"{site.url}/story", "source": 0}, {"url": f"{site.url}/story", "source": 1},
        {"url": "https://courier.test/story", "source": 0}, {"url": f"{site.url}/story", "source": 2},
    ]  # fmt: skip

    found = ask(
        urls, {"proxy": f"http://desk:s3cret@{address}"}, {"proxy": f"http://desk:s3cret@{nobody}"},
        {"name": "courier", "proxy": "socks5://desk:s3cret@127.0.0.1:1"},
    )  # fmt: skip

    assert [end["reason"] for end in found.ends] == [
        f"the proxy {address} wants a login, or another one (407)",
        f"the proxy {nobody} refused the connection",
        f"the proxy {address} could not connect us to courier.test (501)",
        "the proxy of courier is not of the form http://host:port",
    ]
    assert "s3cret" not in found.log


@pytest.mark.parametrize(
    ("status", "said", "final"),
    [
        (403, "the proxy p.test:3128 does not connect us to courier.test (403)", True),
        (407, "the proxy p.test:3128 wants a login, or another one (407)", True),
        (502, "the proxy p.test:3128 could not connect us to courier.test (502)", False),
    ],
)
def test_a_tunnel_that_is_refused_for_good_is_not_asked_for_again(status: int, said: str, final: bool) -> None:
    request = Request("https://courier.test/", meta={"proxy": "http://desk:s3cret@p.test:3128"})
    error = TunnelError(f"Could not open CONNECT tunnel with proxy p.test:3128 [{{'status': {status}, 'reason': b''}}]")

    assert proxies.fault(request, error) == (said, final)
    assert proxies.fault(Request("https://courier.test/"), error) is None


def test_a_page_does_not_lead_to_the_host_of_a_proxy(site: Site) -> None:
    site.add("http://courier.test/robots.txt", "User-agent: *\n")
    site.add("http://courier.test/story", status=302, location="http://127.0.0.1:1/admin")

    found = ask(["http://courier.test/story"], {"proxy": site.url}, settings={"COPYDESK_ALLOW_NETWORKS": []})

    assert found.ends[0]["reason"] == (
        "127.0.0.1 leads into this machine itself, which --allow-network 127.0.0.1 opens"
    )
    assert site.log == ["http://courier.test/robots.txt", "http://courier.test/story"]


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [
        ("CourierBot/2.0 (+https://courier.test)", "CourierBot"), ("Courier-Bot", "Courier-Bot"),
        ("Mozilla/5.0 (compatible; CourierBot/1.0; +https://courier.test)", "CourierBot"),
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0", None), ("", None),
    ],
)  # fmt: skip
def test_robots_txt_knows_a_crawler_by_the_name_in_its_user_agent(user_agent: str, token: str | None) -> None:
    assert product_token(user_agent) == token
