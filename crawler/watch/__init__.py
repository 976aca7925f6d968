"""What `copydesk watch` does: looks at each source when its time has come, as long as it lives. No Scrapy: each round
of looks is a crawl in a process of its own."""

from crawler.watch.beside import Beside
from crawler.watch.loop import Watch
from crawler.watch.process import Command, Limits
from crawler.watch.timetable import Looked
from crawler.watch.watcher import AlreadyWatched

__all__ = ["AlreadyWatched", "Beside", "Command", "Limits", "Looked", "Watch"]
