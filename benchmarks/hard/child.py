"""A piece of work in a child process, with what it cost and how it ended."""

import json
import os
import resource
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Done:
    """What the work returned (None where the child died), its processor seconds, and the signal that it died of."""

    result: Any
    seconds: float
    signal: int


def in_a_child(work: Callable[[], Any], seconds: int = 30, memory_mb: int = 4000) -> Done:
    """Do the work in a fork, which is ended after so many processor seconds."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reader)
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            result = json.dumps(work()).encode()
            with os.fdopen(writer, "wb") as pipe:
                pipe.write(result)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    _, status, usage = os.wait4(pid, 0)
    signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return Done(json.loads(said) if said else None, usage.ru_utime + usage.ru_stime, signal)
