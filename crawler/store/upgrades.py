"""From an older database to today's tables, one version at a time, inside the caller's transaction."""

from collections.abc import Callable

from sqlalchemy import Connection, Table, delete, func, insert, inspect, select, update
from sqlalchemy.schema import CreateColumn, CreateIndex

from crawler.store.search import owe, search
from crawler.store.tables import SCHEMA, articles, hosts, meta, metadata, pages, sinks


def upgrade(connection: Connection, present: int) -> None:
    """Bring a database of version `present` (0: an empty one) to today's."""
    for step in STEPS[present:] if present else ():
        step(connection)
    metadata.create_all(connection)
    connection.execute(delete(meta).where(meta.c.name == SCHEMA))
    connection.execute(insert(meta).values(name=SCHEMA, value=str(VERSION)))


def extend(connection: Connection, table: Table) -> None:
    """Add the columns and indexes that a table lacks."""
    dialect = connection.dialect
    there = inspect(connection)
    columns = {c["name"] for c in there.get_columns(table.name)}
    indexes = {i["name"] for i in there.get_indexes(table.name)}
    for column in table.columns:
        if column.name not in columns:
            what = CreateColumn(column).compile(dialect=dialect)
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {what}")
    for index in table.indexes:
        if index.name not in indexes:
            connection.execute(CreateIndex(index))


def _archive_and_versions(connection: Connection) -> None:
    """1 → 2: URLs are kept before they are fetched, articles have versions. Version 1 was always SQLite."""
    extend(connection, articles)
    for statement in _TO_2:
        connection.exec_driver_sql(statement)
    pages.create(connection)
    connection.exec_driver_sql(_PAGES_TO_2)
    connection.exec_driver_sql("DROP TABLE pages_1")


_TO_2 = (
    """UPDATE articles SET changed_at = first_seen_at, words = record ->> '$.word_count',
       source = (SELECT source FROM pages WHERE pages.key = articles.key),
       has_authors = json_array_length(record, '$.authors') > 0,
       reserved = json_array_length(record, '$.rights.reservations') > 0""",
    "ALTER TABLE pages RENAME TO pages_1",
    "DROP INDEX pages_by_state",
)
_PAGES_TO_2 = """
    INSERT INTO pages (key, url, source, state, reason, status, final_url, settled_at, fetched_at, etag, last_modified,
                       headers, body, article_key, discovered_at, due_at)
    SELECT key, url, source, state, reason, status, final_url, settled_at, fetched_at, etag, last_modified,
           headers, body, article_key, settled_at, CASE WHEN state IN ('failed', 'skipped') THEN settled_at END
    FROM pages_1"""


def _turns_at_hosts(connection: Connection) -> None:
    """2 → 3: of each host it is noted who asked it last, and when; that a host is closed is one thing among others. Of
    each sink it is noted since when it takes nothing."""
    if inspect(connection).has_table(sinks.name):
        extend(connection, sinks)
    if not inspect(connection).has_table(hosts.name):
        return
    connection.exec_driver_sql("ALTER TABLE hosts RENAME TO hosts_2")
    hosts.create(connection)
    connection.exec_driver_sql("INSERT INTO hosts (host, closed_until) SELECT host, closed_until FROM hosts_2")
    connection.exec_driver_sql("DROP TABLE hosts_2")


def _search(connection: Connection) -> None:
    """3 → 4: articles are found by their words, and are of the source that their page is of. The words are entered
    once the tables are those of today (open_store)."""
    search.create(connection)
    owe(connection)
    page = select(pages.c.source).where(pages.c.key == articles.c.key, pages.c.source.is_not(None)).scalar_subquery()
    connection.execute(update(articles).values(source=func.coalesce(page, articles.c.source)))


STEPS: tuple[Callable[[Connection], None], ...] = (lambda _: None, _archive_and_versions, _turns_at_hosts, _search)
"""STEPS[n] takes a database from version n to n + 1, as far as that is more than a new table. A step is never changed
once it has been released."""
VERSION = len(STEPS)
