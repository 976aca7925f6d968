"""Raw pages as WARC files: those that we keep, and those that others made. No Scrapy, no database."""

from crawler.archive.archive import Archive
from crawler.archive.model import ArchiveError, Kept, Place, Problem, Skipped
from crawler.archive.pages import is_warc, pages

__all__ = ["Archive", "ArchiveError", "Kept", "Place", "Problem", "Skipped", "is_warc", "pages"]
