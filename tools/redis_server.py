"""A Redis server of one's own, in a folder that goes when it ends.

    tools/redis_server.py pytest tests/crawler/deliver        # runs the command beside it, and exits as that does

The command finds the server's address in COPYDESK_TEST_REDIS. The command of tools/postgres.py may be this one.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from beside import free_port, run_beside

ADDRESS = "COPYDESK_TEST_REDIS"
SECONDS = 30


@contextmanager
def server() -> Iterator[dict[str, str]]:
    """The variable that names a server, which lives as long as the `with`. Raises FileNotFoundError where Redis is not
    installed, TimeoutError where it does not start."""
    program = shutil.which("redis-server")
    if program is None:
        raise FileNotFoundError("no redis-server found; install Redis (on Debian: apt install redis-server)")
    with tempfile.TemporaryDirectory(prefix="copydesk-redis-") as folder:
        port = free_port()
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


if __name__ == "__main__":
    sys.exit(run_beside(server, __doc__))
