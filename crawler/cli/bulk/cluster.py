"""The crew of a Ray cluster: each file is a task of its own there. The only module that knows Ray."""

import os
import socket
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, redirect_stdout, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from crawler.cli.bulk.model import ClusterError, Died, Done, Failed, Task, Unfit
from crawler.cli.bulk.part import clean_file
from crawler.export.optional import optional

PATIENCE = 10.0
"""Seconds that a cluster's machine has to answer."""
HELLO = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))
"""How a client of HTTP/2 begins, which is what Ray speaks: its preface, and settings of which there are none."""
FRAME, SETTINGS = 9, 4
"""The bytes of a frame's header; of which the fourth says that what a server begins with are its settings."""
LEAST_AHEAD = 64
"""So many tasks are given at least before one has ended, so that a cluster that grows by itself sees what there is."""


class Ray:
    """The cluster at this address, as Ray understands it: HOST:PORT, ray://HOST:PORT, `auto` for the one that this
    machine belongs to, `local` for one of its own. Each task asks for `jobs` processors.

    Entering raises ExportError where Ray is not installed, ClusterError where no cluster answers, or none of its
    machines has so many processors: Ray would wait for one that has, without a word."""

    def __init__(self, address: str, jobs: int) -> None:
        self._address, self._jobs = address, jobs
        self._given: dict[Any, Task] = {}
        self._quiet = ExitStack()

    def __enter__(self) -> Self:
        self._ray: Any = optional("ray", "ray", "--ray")
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Ray tells nobody of this, unless it is told to
        _expect(self._address)
        # of each process that dies Ray prints a paragraph to stdout; we tell it in a sentence
        self._quiet.enter_context(redirect_stdout(self._quiet.enter_context(Path(os.devnull).open("w"))))
        alone = {"include_dashboard": False} if self._address == "local" else {}
        try:
            self._ray.init(address=self._address, log_to_driver=False, logging_level="ERROR", **alone)
            processors = _processors(self._ray.nodes())
        except (ImportError, OSError, RuntimeError, ValueError) as e:
            self._quiet.close()
            raise ClusterError(f"{self._address}: no Ray cluster answers there: {_first_line(e)} (--ray)") from e
        if 0 < max(processors, default=0) < self._jobs:
            self.__exit__(None, None, None)
            most = f"none of its machines has more processors than {max(processors)}"
            raise ClusterError(f"{self._address}: {most}, and a file asks for {self._jobs} of one (--jobs)")
        self.room = max(LEAST_AHEAD, 2 * sum(processors) // self._jobs)
        # attempts are counted by who gives the tasks, so Ray makes none of its own
        self._clean = self._ray.remote(num_cpus=self._jobs, max_retries=0)(clean_file)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._ray.shutdown()
        self._quiet.close()

    def give(self, task: Task) -> None:
        """Have a file cleaned."""
        self._given[self._clean.remote(task)] = task

    def take(self) -> tuple[Task, Done | Unfit | Failed | Died]:
        """Wait for the next that ends. Raises ClusterError where the machines there cannot run our code."""
        (ready, *_), _ = self._ray.wait(list(self._given))
        task = self._given.pop(ready)
        try:
            return task, self._ray.get(ready)
        except self._ray.exceptions.RayTaskError as e:
            what = "its machines need this version of copydesk and Ray, and the packages of the object stores"
            raise ClusterError(f"the cluster cannot run the work: {_first_line(e.cause or e)}; {what}") from e
        except self._ray.exceptions.RayError as e:
            return task, Died(f"the cluster's process that cleaned it is gone ({type(e).__name__})")


def _processors(nodes: Sequence[Mapping[str, Any]]) -> list[int]:
    """Of each machine that lives. Of a cluster that grows by itself there may be none yet that is to work."""
    return [int(node["Resources"].get("CPU", 0)) for node in nodes if node["Alive"]]


def _expect(address: str) -> None:
    """Raises ClusterError where nobody listens at the address, or somebody who is no Ray: it would try again and again
    for minutes, and may end this process."""
    at = urlsplit(address if "://" in address else f"//{address}")
    try:
        port = at.port
    except ValueError as e:
        raise ClusterError(f"{address}: no address of a Ray cluster ({e}) (--ray)") from e
    if at.hostname is None or port is None:
        if address in ("auto", "local"):
            return
        raise ClusterError(f"{address}: no address of a Ray cluster; HOST:PORT, ray://HOST:PORT, auto or local (--ray)")
    try:
        with socket.create_connection((at.hostname, port), PATIENCE) as there:
            speaks = os.environ.get("RAY_USE_TLS", "0") != "0" or _speaks_http2(there)
    except OSError as e:
        raise ClusterError(f"{address}: nobody answers there: {e.strerror or e} (--ray)") from e
    if not speaks:
        raise ClusterError(f"{address}: something else than a Ray cluster answers there (--ray)")


def _speaks_http2(there: socket.socket) -> bool:
    """Whether the other end begins as every server of HTTP/2 does. Raises OSError where it says nothing for long."""
    said = b""
    with suppress(ConnectionError):  # it has understood nothing, and hung up
        there.sendall(HELLO)
        while len(said) < FRAME and (more := there.recv(FRAME - len(said))):
            said += more
    return len(said) == FRAME and said[3] == SETTINGS


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
