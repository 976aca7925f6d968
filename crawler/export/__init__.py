"""Records on their way out of the store, into files."""

from crawler.export.jsonl import JsonLines

__all__ = ["JsonLines"]
