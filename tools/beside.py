"""A command that runs beside a server of one's own, and finds it by variables of its environment."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager

Server = Callable[[], AbstractContextManager[dict[str, str]]]


def run_beside(server: Server, said: str | None) -> int:
    """Run the command of this process's arguments beside a server, and give its exit status: 127 where there is no such
    server, 2 and `said`, how it is used, where there is no command."""
    if len(sys.argv) < 2:
        print((said or "").strip(), file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the server must not outlive us
    try:
        with server() as there:
            return subprocess.run(sys.argv[1:], env=os.environ | there, check=False).returncode
    except (FileNotFoundError, TimeoutError) as e:
        print(f"{sys.argv[0]}: {e}", file=sys.stderr)
        return 127


def free_port() -> int:
    """A port of loopback that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
