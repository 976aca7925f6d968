"""The line to a sink: what is told of what happened, and what becomes of what a sink does not take."""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.deliver import Delivery, Refusal, Unavailable
from crawler.deliver.config import SinkConfig, load_sinks
from crawler.deliver.line import How, Line, Pauses
from crawler.deliver.run import deliver, deliver_all
from crawler.export.selection import EVERYTHING, Selection
from crawler.store import Store, StoreError, open_store
from crawler.store.changes import Changes
from tests.crawler.deliver import desk
from tests.crawler.deliver.conftest import QUICK


class Book:
    """A sink that writes down what it takes. `judge` says of each delivery what becomes of it: None, it is taken; a
    text, it is refused; or it raises."""

    def __init__(self, judge: Callable[[Delivery], str | None] = lambda _: None) -> None:
        self.judge = judge
        self.taken: list[Delivery] = []
        self.opened = self.closed = 0

    @property
    def keys(self) -> list[str]:
        return [d.key for d in self.taken]

    def open(self) -> None:
        self.opened += 1

    def send(self, batch: Sequence[Delivery]) -> Sequence[Refusal]:
        judged = [(d, self.judge(d)) for d in batch]
        self.taken += [d for d, reason in judged if reason is None]
        return [Refusal(d, reason) for d, reason in judged if reason is not None]

    def close(self) -> None:
        self.closed += 1


def down(_: Delivery) -> None:
    raise Unavailable("it is shut")


def not_for(n: int) -> Callable[[Delivery], None]:
    def judge(d: Delivery) -> None:
        if d.id == desk.identity(n):
            raise Unavailable("it chokes")

    return judge


@pytest.fixture
def changes(store: Store) -> Changes:
    changes = Changes(store)
    changes.subscribe("book")
    return changes


@pytest.fixture
def run(changes: Changes) -> Callable[..., Line]:
    def run(book: Book, selection: Selection = EVERYTHING, **more: object) -> Line:
        line = Line(changes, "book", book, selection, How(**{"batch": 10, "pauses": QUICK, **more}))  # type: ignore[arg-type]
        line.run()
        return line

    return run


Run = Callable[..., Line]


def test_each_version_is_told_as_it_was(store: Store, run: Run) -> None:
    desk.publish(store, 1, text="First.\n")
    desk.publish(store, 1, 2, text="Second.\n")
    desk.publish(store, 1, 3, text="Third.\n")
    run(book := Book())
    assert [json.loads(d.record or b"")["text"] for d in book.taken] == ["First.\n", "Second.\n", "Third.\n"]
    assert [(d.kind, d.version, d.url) for d in book.taken] == [
        ("new", 1, desk.address(1)), ("changed", 2, desk.address(1)), ("changed", 3, desk.address(1))
    ]  # fmt: skip
    message = json.loads(book.taken[1].message())
    assert message == {
        "key": f"{desk.identity(1)}:2:changed", "kind": "changed", "id": desk.identity(1), "version": 2,
        "at": book.taken[1].at, "url": desk.address(1), "record": json.loads(book.taken[1].record or b""),
    }  # fmt: skip


def test_of_what_was_forgotten_not_a_word_is_told(store: Store, run: Run) -> None:
    desk.publish(store, 1)
    desk.publish(store, 2)
    desk.forget(store, 1)
    run(book := Book())
    assert book.keys == [desk.key(2), desk.key(1, 1, "forgotten")]
    assert (book.taken[1].url, book.taken[1].record) == (None, None)


def test_only_what_is_selected_is_told_and_what_leaves_the_selection_is_forgotten(store: Store, run: Run) -> None:
    desk.publish(store, 1)
    desk.publish(store, 2, language="de")
    desk.publish(store, 3, reserved=True)
    desk.publish(store, 1, 2, reserved=True)
    desk.publish(store, 1, 3, reserved=True)
    desk.publish(store, 2, 2, language="de")
    desk.publish(store, 1, 4)
    run(book := Book(), Selection(language="en", exclude_reserved=True))
    assert book.keys == [desk.key(1), desk.key(1, 2, "forgotten"), desk.key(1, 4, "changed")]


def test_a_source_is_told_alone(store: Store, run: Run) -> None:
    desk.publish(store, 1)
    assert run(Book(), Selection(source="herald")).sent == 0
    desk.publish(store, 2)
    assert run(Book(), Selection(source="courier")).sent == 1


