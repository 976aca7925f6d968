"""Who gets what a source's entry has for its own site."""

from crawler.sources import Source
from crawler.spiders.treatment import manners_for


def test_lists_on_other_hosts_of_the_site_get_its_headers_and_those_of_other_sites_do_not() -> None:
    feeds = ("https://feeds.example.com/all", "https://burner.example/courier")

    manners = manners_for(Source("courier", "https://www.example.com/", feeds=feeds))

    assert manners.owns(feeds[0])
    assert manners.owns("https://example.com/story")
    assert not manners.owns(feeds[1])
    assert not manners.owns("https://shop.example.com/")


def test_a_contact_is_no_secret_and_goes_to_every_host_in_our_own_name() -> None:
    manners = manners_for(Source("courier", "https://example.com/", contact="desk@paper.example"))

    assert manners.user_agent is None
    assert manners.contact_agent is not None
    assert manners.contact_agent.startswith("Copydesk/")
    assert manners.contact_agent.endswith("; desk@paper.example)")
    assert manners_for(Source("courier", "https://example.com/")).contact_agent is None
