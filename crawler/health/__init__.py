"""How sources, books and store are: each source against its own past, each URL accounted for."""

from crawler.health.model import Books, Finding, Report, SourceHealth
from crawler.health.report import examine, with_sinks

__all__ = ["Books", "Finding", "Report", "SourceHealth", "examine", "with_sinks"]
