"""Rows 6, 24 and 29: secrets, versions that are known; clocks and the service. The first two are tests of their own,
which are run here as they are."""

import re
import subprocess
import sys

from benchmarks.hard.score import Figure, Lab
from tests.crawler.web import ROOT

MIDDLEWARES = "tests/crawler/middlewares"
SECRETS = (f"{MIDDLEWARES}/test_manners.py", "tests/crawler/spiders/test_treatment.py")
KNOWN = (f"{MIDDLEWARES}/test_conditional.py", "tests/crawler/test_crawl.py", "tests/crawler/test_again.py")
DAY = 86_400
ZONES = ("UTC", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns", "Europe/Berlin",
         "Australia/Lord_Howe", "Africa/Casablanca")  # fmt: skip
CLIENTS = 1_000
STEPS = (0, -DAY, DAY, -10 * DAY, -90 * DAY, 127 * DAY, -28 * DAY, 365 * DAY)
"""Seconds that the clock of each zone's run is set on or back: days, and into the other half of the year."""
CLEAN_ALL = """
import datetime, hashlib, sys, time
from pathlib import Path
step, now = float(sys.argv[1]), time.time
time.time = lambda: now() + step
class Date(datetime.date):
    @classmethod
    def today(cls): return cls.fromtimestamp(time.time())
class Instant(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(time.time(), tz)
    @classmethod
    def today(cls): return cls.fromtimestamp(time.time())
    @classmethod
    def utcnow(cls): return cls.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)
datetime.date, datetime.datetime = Date, Instant
from cleaners import clean
from cleaners.render import as_json
seen = hashlib.sha256()
for path in sorted(Path("fixtures").rglob("*.html"))[:: int(sys.argv[2])]:
    outcome = clean(path.read_bytes(), f"https://foo.example/{path.stem}")
    seen.update(as_json(outcome.article).encode() if hasattr(outcome, "article") else outcome.reason.encode())
assert abs(datetime.datetime.now().timestamp() - now() - step) < 60
print(seen.hexdigest())
"""
SERVICE = ("tests/crawler/serve/test_limits.py", "tests/crawler/serve/test_fetching.py")


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


def known(lab: Lab) -> Figure:  # noqa: ARG001
    """Row 24: what has not changed is not sent again, and what has is."""
    return tests(KNOWN)


def clocks(lab: Lab) -> Figure:
    """Row 29: the records of the fixtures in eight zones, each with its clock at another time; and the service."""
    runs = list(zip(ZONES, STEPS, strict=True))[:: 4 if lab.small else 1]
    found = [_records(zone, step, 4 if lab.small else 1) for zone, step in runs]
    differ = [f"{zone}, {step:+} s" for (zone, step), digest in zip(runs, found, strict=True) if digest != found[0]]
    said = f"{len(runs) - len(differ)} of {len(runs)} zones and clocks give the same bytes"
    if lab.small:
        return Figure(said, not differ, tuple(differ))
    service, crowd = tests(SERVICE), _crowd()
    good = not differ and service.good and crowd.good
    return Figure(f"{said}; the service: {service.said}, {crowd.said}", good, (*differ, *service.wrong, *crowd.wrong))


def _records(zone: str, step: int, every: int) -> str:
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "TZ": zone}
    words = [sys.executable, "-c", CLEAN_ALL, str(step), str(every)]
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=True)
    return done.stdout.strip()


def _crowd() -> Figure:
    """A thousand clients at once at the service: who is taken on is answered, within its memory."""
    words = [sys.executable, "-m", "benchmarks.serve", "--clients", str(CLIENTS), "--seconds", "20"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    good = done.returncode == 0
    said = f"of {CLIENTS:,} clients {'none that was taken on is lost' if good else 'some are lost'}"
    return Figure(said, good, () if good else (done.stdout[-2000:], done.stderr[-2000:]))
