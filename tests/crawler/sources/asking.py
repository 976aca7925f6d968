"""Run as a script by the tests, for a reactor runs once: surveys sites and sources, prints the answers as JSON."""

import dataclasses
import json
import sys

from crawler.cli.surveys import ask
from crawler.sources.load import load_sources

if __name__ == "__main__":
    order = json.loads(sys.argv[1])
    sources = load_sources(order["toml"]).sources
    surveys = ask(order["sites"], sources, {"settings": order["settings"], "timeout": 5})
    sys.stdout.write(json.dumps([dataclasses.asdict(s) for s in surveys], default=sorted))
