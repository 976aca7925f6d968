"""A process that delivers, and is killed when a sink has taken a batch and the store does not know it yet.

python -m tests.crawler.deliver.killed SINKS.TOML DATABASE BATCHES
"""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from crawler.deliver.config import load_file
from crawler.deliver.line import How, Pauses
from crawler.deliver.run import deliver
from crawler.store.changes import Changes

acknowledge = Changes.acknowledge
left = int(sys.argv[3])


def killed(self: Changes, sink: str, number: int, refused: Sequence[tuple[int, str]] = ()) -> None:
    """Acknowledges as often as it is told."""
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    acknowledge(self, sink, number, refused)


Changes.acknowledge = killed  # type: ignore[method-assign]
(sink,) = load_file(Path(sys.argv[1])).sinks
deliver(sys.argv[2], sink, os.environ, How(pauses=Pauses(0.01, 0.02)))
