"""The archive's files: who may change one, and when.

A file lives through three states. Its writer adds to it; it is sealed (its mode allows nobody to write), and its writer
goes on in another; it is deleted. Each change is made under the file's lock, which the kernel takes from a process that
dies. A writer never waits: one that finds its file locked begins another.
"""

import fcntl
import os
import re
import secrets
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import time

SUFFIX = ".warc.gz"
MACHINE = re.sub(r"[^A-Za-z0-9]+", "", socket.gethostname())[:32] or "x"
"""In the names of files: workers of a fleet note in one store what lies in the archives of several machines, on which
processes may have one number."""
NOBODY = ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
QUIET = 3600.0
"""Seconds after which a file that nobody has added to is taken for left behind, where its name does not tell."""
_NUMBERS = count()
_MADE_BY = re.compile(r"-(?P<machine>[A-Za-z0-9]+)-(?P<process>\d+)-\d+-[0-9a-f]+" + re.escape(SUFFIX) + r"\Z")


@contextmanager
def locked(fd: int, *, wait: bool) -> Iterator[bool]:
    """Hold the lock of an open file; False where somebody else holds it, and `wait` is False."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        yield False
        return
    try:
        yield True
    finally:
        fcntl.flock(fd, fcntl.LOCK_UN)


@contextmanager
def holding(path: Path, *, wait: bool) -> Iterator[int | None]:
    """The open file, locked; None where it is locked by another, or gone."""
    try:
        fd = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        yield None
        return
    try:
        with locked(fd, wait=wait) as ours:
            yield fd if ours and os.fstat(fd).st_nlink else None
    finally:
        os.close(fd)


def seal(fd: int) -> None:
    """Nobody adds to this file any more."""
    os.fchmod(fd, os.fstat(fd).st_mode & NOBODY)


def is_sealed(state: os.stat_result) -> bool:
    """Whether nobody adds to the file any more, or it is gone altogether."""
    return not state.st_mode & stat.S_IWUSR or state.st_nlink == 0


def is_abandoned(path: Path) -> bool:
    """Whether the process that wrote this file is gone, and has not sealed it. A wrong answer harms nobody: a writer
    whose file is sealed goes on in another."""
    try:
        state = path.stat()
    except FileNotFoundError:
        return False
    made_by = _MADE_BY.search(path.name)
    if is_sealed(state):
        return False
    if made_by and made_by["machine"] == MACHINE and not is_alive(int(made_by["process"])):
        return True
    return time() - state.st_mtime > QUIET


def is_alive(process: int) -> bool:
    """Whether there is a process of this number here, of whomever."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True  # somebody else's; no number of a process
    return True


def sync(path: Path) -> None:
    """Have the disk keep a file or a folder, whatever happens to the machine."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class Writer:
    """Adds to a new file, `DAY/TIME-MACHINE-PROCESS-N-MARK.warc.gz` below `root`; `stamp`: day and time. The mark is
    drawn by lot: in one object store lie the files of machines that may have one name. Raises OSError."""

    def __init__(self, root: Path, stamp: str) -> None:
        self.day = day = stamp.partition("T")[0]
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL
        self.name = f"{day}/copydesk-{stamp}-{MACHINE}-{os.getpid()}-{next(_NUMBERS)}-{secrets.token_hex(4)}{SUFFIX}"
        while True:
            (root / day).mkdir(parents=True, exist_ok=True)
            try:
                self._fd = os.open(root / self.name, flags, 0o644)
                break
            except FileNotFoundError:  # another process has cleared the folder away, which was empty
                continue
        self.size = 0

    def write(self, data: bytes) -> int | None:
        """Add all of this or nothing; the offset at which it begins. None where the file is no longer ours."""
        with locked(self._fd, wait=False) as ours:
            state = os.fstat(self._fd)
            if not ours or is_sealed(state) or state.st_size != self.size:
                return None
            offset, left = self.size, memoryview(data)
            try:
                while left:
                    left = left[os.write(self._fd, left) :]
            except OSError:  # the disk is full, say
                os.ftruncate(self._fd, offset)
                raise
            self.size += len(data)
        return offset

    def close(self) -> None:
        """Seal the file."""
        seal(self._fd)
        os.close(self._fd)
