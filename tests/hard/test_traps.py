"""A site that goes on for ever: the crawl ends, few pages of its traps are fetched, and its real ones are stored."""

from pathlib import Path

from benchmarks.hard.traps import MOST_PAGES, crawled


def test_a_crawl_of_a_site_without_an_end_ends_with_its_stories(tmp_path: Path) -> None:
    fetched, real = crawled(tmp_path, real=50)

    assert real == 50
    assert max(fetched.values()) <= MOST_PAGES
