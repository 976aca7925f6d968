"""Run as a script by the tests: crawls the sources of a file in its own folder, without the waits of politeness."""

import sys
from pathlib import Path

from crawler.sources.load import load_file
from crawler.start import CrawlOptions, crawl
from tests.crawler.drive import show_outcome
from tests.crawler.web import QUICK

if __name__ == "__main__":
    crawl(load_file(Path(sys.argv[1])).sources, on_outcome=show_outcome, options=CrawlOptions(settings=QUICK))
