"""`copydesk crawl` keeps its pages in an object store, and `copydesk reclean` of another machine cleans them again."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawler import stories
from tests.crawler.archive.buckets import everything
from tests.crawler.ready import ENVIRONMENT, Ready
from tests.crawler.web import Site


@dataclass
class Machine:
    """A folder in which commands run that are told of one object store."""

    folder: Path
    address: str

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {**ENVIRONMENT, "COPYDESK_ARCHIVE": self.address}
        process = Ready("crawler.cli", list(words), cwd=self.folder, env=environment)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.wait(), out, err)


@pytest.fixture
def machine(tmp_path: Path, site: Site) -> Machine:
    for n in (1, 2):
        site.add(f"/2026/11/20/story-{n}/", stories.page(n))
    items = "".join(f"<item><link>{site.url}/2026/11/20/story-{n}/</link></item>" for n in (1, 2))
    site.add("/feed", f'<rss version="2.0"><channel>{items}</channel></rss>', content_type="application/rss+xml")
    (tmp_path / "here").mkdir()
    return Machine(tmp_path / "here", f"file://{tmp_path}/bucket")


def test_what_a_crawl_has_fetched_is_in_the_bucket_when_it_ends_and_is_cleaned_again_from_there(
    machine: Machine, site: Site, tmp_path: Path
) -> None:
    done = machine.run("crawl", f"{site.url}/feed")
    assert done.returncode == 0, done.stderr
    assert len(everything(machine.address)) == 1
    assert list((machine.folder / "copydesk.warc").rglob("*.warc.gz")) == []

    there = Machine(tmp_path / "there", machine.address)
    there.folder.mkdir()
    shutil.copy(machine.folder / "copydesk.db", there.folder)
    site.close()
    again = there.run("reclean", "--dry-run")
    assert again.returncode == 0, again.stderr
    assert "2 pages" in again.stderr
    assert "cannot be read" not in again.stderr


def test_a_crawl_ends_well_while_the_bucket_is_away_and_the_next_one_sends_what_waits(
    machine: Machine, site: Site
) -> None:
    machine.run("crawl", f"{site.url}/2026/11/20/story-1/")
    bucket = Path(machine.address.removeprefix("file://"))
    bucket.rename(bucket.with_name("away"))
    bucket.touch()  # no folder, for the time being

    away = machine.run("crawl", f"{site.url}/feed")
    assert "1 file of fetched pages (0.0 MB) waits in copydesk.warc, to be sent by the next crawl" in away.stderr
    assert "1 new article" in away.stderr
    assert away.returncode == 1  # for it is said to be none, and not to be silent

    bucket.unlink()
    bucket.with_name("away").rename(bucket)
    back = machine.run("crawl", f"{site.url}/feed")
    assert back.returncode == 0, back.stderr
    assert len(everything(machine.address)) == 2


def test_a_crawl_into_a_bucket_that_there_cannot_be_does_not_begin(machine: Machine, site: Site) -> None:
    wrong = Machine(machine.folder, "s9://bucket/pages").run("crawl", f"{site.url}/feed")
    assert (wrong.returncode, site.log) == (2, [])
    assert "s9://bucket/pages: Protocol not known: s9" in wrong.stderr
    none = Machine(machine.folder, "file:///dev/null/pages").run("crawl", f"{site.url}/feed")
    assert (none.returncode, site.log) == (2, [])
    assert "the archive cannot be used: file:///dev/null/pages: " in none.stderr
