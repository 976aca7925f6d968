"""Archives in bulk: each record once, although a file kills whoever reads it, a worker is killed, and the command too.

    benchmarks/archives.py [--files 100] [--pages 20] [--ray local]

WARC files of invented pages are cleaned into Parquet by `copydesk clean --parquet`, on this machine's processes or,
with --ray, on a Ray cluster. Three of them are pipes, so that this script knows who is at them. The process that opens
the poisonous one is killed with -9, each time; the one at the second is, when it has read a half; when the third is
opened the command itself is. It is run again, which must end with each record once and the poisonous file set aside;
and once more, which must do nothing.
"""

import argparse
import gzip
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.reclean import prose  # noqa: E402

POISON, WORKER, COMMAND = "poison", "worker", "command"
"""The pipes, by what is killed there; the poisonous one is no archive besides."""
STEP = 0.005
"""Seconds between two looks at what the command is at."""


@dataclass(slots=True)
class Trial:
    """A folder of archives, and what the commands did there. `wrong` names what is not as it must be."""

    folder: Path
    files: int
    pages: int
    ray: str | None = None
    kills: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def parts(self) -> list[Path]:
        """Those that are there."""
        return sorted(p for p in (self.folder / "out").glob("*.parquet") if not p.name.startswith("."))

    def pipe(self, what: str) -> Path:
        """Where whoever reads it is met."""
        return self.folder / f"{what}.warc.gz"

    def command(self) -> list[str]:
        """What is run: a third of the files lies before, between and behind the two pipes that hold pages."""
        words = [sys.executable, "-m", "crawler.cli", "clean", "--parquet", "-o", str(self.folder / "out")]
        words += ["--ray", self.ray] if self.ray else []
        inputs = (self.pipe(POISON), "in/a*", self.pipe(WORKER), "in/b*", self.pipe(COMMAND), "in/c*")
        return [*words, *(str(self.folder / name) for name in inputs)]

    def archive(self, file: int) -> bytes:
        """What the file of this number holds."""
        return b"".join(page(file, number) for number in range(self.pages))

    def expect(self, holds: bool, what: str) -> None:
        """Note what must hold, where it does not."""
        if not holds:
            self.wrong.append(what)


def page(file: int, number: int) -> bytes:
    """The record of a page, packed for itself."""
    body = prose(file * 1_000 + number)
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}".encode()
    head = (
        "WARC/1.1", "WARC-Type: response", f"WARC-Target-URI: {address(file, number)}",
        "WARC-Date: 2026-11-20T10:00:00Z", f"Content-Length: {len(block)}", "", "",
    )  # fmt: skip
    return gzip.compress("\r\n".join(head).encode() + block + b"\r\n\r\n", 6)


def address(file: int, number: int) -> str:
    """Where the page is from."""
    return f"https://courier.example/{file}/{number}"


def fill(trial: Trial) -> None:
    """Write the archives, and make the pipes; archives 1 and 2 come through pipes, 0 is poison."""
    (trial.folder / "in").mkdir(parents=True)
    for file in range(3, trial.files):
        name = f"{'abc'[file % 3]}{file:04}.warc.gz"
        (trial.folder / "in" / name).write_bytes(trial.archive(file))
    for what in (POISON, WORKER, COMMAND):
        os.mkfifo(trial.pipe(what))


def readers(pipe: Path) -> list[int]:
    """The processes, but for this one, that have it open."""
    return [
        int(process.name)
        for process in Path("/proc").glob("[0-9]*")
        if int(process.name) != os.getpid() and _has_open(process, pipe)
    ]


def _has_open(process: Path, pipe: Path) -> bool:
    """Whether a process has it open; what it closes while one looks says nothing of the rest."""
    fds: list[Path] = []
    with suppress(OSError):
        fds = list((process / "fd").iterdir())
    for fd in fds:
        with suppress(OSError):
            if fd.readlink() == pipe:
                return True
    return False


