"""The shape of the project: who imports whom, what importing costs, and that lists and documents name all there is."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import cleaners
from cleaners.remove import AFTER, CLEANERS

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(p.relative_to(ROOT) for room in ("cleaners", "crawler") for p in (ROOT / room).rglob("*.py"))
LINES = 300


def run_python(code: str) -> str:
    """What a fresh interpreter prints; its error where it fails."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# ---- who imports whom -----------------------------------------------------------------------------------------------


def lint_imports(folder: Path) -> str:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def test_the_import_rule_is_kept() -> None:
    said = lint_imports(ROOT)
    assert "6 kept, 0 broken" in said, said


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("cleaners/pipeline.py", "import crawler.outcome", "the cleaners know neither the crawler nor the world"),
        ("cleaners/signals.py", "import socket", "the cleaners know neither the crawler nor the world"),
        ("cleaners/signals.py", "import trafilatura", "trafilatura stands behind cleaners.extract"),
        ("crawler/outcome.py", "from scrapy import Spider", "Scrapy and Twisted appear only where pages are fetched"),
        ("crawler/outcome.py", "import crawler.spiders", "what happens to a page does not know who fetched it"),
        ("crawler/outcome.py", "import crawler.start", "only the command starts a crawl"),
        ("cleaners/remove/one.py", "import cleaners.remove.two", "a cleaner never imports another cleaner"),
    ],
)
def test_an_import_that_breaks_the_rule_is_seen(tmp_path: Path, module: str, line: str, contract: str) -> None:
    for room in ("cleaners", "crawler"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "cleaners/remove/two.py").touch()
    with (tmp_path / module).open("a") as f:
        f.write(f"\n{line}\n")
    said = lint_imports(tmp_path)
    assert f"{contract} BROKEN" in said, said


# ---- what importing and cleaning cost -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("cleaners", {"trafilatura", "lxml", "re2"}),
        ("cleaners.pipeline", {"scrapy", "twisted", "sqlalchemy", "sqlite3", "rich", "click"}),
        ("crawler.cli", {"scrapy", "twisted", "sqlalchemy", "trafilatura", "lxml"}),
    ],
)
def test_importing_loads_nothing_that_is_not_needed_yet(module: str, heavy: set[str]) -> None:
    loaded = run_python(f"import sys, {module}; print(*sys.modules)").split()
    assert module in loaded
    assert not heavy & {name.split(".")[0] for name in loaded}


def test_importing_any_module_reaches_for_no_network() -> None:
    names = [".".join(m.with_suffix("").parts).removesuffix(".__init__") for m in MODULES if m.stem != "__main__"]
    imported = run_python(
        "import importlib, sys\n"
        "def watch(event, args):\n"
        "    if event in ('socket.connect', 'socket.getaddrinfo', 'socket.bind'): raise RuntimeError((event, args))\n"
        "sys.addaudithook(watch)\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        "print('all imported')"
    )
    assert imported == "all imported"


def test_cleaning_opens_no_file_no_socket_and_no_process() -> None:
    events = run_python(
        "import sys\n"
        "from pathlib import Path\n"
        "from cleaners import Cleaned, clean\n"
        "page = Path('fixtures/ghanamma.com/no-deal-on-syria.html').read_bytes()\n"
        "assert isinstance(clean(page, 'https://www.example.com/a'), Cleaned)\n"
        "seen = []\n"
        "sys.addaudithook(lambda event, args: seen.append(event))\n"
        "clean(page, 'https://www.example.org/b')\n"
        "print(*sorted({e for e in seen if e.split('.')[0] in ('open', 'socket', 'subprocess', 'os', 'sqlite3')}))"
    )
    assert events == ""


# ---- lists and documents name all there is --------------------------------------------------------------------------


def test_the_catalogue_lists_every_file_of_remove_exactly_once() -> None:
    files = {p.stem for p in (ROOT / "cleaners/remove").iterdir() if p.suffix in (".py", ".toml")} - {"__init__"}
    listed = [c.name for c in (*CLEANERS, *AFTER)]
    assert sorted(listed) == sorted(files)


