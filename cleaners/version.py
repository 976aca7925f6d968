"""The version of the distribution, and the two that every record carries."""

__version__ = "0.1.0"

SCHEMA_VERSION = 1
"""Version of the record's JSON Schema: raised when a field is added, renamed or changes its meaning."""

CLEANER_VERSION = __version__
"""Version of the code that made a record's text: compare it to know which stored pages to clean again."""
