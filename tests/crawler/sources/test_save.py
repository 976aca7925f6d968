"""An entry comes and goes; all that the user wrote stays as it was, whoever else writes, and whatever fails."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crawler.sources import Source
from crawler.sources.load import load_file, load_sources
from crawler.sources.problems import BadSources
from crawler.sources.save import NotThere, Taken, add, remove

GAZETTE = Source("gazette", "https://gazette.example/", feeds=("https://gazette.example/feed",))
MINE = '''\
# My papers. Ask Ida before you change anything here.

[defaults]                  # for all
horizon   =   "14d"

# ---- the north ----

# the courier has a paywall
[sources.courier]
url = 'https://courier.example/'   # no feed
# limit = 10

# ---- the south ----

[sources.herald]
url = "https://herald.example/"
# moved in May
[[sources.herald.remove]]
phrase = "more from the herald"
why = """
# its own"""
example = { text = "More from the Herald" }
# the weekly is slow
[sources.weekly]
url = "https://weekly.example/"
delay = 5
# the end'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(MINE)
    return path


def test_the_first_entry_makes_the_file_and_can_be_read_at_a_glance(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    maps = tuple(f"https://gazette.example/sitemap-of-articles-{n}.xml" for n in range(2))
    add(path, Source("gazette", "https://gazette.example/", feeds=GAZETTE.feeds, sitemaps=maps))
    assert (
        path.read_text()
        == """\
[sources.gazette]
url = "https://gazette.example/"
feeds = ["https://gazette.example/feed"]
sitemaps = [
    "https://gazette.example/sitemap-of-articles-0.xml",
    "https://gazette.example/sitemap-of-articles-1.xml",
]
"""
    )
    assert load_file(path, prove=False).sources[0].sitemaps == maps


def test_an_entry_is_added_at_the_end_and_nothing_else_changes(file: Path) -> None:
    entry = add(file, GAZETTE)
    assert file.read_text() == f"{MINE}\n\n{entry}"
    assert load_file(file, prove=False).get("gazette") is not None


def test_line_ends_and_a_byte_order_mark_stay_as_an_editor_of_another_system_made_them(file: Path) -> None:
    theirs = b"\xef\xbb\xbf" + MINE.replace("\n", "\r\n").encode() + b"\r\n"
    file.write_bytes(theirs)
    add(file, GAZETTE)
    assert file.read_bytes().startswith(theirs)
    assert b"\n" not in file.read_bytes().replace(b"\r\n", b"")
    remove(file, "gazette")
    assert file.read_bytes() == theirs


def test_what_is_added_and_removed_again_leaves_no_trace(file: Path) -> None:
    file.write_text(f"{MINE}\n")
    add(file, GAZETTE)
    remove(file, "gazette")
    assert file.read_text() == f"{MINE}\n"


def test_with_an_entry_go_its_own_comments_and_those_of_others_stay(file: Path) -> None:
    gone = remove(file, "courier")
    assert gone == MINE[MINE.index("# the courier has") : MINE.index("\n# ---- the south")]
    assert file.read_text() == MINE.replace(f"{gone}\n", "")


def test_with_an_entry_go_its_rules(file: Path) -> None:
    gone = remove(file, "herald")
    assert gone == MINE[MINE.index("[sources.herald]") : MINE.index("# the weekly is slow")]
    assert file.read_text() == MINE.replace(gone, "")
    assert [s.name for s in load_file(file, prove=False).sources] == ["courier", "weekly"]


def test_the_words_that_open_a_file_are_the_file_s(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text('# My papers.\n[sources.a]\nurl = "https://a.example"\n')
    remove(path, "a")
    assert path.read_text() == "# My papers.\n"


@pytest.mark.parametrize(
    "twin", [Source("courier", "https://other.example"), Source("other", "http://courier.example")]
)
def test_a_name_and_an_address_are_there_once(file: Path, twin: Source) -> None:
    with pytest.raises(Taken) as taken:
        add(file, twin)
    assert taken.value.source.name == "courier"
    assert file.read_text() == MINE


@pytest.mark.parametrize(
    "text", ['[sources]\na.url = "https://a.example"\n', 'sources.a = {url = "https://a.example"}\n']
)
def test_an_entry_in_a_form_of_its_own_is_left_to_its_writer(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text)
    with pytest.raises(NotThere, match=r"\[sources\.a\]; it can be removed by hand"):
        remove(path, "a")
    assert path.read_text() == text


def test_a_file_that_is_wrong_already_is_not_touched(file: Path) -> None:
    for content in (b"[sources.courier]\nurl = 3\n", b"\xe9"):
        file.write_bytes(content)
        with pytest.raises(BadSources):
            add(file, GAZETTE)
        with pytest.raises(BadSources):
            remove(file, "courier")
        assert file.read_bytes() == content


def test_where_the_disk_is_full_the_file_is_the_old_one_and_nothing_is_left_over(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        add(file, GAZETTE)
    assert file.read_text() == MINE
    assert [p.name for p in file.parent.iterdir()] == ["sources.toml"]


def test_of_many_who_add_at_once_none_loses_an_entry(file: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: add(file, Source(f"paper-{n}", f"https://paper-{n}.example/")), range(24)))
    assert file.read_text().startswith(MINE)
    assert {s.name for s in load_file(file, prove=False).sources} >= {f"paper-{n}" for n in range(24)}


def test_permissions_stay_and_a_link_stays_a_link(file: Path) -> None:
    file.chmod(0o600)
    link = file.with_name("link.toml")
    link.symlink_to(file)
    add(link, GAZETTE)
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "gazette" in file.read_text()


def test_names_and_addresses_with_signs_of_toml_s_own_come_back_as_they_were(tmp_path: Path) -> None:
    odd = Source("a.b", 'https://a.example/?q="x"\\', feeds=("https://a.example/'",))
    path = tmp_path / "sources.toml"
    add(path, odd)
    assert load_sources(path.read_text()).sources == (odd,)
