"""Each command in the documents is run, each block of them read by what it is for: nobody copies what does not work."""

import configparser
import gzip
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest

from crawler.cli.app import app
from crawler.store import open_store
from crawler.store.changes import Changes
from tests.crawler import stories
from tests.crawler.deliver import desk
from tests.crawler.ready import Ready
from tests.crawler.web import ROOT, Site

from .conftest import STORY, Copydesk

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
STAY = frozenset({"watch", "serve"})
"""What does not end by itself is run in tests of its own; here its words are read, as the command reads them."""
SPIDERS = frozenset({"fetch", "crawl", "sources"})
SOURCES = ("courier", "tribune", "gazette", "courier-example")
OTHERS = {"postgresql://news@localhost/news": "news.db", "/var/lib/news": "archive", "s3://bucket": "memory://bucket"}
"""What stands in for what only a user has."""
REFUSED = frozenset({"copydesk forget https://example.org/news/story"})
"""It asks a person, and there is none."""


def code(page: Path) -> Iterator[str]:
    """The lines of a document that are code: those of its indented blocks."""
    for line in FENCE.sub("", page.read_text(encoding="utf-8")).splitlines():
        if line.startswith("    ") and "[OPTIONS]" not in line and "[--" not in line:
            yield line.strip()


def commands(lines: Sequence[str]) -> Iterator[str]:
    """Each call of `copydesk` in these lines, with what it reads and writes, without what stands beside it."""
    for line in lines:
        bare = re.sub(r"\s+#\s.*", "", line)
        for part in re.split(r" && | \| |\$\(|; |^eval ", bare):
            call = re.sub(r"\)\"?$", "", re.sub(r"^(?:\w+=\S+ )+", "", part.strip()))
            if re.match(r"copydesk( |$)", call) and "|" not in call:
                yield call


ALL = sorted({call for page in PAGES for call in commands(list(code(page)))})


@pytest.fixture
def sandbox(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch, fixtures: Path) -> Path:
    """A folder in which all is that the documents speak of, and a site that stands for those that they name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GAZETTE_TOKEN", "x")
    page = stories.page(1)
    for name in ("story.html", "saved.html", "a.html", "b.html", "bridge.html", "corpus/a.html", "pages/bridge.html"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(page, encoding="utf-8")
    Path("pages/bridge.json").write_text(json.dumps({"article": {"title": stories.title(1)}}), encoding="utf-8")
    Path("notes.txt").write_text(STORY, encoding="utf-8")
    Path("in.jsonl").write_text(json.dumps({"text": STORY}) + "\n", encoding="utf-8")
    Path("fixtures").symlink_to(fixtures)
    for path in ("/news/story", "/news/bridge"):
        site.add(path, page)
    site.add("/", '<link rel="alternate" type="application/rss+xml" href="/feed"><p>News')
    items = f"<item><title>{stories.title(1)}</title><link>{site.url}/news/story</link></item>"
    feed = f'<rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    for path in ("/feed", "/feed.xml"):
        site.add(path, feed, content_type="application/rss+xml")
    Path("addresses.txt").write_text(f"{site.url}/news/story\n", encoding="utf-8")
    entries = [f'[sources.{name}]\nurl = "{site.url}/{name}/"\nfeeds = ["{site.url}/feed"]\n' for name in SOURCES]
    Path("sources.toml").write_text("".join(entries), encoding="utf-8")
    sinks = [f'[sinks.{name}]\nkind = "jsonl"\npath = "{name}"\n' for name in ("search", "desk")]
    Path("sinks.toml").write_text("".join(sinks), encoding="utf-8")
    Path("rules.toml").write_text(_fenced("rules.md", "toml")[0], encoding="utf-8")
    return tmp_path


@pytest.fixture
def stocked(sandbox: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same with a store in it."""
    monkeypatch.setattr(desk, "address", lambda n: f"https://example.org/news/{'story' if n == 1 else n}")
    with open_store("copydesk.db") as store:
        desk.publish(store, 1)
        desk.publish(store, 1, 2)
        for name in SOURCES:
            store.sources.polled(name, f"https://{name}.example/")
        for name in ("desk", "search"):
            Changes(store).subscribe(name)
    return sandbox


def _fenced(page: str, language: str) -> list[str]:
    return [body for kind, body in FENCE.findall((ROOT / "docs" / page).read_text("utf-8")) if kind == language]


def read(words: Sequence[str]) -> None:
    """Read the words as their command does, and do nothing. Raises UsageError and the like where it would."""
    command = app.get_command(click.Context(app), words[0])
    assert command
    command.make_context(words[0], list(words[1:])).close()


