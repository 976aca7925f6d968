"""The user's sources: what sources.toml says of each, read, checked and written. docs/sources.md is the user's page."""

from crawler.sources.model import Config, Reservations, Source

__all__ = ["Config", "Reservations", "Source"]
