"""What every test may ask for, and the one thing that none may do: leave this machine."""

import errno
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout: fixtures, rule files and documents are found from here, whatever the working directory is."""
    return ROOT


@pytest.fixture(scope="session")
def fixtures(root: Path) -> Path:
    """The golden pages."""
    return root / "fixtures"


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    """To a test, the world beyond loopback is unreachable, on a laptop on a train as in CI."""

    def guarded(name: str) -> Any:
        original = getattr(socket.socket, name)

        def connect(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
                raise OSError(errno.ENETUNREACH, f"tests stay on loopback, this one wants {address[0]}")
            return original(self, address)

        return connect

    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, guarded(name))
        yield
