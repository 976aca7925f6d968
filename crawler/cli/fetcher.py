"""The process that fetches pages for `copydesk serve`: `python -m crawler.cli.fetcher OPTIONS FD`.

OPTIONS is a JSON object of crawler.start's options, FD the socket over which pages are asked for. It ends when that
does."""

import json
import socket
import sys


def main(options: str, fd: str) -> None:
    """Fetch until nobody asks any more."""
    from crawler.start import FetchOptions, run_errands

    with socket.socket(fileno=int(fd)) as asker:
        run_errands(asker, FetchOptions(allow_hosts=(), **json.loads(options)))


if __name__ == "__main__":
    main(*sys.argv[1:])
