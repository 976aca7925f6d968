"""A wire to a server that can be cut, fall silent, and break down in the middle of what goes over it."""

import socket
import threading
from contextlib import suppress


class Wire:
    """A port of loopback behind which is another one, as far as `mode` allows it.

    - open: all goes through. - down: who connects is hung up on. - silent: nothing comes back, ever.
    - breaking: each connection breaks when it has carried so many bytes to the server."""

    def __init__(self, port: int) -> None:
        self._target = port
        self.mode = "open"
        self.breaks_after = 20_000
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def turn(self, mode: str) -> None:
        """Change the mode; what is connected is cut."""
        self.mode = mode
        self._cut(*self._open)

    def close(self) -> None:
        """Nothing goes over it any more."""
        self._cut(self._listener, *self._open)

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with suppress(OSError):  # it may be cut at once
                self._connect(client)

    def _connect(self, client: socket.socket) -> None:
        if self.mode == "down":
            client.close()
            return
        self._open.append(client)
        if self.mode == "silent":
            return
        server = socket.create_connection(("127.0.0.1", self._target))
        self._open.append(server)
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        limit = self.breaks_after if self.mode == "breaking" else None
        threading.Thread(target=self._carry, args=(client, server, limit), daemon=True).start()
        threading.Thread(target=self._carry, args=(server, client, None), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, limit: int | None) -> None:
        carried = 0
        with suppress(OSError):
            while data := source.recv(1 << 16):
                carried += len(data)
                if limit is not None and carried > limit:
                    break
                target.sendall(data)
        self._cut(source, target)

    def _cut(self, *sockets: socket.socket) -> None:
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
            with suppress(ValueError):
                self._open.remove(each)
