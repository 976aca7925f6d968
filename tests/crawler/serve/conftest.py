"""A service of the test's own, on a port of loopback, in a thread of this process."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from crawler.serve import ServeOptions
from crawler.serve.run import Server, listening

Serve = Callable[..., httpx.Client]


@contextmanager
def served(options: ServeOptions) -> Iterator[httpx.Client]:
    """A client of the service, which stops afterwards."""
    up, address = threading.Event(), list[str]()

    def ready(at: str) -> None:
        address.append(at)
        up.set()

    with listening("127.0.0.1", 0) as sock:
        server = Server(options, sock, ready)
        thread = threading.Thread(target=server.run, args=([sock],), daemon=True)
        thread.start()
        assert up.wait(30), "the service has not begun"
        with httpx.Client(base_url=address[0], timeout=60) as client:
            yield client
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive(), "the service does not stop"


def until(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until it holds."""
    end = monotonic() + seconds
    while not holds():
        assert monotonic() < end, "it never came to that"
        sleep(0.02)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts services, with what they are told."""
    with ExitStack() as stack:

        def start(**told: Any) -> httpx.Client:
            return stack.enter_context(served(ServeOptions(**{"prepare": False, "workers": 1, **told})))

        yield start


@pytest.fixture(scope="session")
def cleaner() -> Iterator[httpx.Client]:
    """A service without a store, for all tests that only have pages cleaned."""
    with served(ServeOptions(workers=1)) as client:
        yield client
