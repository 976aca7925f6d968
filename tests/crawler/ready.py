"""Processes that begin at once: forks of one that has imported already what a crawl needs.

A crawl in a test needs a process of its own, for a reactor runs once; its imports would take longer than its work.
What must be seen to start as a user starts it is started with `subprocess` instead.
"""

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path

from tests.crawler import forked

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])}
"""What a process needs, and nothing of the user's."""

_context = get_context("forkserver")
_context.set_forkserver_preload(["tests.crawler.preloaded"])


class Ready:
    """A run of a script (a path that ends in .py) or of a module, as a `subprocess.Popen` with pipes would be one."""

    def __init__(
        self,
        script: str,
        words: Sequence[str],
        *,
        cwd: Path | str | None = None,
        env: Mapping[str, str],
        stdin: bytes = b"",
    ) -> None:
        self._folder = tempfile.TemporaryDirectory()
        place = Path(self._folder.name)
        self._files = place / "in", place / "out", place / "err"
        self._files[0].write_bytes(stdin)
        self.args = [script, *words]
        here = str(cwd or Path.cwd())
        self._process = _context.Process(target=forked.run, args=(script, list(words), here, dict(env), self._files))
        self._process.start()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Its exit status, as `subprocess` gives it; None where it has none yet."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Its exit status, if it has ended."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        if self._process.is_alive():
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Have it end here and now."""
        self.send_signal(signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; its exit status. Raises TimeoutExpired."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0, *map(Path.read_bytes, self._files[1:]))
        return self._process.exitcode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait for its end; what it said on stdout and stderr."""
        self.wait(timeout)
        out, err = (path.read_text(encoding="utf-8") for path in self._files[1:])
        return out, err
