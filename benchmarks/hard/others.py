"""Rows 6, 23, 24 and 29: secrets, the pace, versions that are known, and clocks. The first three are tests of their
own, which are run here as they are."""

import re
import subprocess
import sys

from benchmarks.hard.score import Figure, Lab
from tests.crawler.web import ROOT

MIDDLEWARES = "tests/crawler/middlewares"
SECRETS = (f"{MIDDLEWARES}/test_manners.py", "tests/crawler/spiders/test_treatment.py")
PACE = ("tests/crawler/test_polite.py", f"{MIDDLEWARES}/test_pace.py", f"{MIDDLEWARES}/test_retry.py",
        f"{MIDDLEWARES}/test_patience.py", "tests/crawler/test_newsroom.py")  # fmt: skip
KNOWN = (f"{MIDDLEWARES}/test_conditional.py", "tests/crawler/test_crawl.py", "tests/crawler/test_again.py")
ZONES = ("UTC", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns", "Europe/Berlin",
         "Australia/Lord_Howe", "Africa/Casablanca")  # fmt: skip
CLEAN_ALL = """
import hashlib
from pathlib import Path
from cleaners import clean
from cleaners.render import as_json
seen = hashlib.sha256()
for path in sorted(Path("fixtures").rglob("*.html")):
    outcome = clean(path.read_bytes(), f"https://foo.example/{path.stem}")
    seen.update(as_json(outcome.article).encode() if hasattr(outcome, "article") else outcome.reason.encode())
print(seen.hexdigest())
"""


def tests(paths: tuple[str, ...]) -> Figure:
    """The tests in these files, none of which may be skipped but for want of a server."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *paths]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=1800, check=False)
    passed, failed = (re.search(rf"(\d+) {word}", done.stdout) for word in ("passed", "failed"))
    said = f"{passed[1] if passed else 0} tests pass, {failed[1] if failed else 0} fail"
    return Figure(said, done.returncode == 0, () if done.returncode == 0 else (done.stdout[-3000:],))


def secrets(lab: Lab) -> Figure:  # noqa: ARG001
    """Row 6: what is a source's goes to its own site."""
    return tests(SECRETS)


def pace(lab: Lab) -> Figure:  # noqa: ARG001
    """Row 23: no request comes before its time."""
    return tests(PACE)


def known(lab: Lab) -> Figure:  # noqa: ARG001
    """Row 24: what has not changed is not sent again, and what has is."""
    return tests(KNOWN)


def clocks(lab: Lab) -> Figure:  # noqa: ARG001
    """Row 29: the records of the fixtures in eight zones."""
    found = {zone: _records(zone) for zone in ZONES}
    differ = [zone for zone, digest in found.items() if digest != found["UTC"]]
    return Figure(f"{len(ZONES) - len(differ)} of {len(ZONES)} zones give the same bytes", not differ, tuple(differ))


def _records(zone: str) -> str:
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "TZ": zone}
    words = [sys.executable, "-c", CLEAN_ALL]
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=True)
    return done.stdout.strip()
