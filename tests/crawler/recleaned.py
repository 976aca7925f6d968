"""A store's pages cleaned again by a rule: to the end, or until the process is killed."""

import os
import signal
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from cleaners.rules import load_rules
from crawler.reclean import Cleaning, reclean
from crawler.store import open_store
from crawler.store.fetched import Chosen
from crawler.workers import Pool
from tests.crawler.shelf import Here

RULES = """
[[remove]]
phrase = "members of the aldermoor reading club"
why = "the site's own club"
example = { text = "Members of the Aldermoor Reading Club get a calendar." }
"""
DAY = datetime(2026, 11, 22, tzinfo=UTC)


def clean_again(db: Path) -> None:
    """All pages of a store, by the rule, on a day that is always the same."""
    with open_store(db, clock=lambda: DAY) as store:
        for _ in reclean(store, cast("Pool", Here()), Chosen(), Cleaning(load_rules(RULES).facts_for)):
            pass


def killed_at(db: Path, place: str, call: int, when: str) -> None:
    """As `clean_again`, in a process that is killed `before` or `after` so many calls of a method or function; `place`
    is `module:name`."""
    module, _, name = place.partition(":")
    owner: Any = import_module(module)
    *path, name = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    whole, left = getattr(owner, name), call

    def dying(*arguments: Any) -> Any:
        nonlocal left
        left -= 1
        if when == "before" and not left:
            os.kill(os.getpid(), signal.SIGKILL)
        done = whole(*arguments)
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(owner, name, dying)
    clean_again(db)
