"""The tables, and the ladder that brings an older database to them."""

from collections.abc import Callable

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    inspect,
    select,
)

metadata = MetaData()

SCHEMA = "schema_version"

meta = Table("meta", metadata, Column("name", String, primary_key=True), Column("value", String, nullable=False))

pages = Table(
    "pages", metadata,
    Column("key", Text, primary_key=True),          # dedupe.url_key(url)
    Column("url", Text, nullable=False),            # as it was asked for
    Column("source", Text),
    Column("state", String, nullable=False),        # crawler.outcome.State
    Column("reason", Text, nullable=False),
    Column("status", Integer),
    Column("final_url", Text),
    Column("settled_at", String, nullable=False),
    Column("fetched_at", String),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("headers", Text),                        # JSON object
    Column("body", LargeBinary),                    # zlib
    Column("article_key", Text, ForeignKey("articles.key")),    # the article that it is, also of a duplicate
    Index("pages_by_state", "state"),
)  # fmt: skip

articles = Table(
    "articles", metadata,
    Column("key", Text, primary_key=True),          # pages.key of the page that it was made of
    Column("id", Text, nullable=False),
    Column("canonical_key", Text),
    Column("content_hash", String, nullable=False),
    Column("title", Text),
    Column("published_at", String),
    Column("language", String),
    Column("first_seen_at", String, nullable=False),
    Column("fetched_at", String),
    Column("record", Text, nullable=False),         # JSON object: cleaners.model.Article
    Index("articles_by_id", "id"),
    Index("articles_by_content", "content_hash"),
    Index("articles_by_canonical", "canonical_key"),
)  # fmt: skip

removals = Table(
    "removals", metadata,
    Column("article_key", Text, ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("block", Integer, nullable=False),
    Column("cleaner", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("field", String),
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

outbox = Table(
    "outbox", metadata,                             # records that are stored, and not yet in the file that wants them
    Column("output", Text, primary_key=True),
    Column("article_key", Text, ForeignKey("articles.key", ondelete="CASCADE"), primary_key=True),
)  # fmt: skip

MIGRATIONS: tuple[Callable[[Connection], None], ...] = (metadata.create_all,)
"""MIGRATIONS[n] takes a database from version n to n + 1. A step is never changed once it has been released."""


def version(connection: Connection) -> int:
    """The version of the database's tables; 0 of an empty database, -1 of one that is something else's."""
    names = inspect(connection).get_table_names()
    if meta.name not in names:
        return -1 if names else 0
    found = connection.scalar(select(meta.c.value).where(meta.c.name == SCHEMA))
    return int(found) if found and found.isdigit() else -1


def migrate(connection: Connection, present: int) -> None:
    """Climb from the version that is there to the newest, inside the caller's transaction."""
    for step in MIGRATIONS[present:]:
        step(connection)
    connection.execute(delete(meta).where(meta.c.name == SCHEMA))
    connection.execute(insert(meta).values(name=SCHEMA, value=str(len(MIGRATIONS))))
