"""`copydesk watch --join` says what it needs, and follows the sources.toml of its fleet."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from prometheus_client.parser import text_string_to_metric_families

from crawler.cli import joining
from crawler.cli.shared import Shared
from crawler.sources import Source
from crawler.store import Store
from crawler.watch import Command, Looked, Watch, common
from tests.crawler.clock import NOON
from tests.crawler.databases import Database

from ..conftest import Copydesk

COURIER, TRIBUNE = (f'[sources.{name}]\nurl = "https://{name}.test/"\n' for name in ("courier", "tribune"))
SOURCE = Source("courier", "https://courier.test/")


@pytest.fixture
def store(postgres: Database) -> Iterator[Store]:
    with postgres.open() as opened:
        yield opened


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--db", "news.db"], "news.db: --join needs a store that many machines can use: --db postgresql://…"),
        (["courier", "--db", "postgresql://db/news"], "--join looks at all of sources.toml"),
        (["-o", "out.jsonl", "--db", "postgresql://db/news"], "-o is a file of one machine"),
    ],
)
def test_what_one_machine_alone_can_do_is_refused_with_what_to_do(
    copydesk: Copydesk, words: list[str], said: str
) -> None:
    ran = copydesk("watch", "--join", *words)

    assert ran.status == 2
    assert said in ran.err


def test_who_lacks_the_extra_is_told_its_name(copydesk: Copydesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    ran = copydesk("watch", "--join", "--db", "postgresql://db/news")

    assert ran.status == 2
    assert ran.err == "copydesk: --join needs Procrastinate: pip install 'copydesk[join]'\n"


def desk(store: Store, folder: Path, file: str | None = None, *, first: bool = False) -> Shared:
    """A worker's sources, in a folder of its own with this sources.toml or none."""
    (folder / "kept").mkdir(parents=True)
    if file is not None:
        (folder / "sources.toml").write_text(file)
    shared = Shared(store, folder / "sources.toml", folder / "kept")
    shared.is_first = lambda: first
    return shared


def names(shared: Shared) -> list[str] | None:
    read = shared.read()
    return None if read is None else [source.name for source in read]


def test_a_fleet_follows_the_file_of_its_first_worker_and_then_each_change_anywhere(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = desk(store, tmp_path / "bare")
    assert names(bare) is None
    assert "waits for a sources.toml" in capsys.readouterr().err
    first = desk(store, tmp_path / "first", COURIER, first=True)
    assert names(first) == ["courier"]
    told = list[tuple[str, frozenset[str]]]()
    bare.taken = lambda text, active: told.append((text, frozenset(active)))
    assert names(bare) == ["courier"]
    assert told == [(COURIER, frozenset({"courier"}))]

    other = desk(store, tmp_path / "other", TRIBUNE)
    assert names(other) == ["courier"]
    assert "sources.toml is not what the fleet follows, which is what process" in capsys.readouterr().err

    (tmp_path / "other" / "sources.toml").write_text(COURIER + TRIBUNE)
    assert [names(shared) for shared in (other, first, bare)] == [["courier", "tribune"]] * 3
    assert [names(shared) for shared in (other, first, bare)] == [None] * 3

    (tmp_path / "first" / "sources.toml").write_text("[sources.courier]\nurl = 7\n")
    assert names(first) is None
    assert common.text(store) == COURIER + TRIBUNE


def test_a_fleet_that_was_stopped_follows_the_file_of_who_begins_first(store: Store, tmp_path: Path) -> None:
    common.give(store, COURIER, "process 1 on elsewhere")

    assert names(desk(store, tmp_path / "first", TRIBUNE, first=True)) == ["tribune"]
    assert common.text(store) == TRIBUNE


def test_a_worker_counts_its_looks_by_how_they_ended_and_what_came_of_them(tmp_path: Path) -> None:
    told: list[str] = []
    watching = Watch(cast("Store", None), lambda: None, lambda _: Command((), {}))
    watching.tell = lambda source, *_: told.append(source.name)
    joining.measure(watching, tmp_path / "worker.prom")

    for how in (Looked(new=3, changed=1), Looked(), Looked(failure="no answer"), Looked(new=1, put_off="closed")):
        watching.tell(SOURCE, how, NOON)
    watching.after([SOURCE], [SOURCE])

    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families((tmp_path / "worker.prom").read_text())
        for sample in family.samples
    }
    assert told == ["courier"] * 4
    assert samples == {
        ("copydesk_worker_looks_total", "read"): 2, ("copydesk_worker_looks_total", "failed"): 1,
        ("copydesk_worker_looks_total", "put off"): 1, ("copydesk_worker_looks_total", "cut"): 0,
        ("copydesk_worker_articles_total", "new"): 4, ("copydesk_worker_articles_total", "changed"): 1,
        ("copydesk_worker_crawls",): 0, ("copydesk_worker_sources",): 0, ("copydesk_fleet_sources",): 1,
    }  # fmt: skip


def test_metrics_that_cannot_be_written_are_told_and_stop_no_worker(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watching = Watch(cast("Store", None), lambda: None, lambda _: Command((), {}))
    joining.measure(watching, tmp_path / "gone" / "worker.prom")

    watching.after([], [])

    assert "worker.prom: the metrics cannot be written: No such file or directory" in capsys.readouterr().err
