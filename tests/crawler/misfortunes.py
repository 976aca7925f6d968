"""What the pool's tests have in place of the cleaners: pages that say what shall happen to whoever cleans them."""

import os
import pickle
import signal
import sys
import time
from pathlib import Path
from typing import Any

from cleaners.model import Cleaned, Rejected
from crawler.jobs import Job
from crawler.nursery import answer


class Evil:
    """What a worker may send that is no longer ours."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, ("touch /tmp/copydesk-was-here",)


def clean(job: Job) -> Cleaned | Rejected | Evil:
    """Does as the text says; anything else is refused in the name of this process."""
    match (job.text or "").split():
        case ["crash"]:
            os.kill(os.getpid(), signal.SIGSEGV)
        case ["leave"]:
            os._exit(7)
        case ["sleep"]:
            time.sleep(600)
        case ["spin"]:
            while True:  # as a parser in C does that never comes back: no signal handler of Python's gets a turn
                pickle.dumps(b"")
        case ["swallow"]:
            bytearray(4 << 30)
        case ["fault"]:
            raise KeyError("a bug")
        case ["touch", path]:
            Path(path).touch()
        case ["evil"]:
            return Evil()
    return Rejected(job.address, "verdict", str(os.getpid()))


def loaded(job: Job) -> Rejected:
    """Tells which of the modules that the text names this process has."""
    return Rejected(job.address, "verdict", " ".join(name for name in (job.text or "").split() if name in sys.modules))


def clean_unless_fatal(job: Job) -> object:
    """The cleaners; but a page whose address ends as the environment says is the end of its worker."""
    if (job.address or "").endswith(os.environ["FATAL"]):
        os.kill(os.getpid(), signal.SIGSEGV)
    return answer(job)