def test_every_public_name_is_there() -> None:
    assert [name for name in cleaners.__all__ if not hasattr(cleaners, name)] == []


def test_the_documents_name_every_cleaner() -> None:
    text = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))
    assert [c.name for c in (*CLEANERS, *AFTER) if f"`{c.name}`" not in text] == []


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("*/README.md"))
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_fits_into_a_reader_s_head(module: Path) -> None:
    lines = [line for line in (ROOT / module).read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(lines) < LINES


SITE = re.compile(r"\b(?:[a-z0-9-]{3,}\.)+(?:com|org|net|info|news|tv|co\.uk|de|fr|es|it|nl|ru|pl|br|in|jp|cn)\b")
SERVICES = re.compile(r"(?:.*\.)?(?:(?:json-)?schema|ogp|w3|creativecommons|purl|iptc|gravatar|example)\.\w+$")
"""Vocabularies and services that pages of any site speak of."""


def rule_texts() -> Iterator[tuple[str, str]]:
    """Every string that decides something: in code all constants but docstrings, in rule files all but the examples."""
    for path in (ROOT / "cleaners").rglob("*.toml"):
        for rule in tomllib.loads(path.read_text(encoding="utf-8")).get("rule", ()):
            for key in ("lines", "labels", "match", "unless"):
                yield from ((path.name, text) for text in rule.get(key, ()))
    for module in (m for m in MODULES if m.parts[0] == "cleaners"):
        tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
        prose = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
                yield str(module), node.value


def test_no_rule_names_a_site() -> None:
    named = {(where, hit) for where, text in rule_texts() for hit in SITE.findall(text)}
    assert {(where, hit) for where, hit in named if not SERVICES.match(hit)} == set()


# ---- what is installed ----------------------------------------------------------------------------------------------


SERVING = {"fastapi", "h11", "jinja2", "pydantic", "starlette", "uvicorn"}
"""What the extra `serve` brings: `copydesk serve` says so before it imports any of it."""

JOINING = {"procrastinate", "psycopg", "psycopg-pool"}
"""What the extra `join` brings: `copydesk watch --join` says so."""


def declared(project: Path) -> set[str]:
    """Names of the distributions that a pyproject.toml asks for, normalised."""
    data = tomllib.loads(project.read_text(encoding="utf-8"))
    return {normalised(re.split(r"[<>=!~\[ ;]", d)[0]) for d in data["project"]["dependencies"]}


def normalised(name: str) -> str:
    """A distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(room: str) -> set[str]:
    """Names of the distributions that a room's modules import, normalised."""
    known = packages_distributions()
    found = set[str]()
    for module in (m for m in MODULES if m.parts[0] == room):
        for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return {normalised(d) for name in found for d in known.get(name, ())} - {"copydesk"}


def test_each_distribution_asks_for_what_its_code_imports() -> None:
    part, whole = declared(ROOT / "packaging/cleaners/pyproject.toml"), declared(ROOT / "pyproject.toml")
    # itemadapter: the pipeline for other people's Scrapy projects runs where Scrapy, hence itemadapter, is
    # tldextract: its list is read, and the package is not loaded
    assert imported("cleaners") - {"itemadapter"} == part - {"lxml-html-clean", "tldextract"}
    brought_by_scrapy = {"itemadapter", "protego", "pyopenssl", "service-identity", "twisted"}
    assert imported("crawler") <= whole | brought_by_scrapy | SERVING | JOINING
    assert part <= whole


def test_the_lock_pins_and_hashes_everything_and_tells_of_no_machine() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", lock.strip())
    assert len(entries) > 50
    assert [e.splitlines()[0] for e in entries if not re.match(r"[\w.-]+==\S", e) or "--hash=sha256:" not in e] == []
    assert not re.search(r"://|--(extra-)?index-url|--find-links|(^|\s)/\w", lock)
    for project in (ROOT / "pyproject.toml", ROOT / "packaging/cleaners/pyproject.toml"):
        assert declared(project) <= {re.split("==", e)[0] for e in entries}
