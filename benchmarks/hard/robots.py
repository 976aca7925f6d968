"""Row 21: robots.txt says what it says."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.hard.score import Figure, Lab
from crawler.discover.robots import Rules

_STRING = r'"(?:[^"\\]|\\.)*"'
_STRINGS = rf"{_STRING}(?:\s*{_STRING})*"
_VARIABLE = re.compile(rf"(?:string_view|std::string) (\w+)\s*=\s*({_STRINGS});")
_ARGUMENT = rf"(?:{_STRINGS}|\w+(?:\(\w+\))?)"
_EXPECT = re.compile(
    rf"EXPECT_(TRUE|FALSE)\(\s*IsUserAgentAllowed\(\s*({_ARGUMENT}),\s*({_ARGUMENT}),\s*({_ARGUMENT})\s*\)\)"
)
_TEST = re.compile(r"^TEST\(RobotsUnittest, (\w+)\) \{(.*?)^\}", re.M | re.S)
EXCEPTIONS = {
    ("ID_Encoding", "http://foo.bar/foo/bar/ツ"): "no address of ours has letters outside of ASCII: they are escaped",
    ("ID_Encoding", "http://foo.bar/foo/bar/baz"): "RFC 9309, 2.2.2, has %62 and b compared as the same",
    ("GoogleOnly_AcceptUserAgentUpToFirstSpace", "http://foo.bar/x/y"): "no name of ours has a space in it",
}
LONG = "GoogleOnly_LineTooLong"
"""Google cuts lines after 16,664 bytes; here a line is read to its end, as the standard has it."""
"""Questions that are answered otherwise here, and why."""


class Case(NamedTuple):
    """A question of Google's suite: the test that asks it, the file, who asks for what, and the answer."""

    test: str
    robots: bytes
    agent: str
    url: str
    allowed: bool


def cases(source: Path) -> Iterator[Case]:
    """The questions in robots_test.cc whose files are written out."""
    for test in _TEST.finditer(source.read_text(encoding="utf-8")):
        known: dict[str, bytes] = {}
        for found in re.finditer(f"{_VARIABLE.pattern}|{_EXPECT.pattern}", test[2]):
            if found[1]:
                known[found[1]] = _bytes(found[2])
                continue
            values = [known.get(a) if a.isidentifier() else _bytes(a) for a in found.groups()[3:6]]
            if None not in values:
                robots, agent, url = (v or b"" for v in values)
                yield Case(test[1], robots, agent.decode(), url.decode(), found[3] == "TRUE")


def _bytes(literals: str) -> bytes:
    joined = "".join(s[1:-1] for s in re.findall(_STRING, literals))
    plain = re.sub(r"\\x([0-9a-fA-F]{2})", lambda m: f"\\x{m[1]}", joined)
    parts = re.split(r"(\\x[0-9a-fA-F]{2}|\\.)", plain)
    escapes = {"\\n": b"\n", "\\r": b"\r", "\\t": b"\t"}
    return b"".join(
        bytes.fromhex(p[2:])
        if p.startswith("\\x")
        else escapes.get(p, p[1:].encode())
        if p.startswith("\\")
        else p.encode()
        for p in parts
    )


def long_lines() -> Iterator[Case]:
    """The questions whose files the suite puts together: of a line that is too long the beginning counts."""
    longest, test = 2083 * 8, LONG
    path = "/x/" + "a" * (longest - len("disallow: ") - 5)
    robots = f"user-agent: FooBot\ndisallow: {path}/qux\n".encode()
    yield Case(test, robots, "FooBot", f"http://foo.bar{path}/fux", allowed=False)
    path = "/x/" + "b" * (longest - len("allow: ") - 5)
    robots = f"user-agent: FooBot\ndisallow: /\nallow: {path}/qux\n".encode()
    yield Case(test, robots, "FooBot", f"http://foo.bar{path}/qux", allowed=True)
    yield Case(test, robots, "FooBot", f"http://foo.bar{path}/fux", allowed=True)


def matching(lab: Lab) -> Figure:
    """Row 21: Google's own questions."""
    asked = [*cases(lab.suite("robotstxt/robots_test.cc")), *long_lines()]
    wrong = [c for c in asked if Rules.of(c.robots).allows(c.url, c.agent) != c.allowed]
    known = [c for c in wrong if (c.test, c.url) in EXCEPTIONS or c.test == LONG]
    said = f"{len(asked) - len(wrong)} of {len(asked)}; {len(known)} are answered otherwise for a reason"
    return Figure(said, len(wrong) == len(known), tuple(str(c) for c in wrong if c not in known))
