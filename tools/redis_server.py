"""A Redis server of one's own, in a folder that goes when it ends.

    tools/redis_server.py pytest tests/crawler/deliver        # runs the command beside it, and exits as that does

The command finds the server's address in COPYDESK_TEST_REDIS. The command of tools/postgres.py may be this one.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

ADDRESS = "COPYDESK_TEST_REDIS"
SECONDS = 30


def main() -> int:
    """Run the command of this process's arguments beside a server."""
    if len(sys.argv) < 2:
        print((__doc__ or "").strip(), file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the server must not outlive us
    try:
        with server() as there:
            return subprocess.run(sys.argv[1:], env=os.environ | there, check=False).returncode
    except (FileNotFoundError, TimeoutError) as e:
        print(f"tools/redis_server.py: {e}", file=sys.stderr)
        return 127


@contextmanager
def server() -> Iterator[dict[str, str]]:
    """The variable that names a server, which lives as long as the `with`. Raises FileNotFoundError where Redis is not
    installed, TimeoutError where it does not start."""
    program = shutil.which("redis-server")
    if program is None:
        raise FileNotFoundError("no redis-server found; install Redis (on Debian: apt install redis-server)")
    with tempfile.TemporaryDirectory(prefix="copydesk-redis-") as folder:
        port = _free_port()
        given = ("--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no")
        with subprocess.Popen([program, *given], stdout=subprocess.DEVNULL) as process:
            try:
                _answers(port)
                yield {ADDRESS: f"redis://127.0.0.1:{port}/0"}
            finally:
                process.terminate()


def _answers(port: int) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"redis-server does not answer within {SECONDS} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
