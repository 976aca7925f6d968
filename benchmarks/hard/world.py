"""A world of its own, in which every address of the internet is this machine: what connects to where is seen.

In a network namespace (which takes root) all addresses are local: a request to 169.254.169.254 reaches our web server
as one to 8.8.8.8 does, and each packet that opens a connection is counted by where it was for. Names are looked up at a
server of our own, which may answer another address each time.

    unshare --net --mount python -m benchmarks.hard.world MODULE:FUNCTION [ARGUMENT]
"""

import importlib
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any

from benchmarks.hard.score import NotRun

ROOT = Path(__file__).resolve().parents[2]
ETHERTYPES = {0x0800: socket.AF_INET, 0x86DD: socket.AF_INET6}
TCP, SYN, ACK = 6, 0x02, 0x10
Respond = Callable[[BaseHTTPRequestHandler, str], None]
"""Answers a request; the second argument is the address that it came to."""


def in_a_world(function: str, argument: object = None) -> Any:
    """What the function (`module:name`, which takes a World and the argument) returns in a world of its own."""
    if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("ip"):
        raise NotRun("needs root, unshare and ip, for a network of its own")
    (ROOT / "build").mkdir(exist_ok=True)  # what such a world keeps lies there
    command = ["unshare", "--net", "--mount", sys.executable, "-m", "benchmarks.hard.world", function]
    done = subprocess.run(
        [*command, json.dumps(argument)], cwd=ROOT, capture_output=True, text=True, timeout=900, check=False
    )
    if done.returncode and done.stderr.startswith("unshare:"):  # root, but of a container that may not
        raise NotRun(f"no network of its own: {done.stderr.splitlines()[0]}")
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    return json.loads(done.stdout.splitlines()[-1])


@dataclass
class World:
    """What was seen: `opened` counts the packets that open a connection, by address and port; `asked` the requests, by
    address. `names` are the addresses of names, given one after another, the last for ever."""

    respond: Respond
    opened: Counter[tuple[str, int]] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    names: dict[str, list[str]] = field(default_factory=dict)
    looked_up: Counter[tuple[str, int]] = field(default_factory=Counter)

    def outside(self, public: set[str]) -> tuple[int, int]:
        """Requests to, and connections opened with, what is not one of these public addresses."""
        reached = sum(n for address, n in self.asked.items() if address not in public)
        tried = sum(n for (address, port), n in self.opened.items() if address not in public and port != 53)
        return reached, tried


def has_six() -> bool:
    """Whether this machine has IPv6 at all."""
    return Path("/proc/sys/net/ipv6").exists()


@contextmanager
def world(respond: Respond) -> Iterator[World]:
    """The world, in this process's namespaces."""
    ways = ("link set lo up", "route add local 0.0.0.0/0 dev lo", "-6 route add local ::/0 dev lo")
    for words in ways if has_six() else ways[:2]:
        subprocess.run(["ip", *words.split()], check=True)
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as resolv:
        resolv.write("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        resolv.flush()
        subprocess.run(["mount", "--bind", resolv.name, "/etc/resolv.conf"], check=True)
        made = World(respond)
        threading.Thread(target=_sniff, args=(made,), daemon=True).start()
        threading.Thread(target=_answer_names, args=(made,), daemon=True).start()
        for port in (80, 8080):
            threading.Thread(target=_serve, args=(made, port), daemon=True).start()
        _until_seen(made)
        made.opened.clear()
        yield made


def _until_seen(made: World) -> None:
    """Wait until a connection of our own has been made, and was seen."""
    for _ in range(3000):
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", 80), 1).close()
        if made.opened:
            break
        threading.Event().wait(0.01)
    else:
        raise RuntimeError("the world's own server is not there")
    threading.Event().wait(0.2)  # what is on its way to the one who counts


def _sniff(seen: World) -> None:
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.ntohs(3))
    wire.bind(("lo", 0))
    while True:
        packet, (_, ethertype, kind, *_) = wire.recvfrom(200)
        if kind == socket.PACKET_OUTGOING or ethertype not in ETHERTYPES:
            continue  # each packet on lo is seen twice, as it leaves and as it comes
        four = ETHERTYPES[ethertype] == socket.AF_INET
        if packet[9 if four else 6] != TCP:
            continue
        start = (packet[0] & 15) * 4 if four else 40
        flags = packet[start + 13]
        if flags & SYN and not flags & ACK:
            to = ip_address(packet[16:20] if four else packet[24:40])
            seen.opened[str(to), struct.unpack("!H", packet[start + 2 : start + 4])[0]] += 1


def _answer_names(seen: World) -> None:
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    while True:
        query, asker = server.recvfrom(4096)
        server.sendto(_answer(seen, query), asker)


def _answer(seen: World, query: bytes) -> bytes:
    """The answer to a query: an address of the name, or that there is none."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("latin-1"))
        at += query[at] + 1
    name, question = ".".join(labels).lower(), query[12 : at + 5]
    kind = struct.unpack("!H", query[at + 1 : at + 3])[0]
    given = seen.names.get(name)
    if given is None:
        return query[:2] + b"\x81\x83" + struct.pack("!4H", 1, 0, 0, 0) + question
    found: list[bytes] = []
    if kind in (1, 28):
        size = 4 if kind == 1 else 16
        turn = given[min(seen.looked_up[name, kind], len(given) - 1)].split()
        found = [packed for packed in (ip_address(address).packed for address in turn) if len(packed) == size]
        seen.looked_up[name, kind] += 1
    answers = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 0, len(p)) + p for p in found)
    return query[:2] + b"\x81\x80" + struct.pack("!4H", 1, len(found), 0, 0) + question + answers


class _Server(ThreadingHTTPServer):
    address_family = socket.AF_INET6
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: who hangs up is what is looked for."""


def _serve(seen: World, port: int) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            own = IPv6Address(self.connection.getsockname()[0].partition("%")[0])
            to = str(own.ipv4_mapped or own)
            seen.asked[to] += 1
            seen.respond(self, to)

        do_POST = do_HEAD = do_GET  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library's name)
            """Nothing: the log is the world's."""

    _Server(("::", port), Handler).serve_forever(0.01)


if __name__ == "__main__":
    module, _, name = sys.argv[1].partition(":")
    result = getattr(importlib.import_module(module), name)(json.loads(sys.argv[2]))
    print(json.dumps(result))