@pytest.mark.parametrize("call", ALL)
def test_a_command_of_the_documents_does_what_it_is_there_for(
    call: str, stocked: Path, site: Site, copydesk: Copydesk, tmp_path: Path
) -> None:
    words, stdin = _words(call, site, tmp_path)
    if words[:1] and (words[0] in STAY or "--follow" in words):
        read(words)
        return
    if words[:1] and (words[0] in SPIDERS or "--jsonl" in words or any(word.startswith(site.url) for word in words)):
        run = Ready("crawler.cli", words, env=os.environ, stdin=stdin)
        _, said = run.communicate(timeout=120)
        status = run.returncode
    else:
        ran = copydesk(*words, stdin=stdin)
        status, said = ran.status, ran.err
    assert "Traceback" not in said
    assert status == (2 if call in REFUSED else 0), said


def _words(call: str, site: Site, folder: Path) -> tuple[list[str], bytes]:
    """What the command is given here: its words, and what it reads."""
    for theirs, ours in OTHERS.items():
        call = call.replace(theirs, ours)
    call = call.replace("$url", f"{site.url}/news/story").replace("…", "1")
    words = shlex.split(call)[1:]
    keeps = words[:1] and words[0] in ("history", "stories", "forget", "export", "reclean", "clean")
    if not keeps and "--url" not in words:
        words = [re.sub(r"https://[a-z.]*example(\.org)?", site.url, word) for word in words]
    stdin = STORY.encode()
    for sign in ("<", ">"):
        if sign in words:
            at = words.index(sign)
            stdin = (folder / words[at + 1]).read_bytes() if sign == "<" else stdin
            del words[at : at + 2]
    for word in words:
        if word == "FILE" or word.endswith(".warc.gz"):
            _archive(folder / word)
    return words, stdin


def _archive(path: Path) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + stories.page(1).encode()
    head = (
        "WARC/1.0", "WARC-Type: response", "WARC-Target-URI: https://example.org/a", "WARC-Date: 2026-11-20T10:00:00Z",
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>",
        "Content-Type: application/http; msgtype=response", f"Content-Length: {len(answer)}", "", "",
    )  # fmt: skip
    path.write_bytes(gzip.compress("\r\n".join(head).encode() + answer + b"\r\n\r\n"))


# ---- blocks ---------------------------------------------------------------------------------------------------------

BLOCKS = [(page.name, kind, body) for page in PAGES for kind, body in FENCE.findall(page.read_text(encoding="utf-8"))]
READ = {"toml", "json", "python", "ini", "cron"}
SHOWN = {"", "diff", "yaml"}
"""These show something; Prometheus's rules can be read by nothing that is installed here."""


def test_each_block_of_the_documents_is_of_a_kind_that_is_read_or_only_shows_something() -> None:
    assert {kind for _, kind, _ in BLOCKS} <= READ | SHOWN


@pytest.mark.parametrize(("page", "kind", "body"), [b for b in BLOCKS if b[1] in READ], ids=lambda value: value[:40])
def test_a_block_of_the_documents_is_what_it_is_there_for(page: str, kind: str, body: str, stocked: Path) -> None:
    if kind == "python":
        exec(compile(body, page, "exec"), {"html": stories.page(1), "url": "https://example.org/a"})
    elif kind == "toml":
        assert tomllib.loads(body)
    elif kind == "json":
        for line in body.splitlines() if body.count("\n{") else [body]:
            assert json.loads(line.replace(", …", "").replace("…", "1"))
    elif kind == "ini":
        unit = configparser.ConfigParser(strict=False, interpolation=None)
        unit.optionxform = str  # type: ignore[assignment, method-assign]
        unit.read_string(body)
        if unit.has_option("Service", "ExecStart"):
            read(_here(unit["Service"]["ExecStart"]))
    else:
        calls = re.findall(r"(?<=\s)copydesk [a-z][^>\n]*", body)
        assert len(calls) >= 2
        for call in calls:
            read(_here(call))


def _here(call: str) -> list[str]:
    """The words of a call, with files that this machine has a folder for."""
    return [Path(word).name if word.startswith("/") else word for word in shlex.split(call)[1:]]


def test_indented_python_runs(stocked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "docs/explain.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^(    from cleaners.*?)\n\n\S", text, re.M | re.S)
    source = "\n".join(line[4:] for line in block.splitlines())
    exec(compile(source, "explain.md", "exec"), {"html": stories.page(1), "url": "https://example.org/a"})
    assert stories.title(1) in capsys.readouterr().out


def test_the_one_line_of_python_in_the_readme_prints_a_story(root: Path) -> None:
    (line,) = re.findall(r"^    python -c '(.*)'", (root / "README.md").read_text(encoding="utf-8"), re.M)
    done = subprocess.run([sys.executable, "-c", line], cwd=root, capture_output=True, text=True, check=True)
    assert "No deal on Syria" in done.stdout
