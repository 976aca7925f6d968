"""A page that has not changed is not sent again, and the answer that says so reaches who asked."""

from tests.crawler.middlewares.asking import ask, watch
from tests.crawler.web import Site

DATE = "Sat, 21 Nov 2026 10:00:00 GMT"


def test_a_page_whose_version_is_known_answers_304_and_a_changed_one_in_full(site: Site) -> None:
    site.add("/same", "the same", etag='"1"')
    site.add("/dated", "the same", last_modified=DATE)
    site.add("/changed", "changed", etag='"2"')
    paths = {"same": ['"1"', None], "dated": [None, DATE], "changed": ['"1"', DATE]}
    urls = [{"url": f"{site.url}/{path}", "meta": {"validators": known}} for path, known in paths.items()]

    found = ask([*urls, f"{site.url}/same"])

    assert [(end["status"], end["unchanged"]) for end in found.ends] == [
        (304, True), (304, True), (200, False), (200, False),
    ]  # fmt: skip
    assert site.unchanged == ["/same", "/dated"]


def test_a_304_that_nobody_asked_for_says_nothing_of_the_page(site: Site) -> None:
    watch(site, "/odd", 304, content_length="0")

    found = ask([f"{site.url}/odd"])

    assert (found.ends[0]["status"], found.ends[0]["unchanged"]) == (304, False)


def test_after_a_redirect_a_version_is_told_only_to_the_page_that_it_is_of(site: Site) -> None:
    site.add("/old", status=301, location="/new")
    site.add("/strayed", status=302, location="/elsewhere")
    site.add("/new", "the same", etag='"1"')
    elsewhere = watch(site, "/elsewhere")
    known = ['"1"', DATE, f"{site.url}/new"]

    found = ask([
        {"url": f"{site.url}/old", "meta": {"validators": known}},
        {"url": f"{site.url}/strayed", "meta": {"validators": known}},
        {"url": f"{site.url}/strayed", "meta": {"validators": known[:2]}},
    ])  # fmt: skip

    assert [end["status"] for end in found.ends] == [304, 200, 200]
    assert not [name for sent in elsewhere.headers for name in sent if name.startswith("If-")]
