"""What the service's own fetching process does with addresses that others have written."""

import json
import socket
import subprocess
import sys
from collections.abc import Sequence

import msgspec

from crawler.errands import LENGTH, Errand, Fetched, pack
from tests.crawler.web import QUICK, ROOT

SECONDS = 60.0


def fetched_by_service(urls: Sequence[str]) -> dict[str, Fetched]:
    """The end of each errand, by its address."""
    settings = {name: value for name, value in QUICK.items() if name != "COPYDESK_WORKERS"}
    told = json.dumps({"settings": {**settings, "CONCURRENT_REQUESTS": 32, "DNS_TIMEOUT": 3}, "timeout": 10})
    ours, theirs = socket.socketpair()
    with ours, theirs:
        words = [sys.executable, "-m", "crawler.cli.fetcher", told, str(theirs.fileno())]
        process = subprocess.Popen(words, pass_fds=[theirs.fileno()], cwd=ROOT)
        theirs.close()
        ours.settimeout(2 * SECONDS)
        ours.sendall(b"".join(pack(Errand(n, url, SECONDS)) for n, url in enumerate(urls)))
        with ours.makefile("rb") as said:
            ends = [msgspec.msgpack.decode(said.read(*LENGTH.unpack(said.read(LENGTH.size))), type=Fetched)
                    for _ in urls]  # fmt: skip
        ours.shutdown(socket.SHUT_RDWR)
        process.wait(SECONDS)
    return {urls[end.number]: end for end in ends}
