"""The tables: what each is for, and what stands in a row. How an older database gets to them: upgrades.py.

Instants are ISO 8601 in UTC to the second, so that they sort as text.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    inspect,
    select,
    text,
)
from sqlalchemy import Text as AnyText
from sqlalchemy.types import TypeDecorator


class _Storable(TypeDecorator[str]):
    """Text of any page: what no database takes, zero bytes and halves of characters, does not stop its record."""

    impl = AnyText
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


Prose = _Storable()
Text = _Storable().with_variant(_Storable(collation="C"), "postgresql")
"""Compared byte by byte, in every database and wherever it stands."""
Counter = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only under this name

metadata = MetaData()

SCHEMA = "schema_version"

meta = Table("meta", metadata, Column("name", String, primary_key=True), Column("value", String, nullable=False))


def _place() -> tuple[Column[str], Column[int], Column[int]]:
    """Where in the archive a page lies, as it was fetched."""
    return (
        Column("archive_file", Text),
        Column("archive_offset", BigInteger),
        Column("archive_length", Integer),
    )


# ---- URLs -----------------------------------------------------------------------------------------------------------

pages = Table(
    "pages", metadata,
    Column("key", Text, primary_key=True),          # dedupe.url_key(url)
    Column("url", Text, nullable=False),            # as it was asked for
    Column("source", Text),
    Column("state", String, nullable=False),        # crawler.outcome.State, or "discovered"
    Column("reason", Text, nullable=False),
    Column("status", Integer),
    Column("final_url", Text),
    Column("discovered_at", String),
    Column("listed_at", String),                    # its date as feed or sitemap told it, else when it was discovered
    Column("position", Integer),                    # its place in the list that named it
    Column("lastmod", String),                      # when it changed, as feed or sitemap said last
    Column("hints", Text),                          # JSON: cleaners.model.Hints
    Column("due_at", String),                       # when it is to be asked for again; null: never
    Column("attempts", Integer, nullable=False, server_default="0"),    # since something came of it
    Column("claimed_by", String),                   # runs.id of the run that is at it
    Column("settled_by", String),                   # runs.id of the run that was at it last
    Column("settled_at", String),
    Column("fetched_at", String),
    Column("gone_at", String),                      # since when its server has it no more
    Column("etag", Text),
    Column("last_modified", Text),
    *_place(),
    Column("headers", Text),                        # JSON object; only of pages that came before there was an archive
    Column("body", LargeBinary),                    # zlib; likewise
    Column("article_key", Text, ForeignKey("articles.key")),    # the article that it is, also of a duplicate
    Index("pages_by_state", "state"),
    # as they are taken: with a list without dates all have one, and without the rest they would be sorted each time
    Index("pages_waiting", "source", "state", text("listed_at DESC"), "position"),
    Index("pages_due", "source", "due_at"),
    Index("pages_by_article", "article_key"),
    Index("pages_by_claim", "claimed_by"),
    Index("pages_by_file", "archive_file"),
)  # fmt: skip

documents = Table(
    "documents", metadata,                          # feeds, sitemaps, pages of links
    Column("url", Text, primary_key=True),          # where it is, redirects followed
    Column("content_type", Text, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("fetched_at", String, nullable=False),
    Column("body", LargeBinary, nullable=False),    # zlib
)  # fmt: skip

# ---- articles -------------------------------------------------------------------------------------------------------

articles = Table(
    "articles", metadata,
    Column("key", Text, primary_key=True),          # pages.key of the page that it was made of
    Column("id", Text, nullable=False),
    Column("source", Text),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("canonical_key", Text),
    Column("content_hash", String, nullable=False),
    Column("title", Text),
    Column("published_at", String),
    Column("language", String),
    Column("first_seen_at", String, nullable=False),
    Column("changed_at", String),                   # when this version came
    Column("fetched_at", String),
    Column("words", Integer),
    Column("noise", Float),                         # share of the letters extracted that were removed
    Column("has_authors", Boolean),
    Column("reserved", Boolean),                    # its publisher reserves mining or use by AI
    Column("story_id", Text),
    Column("record", Prose, nullable=False),      # JSON object: cleaners.model.Article
    Index("articles_by_id", "id"),
    Index("articles_by_content", "content_hash"),
    Index("articles_by_canonical", "canonical_key"),
    Index("articles_by_source", "source", "first_seen_at"),
    Index("articles_by_age", "first_seen_at"),
    Index("articles_by_story", "story_id"),
)  # fmt: skip

versions = Table(
    "versions", metadata,                           # those that a newer one has replaced
    Column("article_key", Text, ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("made_at", String, nullable=False),
    Column("replaced_at", String, nullable=False),
    Column("why", Text, nullable=False),            # why the newer one was made: what changed
    *_place(),
    Column("record", Prose, nullable=False),
    Index("versions_by_file", "archive_file"),
)  # fmt: skip

removals = Table(
    "removals", metadata,
    Column("article_key", Text, ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("block", Integer, nullable=False),
    Column("cleaner", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("why", Prose, nullable=False),
    Column("text", Prose, nullable=False),
    Column("field", String),
)  # fmt: skip

fingerprints = Table(
    "fingerprints", metadata,                       # crawler.dedupe.near
    Column("article_key", Text, ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True),
    Column("signature", LargeBinary, nullable=False),
    Column("shingles", Integer, nullable=False),
)  # fmt: skip

bands = Table(
    "bands", metadata,                              # the index over fingerprints: who shares a band is compared
    Column("band", Integer, primary_key=True),
    Column("value", BigInteger, primary_key=True),
    Column("article_key", Text, ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True),
    Index("bands_by_article", "article_key"),
    sqlite_with_rowid=False,                        # the key is all there is
)  # fmt: skip

stories = Table(
    "stories", metadata,                            # several articles that tell one story in the same words
    Column("id", Text, primary_key=True),
    Column("original_key", Text),
    Column("reason", Prose),
    Column("changed_at", String, nullable=False),
)  # fmt: skip

tombstones = Table(
    "tombstones", metadata,                         # articles that were forgotten: not a word of them
    Column("id", Text, primary_key=True),           # the record's id, for those whom it was delivered to; or empty
    Column("key_hash", String, primary_key=True),   # SHA-256 of a page's key, or of what a text is known by
    Column("forgotten_at", String, nullable=False),
    Index("tombstones_by_key", "key_hash"),
)  # fmt: skip

# ---- whom it is for -------------------------------------------------------------------------------------------------

outbox = Table(
    "outbox", metadata,                             # records that are stored, and not yet in the file that wants them
    Column("output", Text, primary_key=True),
    Column("article_key", Text, ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True),
)  # fmt: skip

changes = Table(
    "changes", metadata,                            # what became of articles, in order: what sinks are told
    Column("number", Counter, primary_key=True),
    Column("article_key", Text),                    # null of one that was forgotten
    Column("id", Text, nullable=False),
    Column("kind", String, nullable=False),         # new, changed, forgotten
    Column("version", Integer, nullable=False),
    Column("at", String, nullable=False),
    Index("changes_by_article", "article_key"),
    sqlite_autoincrement=True,                      # a number is never used again: sinks remember the last one
)  # fmt: skip

sinks = Table(
    "sinks", metadata,
    Column("name", Text, primary_key=True),
    Column("cursor", BigInteger, nullable=False),   # changes.number of the last that was acknowledged
    Column("acknowledged_at", String),
    Column("failed_at", String),                    # when it took nothing, last time
    Column("failed_since", String),                 # null: it takes what it is sent
    Column("failure", Prose),
)  # fmt: skip

dead_letters = Table(
    "dead_letters", metadata,                       # what a sink has refused for good
    Column("sink", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True), # changes.number
    Column("reason", Prose, nullable=False),
    Column("at", String, nullable=False),
)  # fmt: skip

# ---- the work -------------------------------------------------------------------------------------------------------

runs = Table(
    "runs", metadata,
    Column("id", String, primary_key=True),
    Column("command", Text, nullable=False),
    Column("host", Text, nullable=False),           # the machine, its boot, its space of process numbers
    Column("pid", Integer, nullable=False),
    Column("started_at", String, nullable=False),
    Column("seen_at", String, nullable=False),      # while it lives it says so
    Column("ended_at", String),
    Column("ending", Text),
    Column("counts", Text),                         # JSON: state to number
    Index("runs_open", "ended_at"),
)  # fmt: skip

sources = Table(
    "sources", metadata,                            # how it went with each, last time
    Column("name", Text, primary_key=True),
    Column("url", Text),
    Column("reading_since", String),                # when a run began to read its lists; null: it came to their end
    Column("polled_at", String),
    Column("due_at", String),                       # when `watch` looks again
    Column("interval", Integer),                    # seconds
    Column("succeeded_at", String),
    Column("failed_since", String),
    Column("failed_at", String),
    Column("failure", Prose),
    Column("failed_url", Text),                     # the first bad one
)  # fmt: skip

requests = Table(
    "requests", metadata,                           # of the last days, so that a publisher can be told
    Column("number", Counter, primary_key=True),
    Column("at", String, nullable=False),
    Column("source", Text),
    Column("host", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("purpose", String, nullable=False),
    Column("status", Integer),
    Column("bytes", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
    Index("requests_of_host", "host", "at"),
    Index("requests_of_source", "source", "at"),
    Index("requests_by_age", "at"),
)  # fmt: skip

hosts = Table(
    "hosts", metadata,
    Column("host", Text, primary_key=True),         # without `www.`
    Column("closed_until", String),                 # it has asked to be left alone until then
    Column("asked_by", String),                     # runs.id of who asked it last; null: that run is over
    Column("asked_since", Float),                   # since when only that run asks; null: it does so without a note
    Column("asked_at", Float),                      # when it was asked last, as far as it was noted: seconds since 1970
    Column("delay", Float),                         # seconds from one request to the next
)  # fmt: skip


def version(connection: Connection) -> int:
    """The version of the database's tables; 0 of an empty database, -1 of one that is something else's."""
    names = inspect(connection).get_table_names()
    if meta.name not in names:
        return -1 if names else 0
    found = connection.scalar(select(meta.c.value).where(meta.c.name == SCHEMA))
    return int(found) if found and found.isdigit() else -1
