"""`--allow-network`, which each command that fetches has."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaners.model import Cleaned
from crawler.start import CrawlOptions, FetchOptions
from crawler.watch import Command

from .conftest import Copydesk, Web
from .test_app import commands

Story = Callable[[str], Cleaned]
A = "https://example.org/a"
FETCHING = (["fetch", A], [A], ["explain", A], ["crawl", A], ["watch"], ["serve"], ["sources", "add", A],
            ["sources", "check"])  # fmt: skip


@pytest.mark.parametrize("words", FETCHING, ids=" ".join)
@pytest.mark.parametrize("network", ["everything", "10.0.0.0/33", "10.0.0.1/8"])
def test_what_is_no_network_is_named_by_each_command_before_it_does_anything(
    copydesk: Copydesk, web: Web, words: list[str], network: str
) -> None:
    ran = copydesk(*words, "--allow-network", "192.168.0.0/16", "--allow-network", network)

    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert network in ran.err
    assert "(--allow-network)" in ran.err
    assert web.asked == []


@pytest.mark.parametrize("words", FETCHING[:4], ids=" ".join)
def test_the_networks_reach_whoever_fetches(copydesk: Copydesk, web: Web, words: list[str], story: Story) -> None:
    web.pages = {A: story("Title A")}

    copydesk(*words, "--allow-network", "10.0.0.0/8", "--allow-network", "fd00::/8")

    told = web.asked[1]
    assert isinstance(told, FetchOptions | CrawlOptions)
    assert told.allow_networks == ("10.0.0.0/8", "fd00::/8")


def test_no_command_that_has_a_user_agent_lacks_it() -> None:
    flags = {name: {o for p in c.params for o in p.opts} for name, c in commands().items()}

    assert [n for n, has in flags.items() if "--user-agent" in has and "--allow-network" not in has] == []


def test_a_watch_hands_them_to_each_of_its_crawls(
    copydesk: Copydesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun = list[Command]()

    class Watch:
        def __init__(self, *parts: Any) -> None:
            self._crawl: Callable[[list[str]], Command] = parts[2]

        async def run(self) -> None:
            """One crawl is asked for, and not begun."""
            begun.append(self._crawl(["courier"]))

        def stop(self) -> None:
            """Nobody asks."""

    monkeypatch.setattr("crawler.watch.Watch", Watch)
    monkeypatch.chdir(tmp_path)

    ran = copydesk("watch", A, "--allow-network", "10.0.0.0/8", "--allow-network", "fd00::/8")

    words = " ".join(begun[0].words)
    assert ran.status == 0
    assert words.endswith("crawl --allow-network 10.0.0.0/8 --allow-network fd00::/8 -- courier")