def test_what_is_refused_is_a_dead_letter_and_holds_up_nothing(store: Store, run: Run, changes: Changes) -> None:
    for n in (1, 2, 3):
        desk.publish(store, n)
    line = run(book := Book(lambda d: "no" if d.id == desk.identity(2) else None))
    assert (line.sent, line.refused, book.keys) == (2, 1, [desk.key(1), desk.key(3)])
    (letter,) = changes.dead("book")
    assert (letter.number, letter.reason) == (2, "no")
    assert letter.change
    assert letter.change.id == desk.identity(2)


def test_dead_letters_are_sent_once_more_but_for_those_that_are_out_of_date(
    store: Store, run: Run, changes: Changes
) -> None:
    for n in range(1, 5):
        desk.publish(store, n)
    run(Book(lambda d: "no" if d.id != desk.identity(4) else None))
    desk.publish(store, 1, 2)  # a later version, which is taken
    desk.forget(store, 2)
    run(Book())
    again = Line(changes, "book", book := Book(), EVERYTHING, How())
    assert again.replay() == 1
    assert book.keys == [desk.key(3)]
    assert changes.dead("book") == []


def test_a_letter_that_is_refused_again_stays_with_the_new_reason(store: Store, run: Run, changes: Changes) -> None:
    desk.publish(store, 1)
    run(Book(lambda _: "no"))
    assert Line(changes, "book", Book(lambda _: "still not"), EVERYTHING, How()).replay() == 0
    assert [letter.reason for letter in changes.dead("book")] == ["still not"]


@pytest.mark.parametrize("batch", [1, 2, 10])
def test_a_record_on_which_the_sink_breaks_down_is_set_aside(
    store: Store, run: Run, changes: Changes, batch: int
) -> None:
    for n in range(1, 7):
        desk.publish(store, n)
    line = run(book := Book(not_for(3)), batch=batch)
    assert (line.sent, line.refused, line.down) == (5, 1, None)
    assert set(book.keys) == {desk.key(n) for n in (1, 2, 4, 5, 6)}
    assert [letter.reason for letter in changes.dead("book")] == ["not taken while others were: it chokes"]


def test_when_nothing_is_taken_no_record_is_blamed(store: Store, run: Run, changes: Changes) -> None:
    for n in range(1, 5):
        desk.publish(store, n)
    line = run(Book(down))
    assert (line.sent, line.refused, line.down) == (0, 0, "it is shut")
    assert changes.dead("book") == []
    assert run(book := Book()).sent == 4
    assert book.keys == [desk.key(n) for n in range(1, 5)]


def test_the_only_record_that_waits_is_not_blamed_before_another_is_taken(
    store: Store, run: Run, changes: Changes
) -> None:
    desk.publish(store, 1)
    assert run(Book(not_for(1))).down == "it chokes"
    assert changes.dead("book") == []
    desk.publish(store, 2)
    assert run(Book(not_for(1))).refused == 1


@pytest.mark.parametrize("bad", range(1, 12))
def test_a_sink_that_comes_back_at_any_moment_has_refused_nothing(
    store: Store, run: Run, changes: Changes, bad: int
) -> None:
    for n in range(1, 4):
        desk.publish(store, n)
    calls = iter(range(1, 1000))

    def judge(_: Delivery) -> None:
        if next(calls) <= bad:
            raise Unavailable("it is shut")

    line = run(book := Book(judge), pauses=replace(QUICK, tries=4))
    while line.down:
        line = run(book)
    assert changes.dead("book") == []
    assert set(book.keys) == {desk.key(1), desk.key(2), desk.key(3)}


def test_a_connection_is_made_anew_after_each_failure_and_none_is_left_open(store: Store, run: Run) -> None:
    desk.publish(store, 1)
    run(book := Book(down))
    assert book.opened == book.closed >= 3
    run(book := Book())
    assert (book.opened, book.closed) == (1, 1)


def test_pauses_grow_up_to_an_end_and_heed_what_the_sink_asks_for() -> None:
    pauses = Pauses(first=1, longest=60)
    assert all(2 ** (n - 1) / 2 <= pauses.after(n, 0) <= 2 ** (n - 1) for n in range(1, 6))
    assert 30 <= pauses.after(5000, 0) <= 60
    assert pauses.after(1, 20) == 20
    assert pauses.after(1, 86400) == 60