def meet(trial: Trial, what: str, command: subprocess.Popen[bytes], pipe: int) -> None:
    """Do to whoever reads the pipe, or to the command, what is to be done; or let it have the archive. Nobody reads
    the pipe when this returns: what is opened again could not be told from what is still being read."""
    archive = trial.archive((POISON, WORKER, COMMAND).index(what))
    os.set_blocking(pipe, True)
    with os.fdopen(pipe, "wb", buffering=0) as out:
        if what != POISON and trial.kills[what]:
            out.write(archive)
        else:
            out.write(archive[: len(archive) // 2])
            while not (found := readers(trial.pipe(what))):
                time.sleep(STEP)
            trial.kills[what] += 1
            if what == COMMAND:
                command.kill()
            while found:  # who reads it must not take the pipe's end for that of the file
                for pid in found if what != COMMAND else ():
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                found = readers(trial.pipe(what))
    while readers(trial.pipe(what)):
        time.sleep(STEP)


def run(trial: Trial) -> tuple[int, str]:
    """Run the command, and meet whoever reads the pipes; its status, and what it said."""
    with tempfile.TemporaryFile() as said:
        command = subprocess.Popen(trial.command(), cwd=ROOT, stderr=said, start_new_session=True)
        while command.poll() is None:
            for what in (POISON, WORKER, COMMAND):
                with suppress(OSError):  # nobody reads it
                    pipe = os.open(trial.pipe(what), os.O_WRONLY | os.O_NONBLOCK)
                    meet(trial, what, command, pipe)
            time.sleep(STEP)
        said.seek(0)
        return command.returncode, said.read().decode()


def check(trial: Trial) -> None:
    """Have all of it happen, and note what does not hold."""
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    status, said = run(trial)
    trial.expect(
        status == -signal.SIGKILL, f"the command was not killed in the middle, but ended with {status}: {said}"
    )
    status, said = run(trial)
    trial.expect(trial.kills[WORKER] == 1, "no worker was killed in the middle")
    trial.expect(status == 1, f"the second run ended with {status}: {said}")
    trial.expect(f"{trial.pipe(POISON)}: set aside: " in said, f"the poisonous file is not set aside: {said}")
    found = Counter(url for part in trial.parts for url in pq.read_table(part, columns=["url"])["url"].to_pylist())
    wanted = Counter(address(file, number) for file in range(1, trial.files) for number in range(trial.pages))
    trial.expect(found == wanted, f"{(wanted - found).total()} records lost, {(found - wanted).total()} doubled")
    before = [(part, part.stat().st_mtime_ns) for part in trial.parts]
    trial.expect(len(before) == trial.files - 1, f"{len(before)} parts of {trial.files} files")
    status, said = run(trial)
    trial.expect(status == 0 and "nothing to do" in said, f"the third run did something ({status}): {said}")
    trial.expect(before == [(part, part.stat().st_mtime_ns) for part in trial.parts], "the third run changed a part")
    begun = [p.name for p in (trial.folder / "out").glob(".*")]
    trial.expect(not begun, f"what was begun is still there: {begun}")


def main() -> None:
    """Measure, and check."""
    options = argparse.ArgumentParser()
    options.add_argument("--files", type=int, default=100)
    options.add_argument("--pages", type=int, default=20)
    options.add_argument("--ray")
    told = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder).resolve(), told.files, told.pages, told.ray)
        fill(trial)
        begun = time.perf_counter()
        check(trial)
        seconds = time.perf_counter() - begun
    kills = ", ".join(f"{name} {count}" for name, count in sorted(trial.kills.items()))
    print(f"{told.files} files of {told.pages} pages in {seconds:.0f} s; killed with -9: {kills}")
    for what in trial.wrong:
        print(what)
    print("each record is there once" if not trial.wrong else "NOT as it must be")
    raise SystemExit(bool(trial.wrong))


if __name__ == "__main__":
    main()
