"""The same on Ray, where it is installed: .ci/run has a step for it, as it is too large for every checkout."""

import importlib.util
import re
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.archives import Trial, check, fill
from crawler.cli.bulk import cluster
from crawler.cli.bulk.model import ClusterError

from ..conftest import Copydesk
from ..test_warc import record, story

HAS_RAY = importlib.util.find_spec("ray") is not None


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "news.warc.gz"
    path.write_bytes(record(story(1), 1))
    return path


@pytest.mark.skipif(HAS_RAY, reason="Ray is installed")
def test_without_the_extra_one_sentence_names_it(copydesk: Copydesk, archive: Path, tmp_path: Path) -> None:
    ran = copydesk("clean", "--parquet", "--ray", "auto", "-o", str(tmp_path / "out"), str(archive))
    assert ran.status == 2
    assert ran.err == "copydesk: --ray needs ray, which is not installed: pip install 'copydesk[ray]'\n"


@pytest.mark.skipif(not HAS_RAY, reason="Ray is not installed: pip install 'copydesk[ray]'")
@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("127.0.0.1:{closed}", "nobody answers there: Connection refused"),
        ("ray://127.0.0.1:{closed}", "nobody answers there: Connection refused"),
        ("auto", "no Ray cluster answers there"),
        ("somewhere", "no address of a Ray cluster"),
        ("127.0.0.1:port", "no address of a Ray cluster"),
    ],
)
def test_an_address_that_nobody_answers_is_one_sentence(
    copydesk: Copydesk, archive: Path, tmp_path: Path, address: str, why: str
) -> None:
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        where = address.format(closed=taken.getsockname()[1])
        ran = copydesk("clean", "--parquet", "--ray", where, "-o", str(tmp_path / "out"), str(archive))
    assert ran.status == 2
    assert ran.err.startswith(f"copydesk: {where}: {why}")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "something else than a Ray cluster answers there"),
        (b"", "something else than a Ray cluster answers there"),
        (None, "nobody answers there: timed out"),
        (bytes((0, 0, 6, 4, 0, 0, 0, 0, 0)) + bytes((0, 3, 0, 0, 0, 100)), None),
    ],
    ids=["a web server", "one that hangs up", "one that is silent", "gRPC"],
)
def test_who_listens_and_is_no_cluster_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, answer: bytes | None, why: str | None
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.2 if answer is None else 10.0)
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as threads:
        threads.submit(_answer, server, answer)
        address = f"127.0.0.1:{server.getsockname()[1]}"
        if why is None:
            cluster._expect(address)
        else:
            with pytest.raises(ClusterError, match=f"{address}: {why}"):
                cluster._expect(address)


def _answer(server: socket.socket, answer: bytes | None) -> None:
    """Say this to the first who connects, and hang up; None: wait until he does."""
    connection, _ = server.accept()
    with connection:
        connection.recv(100)
        if answer is None:
            connection.recv(1)
        else:
            connection.sendall(answer)


class Machines:
    """Ray as far as it is asked before the first file: these machines, each with so many processors."""

    def __init__(self, *machines: tuple[bool, int]) -> None:
        self._machines = machines
        self.is_open = False

    def init(self, **_: object) -> None:
        self.is_open = True

    def shutdown(self) -> None:
        self.is_open = False

    def nodes(self) -> list[dict[str, object]]:
        return [{"Alive": alive, "Resources": {"CPU": float(n)} if n else {}} for alive, n in self._machines]

    def remote(self, **_: object) -> Callable[[object], object]:
        return lambda function: function


def test_more_processors_than_any_machine_has_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = Machines((True, 8), (True, 4), (False, 64))
    monkeypatch.setattr(cluster, "optional", lambda *_: ray)
    why = "local: none of its machines has more processors than 8, and a file asks for 9 of one (--jobs)"
    with pytest.raises(ClusterError, match=re.escape(why)), cluster.Ray("local", 9):
        pass
    assert not ray.is_open
    with cluster.Ray("local", 8) as crew:
        assert crew.room >= 3
    growing = Machines((True, 0))  # its head does no work, and the others come when there is some
    monkeypatch.setattr(cluster, "optional", lambda *_: growing)
    with cluster.Ray("local", 9):
        assert growing.is_open


@pytest.mark.skipif(not HAS_RAY, reason="Ray is not installed: pip install 'copydesk[ray]'")
def test_each_record_is_there_once_on_a_cluster_whoever_was_killed(tmp_path: Path) -> None:
    trial = Trial(tmp_path, files=6, pages=2, ray="local")
    fill(trial)
    check(trial)
    assert trial.wrong == []