def test_whoever_follows_is_told_of_what_comes_in_and_ends_when_told(tmp_path: Path, store: Store) -> None:
    desk.publish(store, 1)
    said, stop, shut = list[str](), threading.Event(), threading.Event()

    def judge(_: Delivery) -> None:
        if shut.is_set():
            raise Unavailable("it is shut")

    book = Book(judge)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SinkConfig, "make", lambda *_: book)
        how = How(follow=0.005, pauses=QUICK, stop=stop, tell=said.append)
        line = threading.Thread(target=deliver, args=(desk.database(tmp_path), config("book"), {}, how))
        line.start()
        _until(lambda: book.keys == [desk.key(1)])
        shut.set()
        desk.publish(store, 2)
        _until(lambda: bool(said))
        shut.clear()
        _until(lambda: len(book.keys) == 2)
        stop.set()
        line.join(10)
    assert not line.is_alive()
    assert said == ["book: it is shut; records wait", "book: takes records again"]


def test_whoever_follows_waits_for_a_store_that_cannot_be_reached(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publish(store, 1)
    said, stop, back = list[str](), threading.Event(), threading.Event()

    def opened(db: str) -> Store:
        if not back.is_set():
            raise StoreError("news.db: gone")
        return open_store(db)

    monkeypatch.setattr("crawler.deliver.run.open_store", opened)
    how = How(follow=0.005, pauses=QUICK, stop=stop, tell=said.append)
    with made({"book": (book := Book())}):
        line = threading.Thread(target=deliver, args=(desk.database(tmp_path), config("book"), {}, how))
        line.start()
        _until(lambda: bool(said))
        back.set()
        _until(lambda: book.keys == [desk.key(1)])
        stop.set()
        line.join(10)
    assert not line.is_alive()
    assert said == ["book: news.db: gone; records wait"]


def test_two_do_not_deliver_to_one_sink_at_once(store: Store, changes: Changes, tmp_path: Path) -> None:
    desk.publish(store, 1)
    with made({"book": Book()}), changes.held("book"):
        report = deliver(desk.database(tmp_path), config("book"), {})
        assert report.down == "another process delivers to it at the moment"
    with made({"book": Book()}):
        assert deliver(desk.database(tmp_path), config("book"), {}).sent == 1


def test_a_sink_that_is_down_holds_up_no_other(store: Store, tmp_path: Path, how: How) -> None:
    desk.publish(store, 1)
    books = {"a": Book(down), "b": Book(), "c": Book()}
    with made(books):
        reports = deliver_all(desk.database(tmp_path), [config(name) for name in books], {}, how)
    assert [(r.name, r.sent, r.down) for r in reports] == [("a", 0, "it is shut"), ("b", 1, None), ("c", 1, None)]


def test_a_new_sink_has_everything_unless_it_begins_now_and_may_begin_again(
    store: Store, tmp_path: Path, how: How
) -> None:
    desk.publish(store, 1)
    with made({"all": (everything := Book()), "now": (later := Book())}):
        for name in ("all", "now"):
            deliver(desk.database(tmp_path), config(name), {}, how, begin="now" if name == "now" else None)
        desk.publish(store, 2)
        for name in ("all", "now"):
            deliver(desk.database(tmp_path), config(name), {}, how)
        assert (everything.keys, later.keys) == ([desk.key(1), desk.key(2)], [desk.key(2)])
        deliver(desk.database(tmp_path), config("now"), {}, how, begin="start")
    assert later.keys == [desk.key(2), desk.key(1), desk.key(2)]


def test_a_class_of_the_users_that_raises_anything_is_down(store: Store, tmp_path: Path, how: How) -> None:
    (tmp_path / "broken_sink.py").write_text("class Broken:\n    def open(self):\n        1 / 0\n    close = open\n")
    text = '[sinks.own]\nkind = "python"\nclass = "broken_sink:Broken"'
    (sink,) = load_sinks(text, tmp_path / "sinks.toml").sinks
    desk.publish(store, 1)
    assert deliver(desk.database(tmp_path), sink, {}, how).down == "Broken raised ZeroDivisionError: division by zero"
    missing = replace(sink, options={"class": "no_such_module_here:Sink"})
    assert deliver(desk.database(tmp_path), missing, {}, how).down == "own: No module named 'no_such_module_here'"


def config(name: str) -> SinkConfig:
    """The configuration of a sink that `made` makes."""
    return SinkConfig(name, "jsonl", {})


class made:  # noqa: N801
    """While it lasts, sinks of these names are these."""

    def __init__(self, books: dict[str, Book]) -> None:
        self._books = books
        self._patch = pytest.MonkeyPatch()

    def __enter__(self) -> None:
        self._patch.setattr(SinkConfig, "make", lambda sink, _: self._books[sink.name])

    def __exit__(self, *_: object) -> None:
        self._patch.undo()


def _until(is_so: Callable[[], bool]) -> None:
    for _ in range(2000):
        if is_so():
            return
        threading.Event().wait(0.005)
    raise AssertionError("it did not come to that")
