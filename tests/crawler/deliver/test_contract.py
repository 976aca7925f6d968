"""What every sink promises, whichever it is: all is told, in order, and again only under the same key."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.deliver.config import SinkConfig
from crawler.deliver.line import How, Pauses
from crawler.deliver.run import Report, deliver
from crawler.store import Store
from tests.crawler.deliver import desk
from tests.crawler.deliver.places import KINDS, WIRED, Place, replayed

every_sink = pytest.mark.parametrize("there", KINDS, indirect=True)
every_wired_sink = pytest.mark.parametrize("there", WIRED, indirect=True)


def run(tmp_path: Path, sink: SinkConfig, how: How) -> Report:
    return deliver(desk.database(tmp_path), sink, {}, how)


def once(keys: list[str]) -> list[str]:
    """Each key where it came first."""
    return list(dict.fromkeys(keys))


def versions_rise(keys: list[str]) -> bool:
    """Whether what came first of each article was never an older version than what had come before."""
    seen = dict[str, int]()
    for name, version, _ in (k.split(":") for k in once(keys)):
        if int(version) < seen.get(name, 0):
            return False
        seen[name] = int(version)
    return True


@every_sink
def test_all_that_happened_is_told_in_order_and_only_once(
    there: Place, sink: SinkConfig, store: Store, tmp_path: Path, how: How
) -> None:
    told = desk.a_day(store)
    report = run(tmp_path, sink, how)
    assert (report.sent, report.refused, report.down) == (len(told), 0, None)
    assert there.keys() in (told, None)
    assert there.held() == desk.STANDS
    assert run(tmp_path, sink, how).sent == 0
    desk.publish(store, 31, 2)
    assert run(tmp_path, sink, how).sent == 1
    assert there.keys() in ([*told, desk.key(31, 2, "changed")], None)
    assert there.held()[desk.identity(31)] == 2


@every_sink
def test_a_sink_that_is_down_gets_what_it_missed_when_it_is_back(
    there: Place, sink: SinkConfig, store: Store, tmp_path: Path, how: How
) -> None:
    told = desk.a_day(store)
    there.turn("down")
    report = run(tmp_path, sink, how)
    assert report.down
    assert report.sent == report.refused == 0
    assert report.standing
    assert report.standing.behind == 42
    assert report.standing.waiting_since
    there.turn("open")
    assert run(tmp_path, sink, how).sent == len(told)
    assert there.keys() in (told, None)
    assert there.held() == desk.STANDS


@every_wired_sink
def test_a_sink_that_never_answers_is_given_up_in_its_time(
    there: Place, sink: SinkConfig, store: Store, tmp_path: Path, how: How
) -> None:
    desk.publish(store, 1)
    there.turn("silent")
    assert run(tmp_path, sink, How(pauses=Pauses(tries=1))).down
    there.turn("open")
    assert run(tmp_path, sink, how).sent == 1
    assert there.held() == {desk.identity(1): 1}


@every_wired_sink
def test_connections_that_break_lose_nothing_and_repeat_only_keys(
    there: Place, sink: SinkConfig, store: Store, tmp_path: Path, how: How
) -> None:
    told = desk.a_day(store)
    there.turn("breaking")
    while run(tmp_path, sink, how).down:
        pass
    keys = there.keys()
    assert keys is None or set(keys) == set(told)
    assert keys is None or versions_rise(keys)
    assert there.held() == desk.STANDS


@every_sink
def test_killed_between_taken_and_acknowledged_loses_nothing_and_repeats_only_keys(
    there: Place, sink: SinkConfig, store: Store, tmp_path: Path, how: How
) -> None:
    told = desk.a_day(store)
    (tmp_path / "sinks.toml").write_text(f"[sinks.desk]\n{there.toml}\n")
    command = [sys.executable, "-m", "tests.crawler.deliver.killed", str(tmp_path / "sinks.toml")]
    ended = subprocess.run([*command, desk.database(tmp_path), "1"], check=False, capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    desk.publish(store, 32)
    assert run(tmp_path, sink, how).down is None
    keys = there.keys()
    assert keys is None or once(keys) == [*told, desk.key(32)]
    assert keys is None or replayed(keys) == there.held()
    assert there.held() == desk.STANDS | {desk.identity(32): 1}
