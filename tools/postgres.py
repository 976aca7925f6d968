"""A PostgreSQL server of one's own, in a folder that goes when it ends.

    tools/postgres.py pytest tests/crawler/store        # runs the command beside it, and exits as that does

The command finds the server's address in COPYDESK_TEST_POSTGRES, and shell commands that do something to the server in
variables that begin so: _RESTART has it crash and come up again, _STOP crash, _START come up. Root cannot run
PostgreSQL: then it belongs to the user `postgres`.
"""

import os
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from beside import free_port, run_beside

ADDRESS = "COPYDESK_TEST_POSTGRES"
RESTART, STOP, START = (f"{ADDRESS}_{what}" for what in ("RESTART", "STOP", "START"))
USER = "copydesk"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",  # processes are killed here, machines are not
    "max_connections": "60",
    "shared_buffers": "64MB",
}
SECONDS = 60


@contextmanager
def server() -> Iterator[dict[str, str]]:
    """The variables that name a server, which lives as long as the `with`. Raises FileNotFoundError where PostgreSQL is
    not installed, CalledProcessError where it does not start."""
    control = _find("pg_ctl")
    with tempfile.TemporaryDirectory(prefix="copydesk-pg-") as folder:
        place, password, port = Path(folder), secrets.token_hex(16), free_port()
        (place / "password").write_text(password)
        if os.geteuid() == 0:
            for path in (place, place / "password"):
                shutil.chown(path, "postgres")
        data = str(place / "data")
        _run(control.with_name("initdb"), "-D", data, "-U", USER, "-E", "UTF8", "--locale=C.UTF-8",
             "--auth=scram-sha-256", f"--pwfile={place / 'password'}", "--no-sync")  # fmt: skip
        given = " ".join(f"-c {name}={value}" for name, value in {**SETTINGS, "port": port}.items())
        options = ("-D", data, "-w", "-t", str(SECONDS), "-l", str(place / "log"), "-o", f"{given} -k {place}")
        _run(control, "start", *options)
        try:
            url = f"postgresql://{USER}:{password}@127.0.0.1:{port}/postgres"
            stop = ("stop", "-m", "immediate", "-D", data)
            ways = {RESTART: ("restart", "-m", "immediate", *options), STOP: stop, START: ("start", *options)}
            yield {ADDRESS: url, **{name: shlex.join(_as_user(control, *words)) for name, words in ways.items()}}
        finally:
            _run(control, "stop", "-m", "immediate", "-D", data)


def _find(program: str) -> Path:
    """The newest PostgreSQL's, also where Debian keeps it, off the path."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda p: int(p.parts[-3]))
    found = shutil.which(program) or (versions[-1] if versions else None)
    if found is None:
        raise FileNotFoundError(f"no {program} found; install PostgreSQL (on Debian: apt install postgresql)")
    return Path(found)


def _as_user(program: Path, *arguments: str) -> list[str]:
    command = [str(program), *arguments]
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _run(program: Path, *arguments: str) -> None:
    # not a pipe: the server would inherit it, and hold it open
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(_as_user(program, *arguments), stdout=said, stderr=said, cwd="/", check=False)
        if done.returncode:
            said.seek(0)
            print(said.read().decode(errors="replace"), file=sys.stderr)
            done.check_returncode()


if __name__ == "__main__":
    sys.exit(run_beside(server, __doc__))
