"""A watch says once that the object store takes nothing, and once that it does again."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from unittest.mock import Mock

import pytest

from cleaners.model import Page
from crawler.cli.say import Misconfigured
from crawler.cli.spooled import watch_over
from crawler.store import open_store


def test_what_waits_too_long_is_told_once_and_so_is_that_it_was_sent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(tmp_path / "news.db", f"file://{tmp_path}/bucket") as store:
        looks = list[str]()
        watching = Mock(tell=lambda source, *_: looks.append(source))
        watch_over(store, watching)

        def look(name: str) -> str:
            cast("Any", watching.tell)(name, None, datetime.now())
            return capsys.readouterr().err

        store.archive.append(Page(b"<p>a</p>", "https://example.org/"))
        store.archive.close()
        assert look("young") == ""
        (file,) = store.archive.root.rglob("*.warc.gz")
        os.utime(file, (0, 0))
        assert f"file://{tmp_path}/bucket takes nothing: 1 file of fetched pages" in look("old")
        assert look("still") == ""
        list(store.archive.send())
        assert "has got what waited" in look("sent")
        assert look("since") == ""
        assert looks == ["young", "old", "still", "sent", "since"]


def test_a_watch_does_not_begin_with_an_address_that_is_wrong(tmp_path: Path) -> None:
    with (
        open_store(tmp_path / "news.db", "file:///dev/null/pages") as store,
        pytest.raises(Misconfigured, match=r"cannot be used: .*dev/null.* \(--archive\)"),
    ):
        watch_over(store, Mock())
