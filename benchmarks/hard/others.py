"""Rows 6, 24 and 29: secrets, versions that are known; clocks and the service. The first two are tests of their own,
which are run here as they are."""

import re
import subprocess
import sys

from benchmarks.hard.clocks import runs
from benchmarks.hard.score import Figure, Lab
from tests.crawler.web import ROOT

MIDDLEWARES = "tests/crawler/middlewares"
SECRETS = (f"{MIDDLEWARES}/test_manners.py", "tests/crawler/spiders/test_treatment.py")
KNOWN = (f"{MIDDLEWARES}/test_conditional.py", "tests/crawler/test_crawl.py", "tests/crawler/test_again.py")
CLIENTS, SECONDS = 1_000, 60
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
    """Row 29: the same records in eight zones, by clocks that are wrong and at the edges of summer; and the service."""
    wrong_clocks = runs(16 if lab.small else 1)
    found = [_records(zone, steps, 4 if lab.small else 1) for zone, steps in wrong_clocks]
    differ = [f"{zone}, {steps} s" for (zone, steps), digest in zip(wrong_clocks, found, strict=True)
              if digest != found[0]]  # fmt: skip
    zones = len({zone for zone, _ in wrong_clocks})
    said = f"{len(found) - len(differ)} of {len(found)} wrong clocks in {zones} zones give the same bytes"
    service = _crowd(50, 5) if lab.small else _crowd(CLIENTS, SECONDS)
    tested = Figure("", good=True) if lab.small else tests(SERVICE)
    good = not differ and service.good and tested.good
    told = "; ".join(filter(None, (said, f"the service: {service.said}", tested.said)))
    return Figure(told, good, (*differ, *service.wrong, *tested.wrong))


def _records(zone: str, steps: tuple[int, ...], every: int) -> str:
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "TZ": zone}
    words = [sys.executable, "-m", "benchmarks.hard.clocks", ",".join(map(str, steps)), str(every)]
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=True)
    return done.stdout.strip()


def _crowd(clients: int, seconds: int) -> Figure:
    """So many clients at once at the service: who is taken on is answered, within its memory."""
    words = [sys.executable, "-m", "benchmarks.serve", "--clients", str(clients), "--seconds", str(seconds)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    good = done.returncode == 0
    answered, lost = (re.search(rf"{what}\D*([\d,]+)", done.stdout) for what in ("answered", "and lost"))
    figures = f"{answered[1]} answers, {lost[1]} lost" if answered and lost else "no answer"
    said = f"{clients:,} clients at once: {figures}"
    return Figure(said, good, () if good else (done.stdout[-2000:], done.stderr[-2000:]))
