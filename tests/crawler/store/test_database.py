"""What a database refuses is told as what it is."""

from dataclasses import replace
from random import Random

import pytest
from sqlalchemy.exc import DBAPIError

from crawler.store import Ending, StoreError
from crawler.store.database import address, sentences
from crawler.store.documents import Documents
from crawler.store.twins import Telling
from tests.crawler.databases import Database
from tests.crawler.store.test_store import article, cleaned, stored

LONG = "https://courier.test/" + "".join(Random(7).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=6000))
"""An address that no packing makes short."""


@pytest.mark.parametrize(
    ("error", "is_full"),
    [
        ("database or disk is full", True),
        ("could not extend file: No space left on device", True),
        ("index row size 2824 exceeds btree version 4 maximum 2704; consider a full text index", False),
    ],
)
def test_only_a_full_disk_is_told_as_one(error: str, is_full: bool) -> None:
    with pytest.raises(StoreError) as told, sentences("news.db"):
        raise DBAPIError("insert", None, Exception(error))

    assert ("the disk is full" in str(told.value)) == is_full


@pytest.mark.parametrize(
    "db",
    [
        "postgresql ://news:S3CRET@db/news",
        "postgresql://news:S3CRET@db:54x32/news",
        "mysql://news:S3/CR@S3CRET@db/news",
        "postgresql://news:S3CRET@a:S3CRET/x@db/news",
    ],
)
def test_an_address_that_is_none_is_told_as_that_without_its_password(db: str) -> None:
    with pytest.raises(StoreError) as told:
        address(db)

    assert "S3" not in str(told.value)
    assert "://news:***@db" in str(told.value)


def test_an_address_of_any_length_can_be_stored(database: Database) -> None:
    store = database.open()

    for n, url in enumerate((LONG, f"{LONG}/2")):
        told = replace(article(url, f"Story {n}.\n", canonical=f"{url}/canonical"), id=str(n))
        store.settle(Ending(replace(stored(url).outcome, result=cleaned(told))))
    Documents(store).keep(LONG, b"a feed", "text/xml", ("", ""))
    Documents(store).keep("https://courier.test/feed", b"a feed", "text/xml", ("", ""))

    assert store.known(LONG) == store.known(f"{LONG}/2") == "stored"
    edited = article(text="Edited.\n", canonical=f"{LONG}/canonical")
    assert store.same(Telling("https://courier.test/b", edited)) is not None
    assert Documents(store).get(LONG) is None
    assert Documents(store).get("https://courier.test/feed") is not None


def test_who_waits_for_the_writer_sees_what_it_wrote_whatever_the_servers_default(postgres: Database) -> None:
    name = postgres.address.rpartition("/")[2]
    postgres.sql(f"alter database {name} set default_transaction_isolation = 'serializable'")

    with postgres.open().writing() as connection:
        assert connection.exec_driver_sql("show transaction_isolation").scalar() == "read committed"
