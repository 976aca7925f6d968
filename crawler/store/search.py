"""Full text search over the articles as they are now: SQLite's FTS5, PostgreSQL's tsvector, one way to ask both.

Texts and questions are taken apart into words here (words.py), and both databases get nothing but words, so that they
find the same. A row hangs on its article, in the database too: whatever takes the article out takes it from the index.
"""

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import (
    DDL,
    Column,
    Connection,
    ForeignKey,
    Index,
    Table,
    bindparam,
    cast,
    column,
    delete,
    event,
    exists,
    func,
    insert,
    literal_column,
    select,
    table,
    update,
)
from sqlalchemy import Text as AnyText
from sqlalchemy.dialects.postgresql import REGCONFIG, TSVECTOR
from sqlalchemy.sql.elements import ColumnElement

from crawler.store.tables import Counter, Text, articles, meta, metadata
from crawler.store.words import Term, words

MOST_LETTERS = 150_000
"""Of a text that are searched. PostgreSQL takes 1 MiB of words for a text and no more; the longest magazine pieces
have 100,000 letters."""
AT_ONCE = 500
"""Articles that are entered in one transaction, which takes a third of a second."""
FILLED = "search_filled"
"""The row of `meta` that says, while articles of an older store are entered, up to which key they are."""

search = Table(
    "search", metadata,
    Column("number", Counter, primary_key=True),    # SQLite: the row of the words in search_words
    Column("article_key", Text, ForeignKey("articles.key", ondelete="CASCADE"), nullable=False, unique=True),
    Column("words", AnyText().with_variant(TSVECTOR(), "postgresql")),      # SQLite: null
)  # fmt: skip
Index("search_by_words", search.c.words, postgresql_using="gin").ddl_if(dialect="postgresql")
for _statement in (
    "CREATE VIRTUAL TABLE search_words USING fts5(words, tokenize = 'unicode61')",
    "CREATE TRIGGER search_is_gone AFTER DELETE ON search BEGIN DELETE FROM search_words WHERE rowid = old.number; END",
):
    event.listen(search, "after_create", DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
_words = table("search_words", column("rowid"), column("words"))
_NOT_FOUND = delete(search).where(search.c.article_key == bindparam("of"))
_FILLED = select(meta.c.value).where(meta.c.name == FILLED)
_LACKING = (
    select(articles.c.key, articles.c.record)
    .where(articles.c.key > bindparam("filled"), ~exists().where(search.c.article_key == articles.c.key))
    .order_by(articles.c.key)
    .limit(bindparam("most"))
)
_ENTERED = insert(search).returning(search.c.number, sort_by_parameter_order=True)


class _Told(msgspec.Struct):
    """The part of a record that is searched."""

    title: str | None = None
    text: str = ""


def enter(connection: Connection, key: str, title: str | None, story: str, *, is_new: bool = False) -> None:
    """Have an article be found by these words, and by no others; one that `is_new` has been found by none. To be called
    in the transaction that stores it."""
    if not is_new:
        connection.execute(_NOT_FOUND, {"of": key})
    _enter(connection, {key: _searched(title, story)})


def owe(connection: Connection) -> None:
    """Note that no article of the store is in its search. To be called where the search is made."""
    connection.execute(insert(meta).values(name=FILLED, value=""))


def is_owed(connection: Connection) -> bool:
    """Whether there may be articles that are not in the search."""
    return connection.scalar(_FILLED) is not None


def fill(connection: Connection) -> bool:
    """Enter the next of the articles that are not in the search; whether there may be more. Each call is to have a
    transaction of its own: others write between two of them, and a process that is killed has lost one, which the next
    that opens the store makes again."""
    filled = connection.scalar(_FILLED)
    if filled is None:
        return False
    rows = connection.execute(_LACKING, {"filled": filled, "most": AT_ONCE}).all()
    if not rows:
        connection.execute(delete(meta).where(meta.c.name == FILLED))
        return False
    told = {key: msgspec.json.decode(record, type=_Told) for key, record in rows}
    _enter(connection, {key: _searched(one.title, one.text) for key, one in told.items()})
    connection.execute(update(meta).where(meta.c.name == FILLED).values(value=rows[-1].key))
    return True


def _searched(title: str | None, story: str) -> str:
    """The words by which an article is found. Cut once more, for folding makes eight letters of some."""
    return " ".join(words(f"{title or ''}\n{story[:MOST_LETTERS]}"))[:MOST_LETTERS]


def _enter(connection: Connection, own: Mapping[str, str]) -> None:
    """Enter articles that are not in the index: the words of each key."""
    if connection.dialect.name == "postgresql":
        vector = func.to_tsvector(cast("simple", REGCONFIG), bindparam("own"))
        connection.execute(
            insert(search).values(article_key=bindparam("key"), words=vector),
            [{"key": key, "own": said} for key, said in own.items()],
        )
        return
    numbers = connection.scalars(_ENTERED, [{"article_key": key} for key in own])
    rows = [{"rowid": number, "words": said} for number, said in zip(numbers, own.values(), strict=True)]
    connection.execute(insert(_words), rows)


def matching(connection: Connection, wanted: Sequence[Term]) -> ColumnElement[bool]:
    """The condition under which an article has what is wanted. At least one term must be wanted."""
    if connection.dialect.name == "postgresql":
        asked = func.to_tsquery(cast("simple", REGCONFIG), _tsquery(wanted))
        found = select(search.c.article_key).where(search.c.words.op("@@")(asked))
    else:
        rows = select(_words.c.rowid).where(literal_column(_words.name).op("MATCH")(_fts5(wanted)))
        found = select(search.c.article_key).where(search.c.number.in_(rows))
    return articles.c.key.in_(found)


def squeeze(connection: Connection) -> None:
    """Leave no trace in the index of what was taken out of it: what FTS5 deletes it only marks, until it merges."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO search_words (search_words) VALUES ('optimize')")


def _fts5(wanted: Sequence[Term]) -> str:
    """The question in FTS5's language. Words hold letters and digits alone, so that nothing in them can steer it."""
    said = [(t.unwanted, f'"{" ".join(t.words)}"{"*" if t.prefix else ""}') for t in wanted]
    yes, no = (" AND ".join(s for u, s in said if not u), [s for u, s in said if u])
    return " NOT ".join((f"({yes})", *no))


def _tsquery(wanted: Sequence[Term]) -> str:
    """The question in PostgreSQL's language."""
    said = []
    for t in wanted:
        row = " <-> ".join(f"'{word}'" for word in t.words) + (":*" if t.prefix else "")
        said.append(f"!({row})" if t.unwanted else f"({row})")
    return " & ".join(said)
