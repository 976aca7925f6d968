"""Articles are found by their words, in both databases alike, as they are now."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, text

from crawler.export.selection import Selection
from crawler.forget import forget
from crawler.store import Store, search
from crawler.store.browsing import Asked as Wanted
from crawler.store.browsing import BadCursor, Browsing
from crawler.store.forgetting import Forgetting
from crawler.store.words import hits, terms
from tests.crawler.databases import Database
from tests.crawler.shelf import Shelf
from tests.crawler.store.test_upgrades import old

FILLER = "The town hall said on Tuesday that it would answer all questions of the residents in the coming week. "

QUESTIONS = {
    "harbour": ["bridge", "harbour"],
    "HARBOUR bridge": ["bridge"],
    '"old harbour"': ["bridge"],
    '"harbour old"': [],
    "bridge*": ["bridge", "harbour"],
    "harbour -closed": ["harbour"],
    'old -"old town"': ["bridge"],
    "emile": ["harbour"],
    "Café": ["bridge"],
    "müller-lukasz": ["harbour"],
    "東京": ["tokyo"],
    "港": ["tokyo"],
    "京東": [],
    "2026": [],
    "서울": ["seoul"],
    "दिल्ली": ["delhi"],
    "nowhere": [],
}
ODD = (
    "", " ", '"', "*", "-", "-harbour", "()", "'", "a' OR 1=1 --", "NEAR(old, harbour)", "words : harbour", "^old",
     '"old" AND', "old OR", "{old}", "& | !", "<->", "old:*", "\\", "\x00", "\ud800", "%", "a" * 5000, "- " * 999,
     "(" * 999, "x " * 2000, "İ", "ﷺ", "①", "a_b", "𝔸",
)  # fmt: skip


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.open() as opened:
        yield opened


def put(store: Store, name: str, title: str, story: str) -> None:
    """Settle a page with this headline and these sentences."""
    body = "".join(f"<p>{part} {FILLER}</p>" for part in (story, "", ""))
    Shelf(store).put(f"https://courier.test/{name}", f"<html><body><article><h1>{title}</h1>{body}</article>")


def found(store: Store, question: str) -> list[str]:
    """The names of the articles that a question finds."""
    wanted = terms(question)
    rows = Browsing(store).articles(Wanted(wanted=wanted)).rows if wanted else ()
    return sorted(row.key.rpartition("/")[2] for row in rows)


@pytest.fixture
def shelf(store: Store) -> Store:
    put(store, "bridge", "Bridge to close", "The old harbour bridge is closed until the café owners' case is heard.")
    put(store, "harbour", "A harbour for Émile", "Bridges were never built, said Zoë Müller-Łukasz of the old town.")
    put(store, "tokyo", "東京都の新しい港", "日本の首都である東京都は、二〇二六年に新しい港を開く。")
    put(store, "seoul", "서울에서 열린 회의", "서울에서 열린 회의는 밤늦게까지 이어졌다고 시청이 밝혔다.")
    put(store, "delhi", "दिल्ली में बैठक", "दिल्ली में नगर परिषद की बैठक देर रात तक चली, अधिकारियों ने कहा।")
    return store


def test_a_question_finds_the_articles_that_have_its_words(shelf: Store) -> None:
    assert {question: found(shelf, question) for question in QUESTIONS} == QUESTIONS


def test_no_question_is_too_odd_for_the_database(shelf: Store) -> None:
    for question in ODD:
        found(shelf, question)
        found(shelf, f"harbour {question}")


def test_a_newer_version_is_found_by_its_own_words_alone(store: Store) -> None:
    put(store, "a", "Bridge to close", "The pontoon is closed.")
    put(store, "a", "Bridge to open", "The viaduct is open.")

    assert (found(store, "pontoon"), found(store, "viaduct")) == ([], ["a"])


def test_an_article_that_is_forgotten_leaves_no_word_in_the_database(database: Database) -> None:
    with database.open() as store:
        for n in range(30):
            put(store, f"other-{n}", f"Other story {n}", f"Something else number {n} is told.")
        put(store, "a", "Bridge to close", "The zyxwvutsr pontoon is closed.")
        of = Forgetting(store).find("https://courier.test/a")
        assert of is not None
        forget(store, [of])

        assert found(store, "zyxwvutsr") == []
        assert len(found(store, "something else")) == 20
        with store.reading() as connection:
            count = connection.execute(text("SELECT count(*) FROM search")).scalar()
        assert count == 30
    if "://" not in database.address:
        assert b"zyxwvutsr" not in Path(database.address).read_bytes()


def test_an_older_store_gets_its_search_piece_by_piece(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.open() as store:
        for n in range(5):
            Shelf(store).story(n)
    for there in ("search",) if "://" in database.address else ("search_words", "search"):
        database.sql(f"DROP TABLE {there}")
    database.sql("UPDATE meta SET value = '3' WHERE name = 'schema_version'")
    monkeypatch.setattr("crawler.store.search.AT_ONCE", 2)
    enter = search._enter
    entered: list[int] = []

    def killed(connection: Connection, own: Mapping[str, str]) -> None:
        entered.append(len(own))
        if len(entered) == 2:
            raise KeyboardInterrupt
        enter(connection, own)

    with monkeypatch.context() as patch:
        patch.setattr("crawler.store.search._enter", killed)
        with pytest.raises(KeyboardInterrupt):
            database.open()
    assert database.sql("SELECT count(*) FROM search") == [(2,)]

    with database.open() as store:
        assert len(found(store, "council")) == 5
    assert database.sql("SELECT name FROM meta") == [("schema_version",)]


def test_what_an_older_version_stored_is_found(tmp_path: Path) -> None:
    with old(tmp_path) as store:
        (record,) = store.articles()
        word = max(record["text"].split(), key=len).strip(".,")
        assert len(found(store, word)) == 1


def test_an_article_is_stored_with_its_words_or_not_at_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **_more: object) -> None:
        raise RuntimeError("the index is broken")

    monkeypatch.setattr("crawler.store.settling.enter", broken)
    with pytest.raises(RuntimeError):
        put(store, "a", "Bridge to close", "The pontoon is closed.")
    assert list(store.articles()) == []


def test_a_text_of_any_length_is_stored(store: Store) -> None:
    put(store, "a", "Long", " ".join(f"w{n}" for n in range(60_000)))

    assert found(store, "w1") == ["a"]
    assert next(store.articles())["word_count"] > 60_000


def test_a_text_whose_letters_fold_into_many_is_stored(store: Store) -> None:
    put(store, "a", "Ligatures", " ".join("\ufdf2" * 100 + f"{n}" for n in range(1_500)))  # each of four letters

    assert found(store, "الله" * 100 + "1") == ["a"]
    assert found(store, "ligatures") == ["a"]


def test_what_no_database_can_compare_with_is_an_answer(shelf: Store) -> None:
    cursor = urlsafe_b64encode(msgspec.msgpack.encode(("2026\0", "a"))).decode()

    with pytest.raises(BadCursor):
        Browsing(shelf).articles(Wanted(after=cursor))
    assert (
        Browsing(shelf).articles(Wanted(Selection(language="e\0n"))).rows
        == Browsing(shelf).articles(Wanted(Selection(language="en"))).rows
    )


def test_the_words_that_were_asked_for_are_shown_where_they_stand() -> None:
    text = "Der Hafen von Łódź, 東京都の港; the HARBOURS, and Zoë’s harbour."

    def shown(question: str) -> list[str]:
        return [text[start:end] for start, end in hits(text, terms(question))]

    assert shown("harbour*") == ["HARBOURS", "harbour"]
    assert shown("東京 -hafen") == ["東京"]
    assert shown('"von łodz"') == ["von Łódź"]
    assert shown("zoe") == ["Zoë’s"]
