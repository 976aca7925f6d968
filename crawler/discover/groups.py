"""The groups of a robots.txt, as Protego has them, and of these only the ones that are asked about.

Protego keeps each rule once for each name of its group. Of a file that names thousands of crawlers above thousands of
rules, that is a product which takes minutes and gigabytes.
"""

from collections.abc import Iterator

from protego import Protego

MOST_LINES = 100_000
"""So many lines of groups are parsed of one file, for all who are asked about. A file that is read (500 KiB) has less
than half of it, and names few crawlers in more than one group."""
_AGENT = {"user-agent", "useragent", "user agent"}
_OF_SITE = {"sitemap", "sitemaps", "site-map", "host"}
_RULES = {
    "allow", "disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw", "crawl-delay", "crawl delay",
    "request-rate", "request rate", "visit-time", "visit time",
}  # fmt: skip
_KNOWN = _AGENT | _OF_SITE | _RULES
_NOBODY = Protego.parse("User-agent: *\nDisallow: /")


class Groups:
    """The groups of a file (`text`), each with its lines once."""

    def __init__(self, text: str) -> None:
        self._groups: list[list[str]] = []
        self._of: dict[str, list[int]] = {}
        self._rank: dict[str, int] = {}
        self._parsed: dict[tuple[int, ...], Protego] = {}
        self._left = MOST_LINES
        of_site = self._read(text)
        self.sitemaps = tuple(Protego.parse("\n".join(of_site)).sitemaps)

    def of(self, agent: str) -> Protego | None:
        """What who is called so is to keep to, as rules for everybody; None where the file has no word for him. Where
        a file asks for more work than any that is meant to be read, nothing is allowed."""
        name = self._name(agent.strip().lower())
        if name is None:
            return None
        key = tuple(self._of[name])
        if key not in self._parsed:
            self._left -= sum(len(self._groups[n]) for n in key)
            lines = [line for n in key for line in self._groups[n]] if self._left >= 0 else []
            self._parsed[key] = Protego.parse("\n".join(["User-agent: *", *lines])) if self._left >= 0 else _NOBODY
        return self._parsed[key]

    def _name(self, agent: str) -> str | None:
        """The longest name in the file that is this agent's, or everybody's; of two, the first."""
        starts = [0, *(n for n in range(1, len(agent)) if not (agent[n - 1].isalnum() or agent[n - 1] in "-_"))]
        parts = {agent[a:b] for a in starts for b in range(a + 1, len(agent) + 1)}
        found = [name for name in (*parts, "*") if name in self._of]
        return max(found, key=lambda name: (len(name), -self._rank[name]), default=None)

    def _read(self, text: str) -> list[str]:
        of_site = list[str]()
        lines, is_open = list[str](), False
        for said, value, line in _lines(text):
            if said in _OF_SITE:
                of_site.append(line)
            elif said not in _AGENT:
                lines.append(line)
                is_open = False
            else:
                if not is_open:
                    lines = []
                    self._groups.append(lines)
                is_open = True
                self._enter(value.lower(), len(self._groups) - 1)
        return of_site

    def _enter(self, name: str, group: int) -> None:
        """`Foo*` is Foo as well."""
        for each in (name, name.replace("*", "")):
            groups = self._of.setdefault(each, []) if each else [group]
            self._rank.setdefault(each, len(self._rank))
            if groups[-1:] != [group]:
                groups.append(group)


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    """The lines that say something: what about, its value, and the line. As generous as Protego, which takes
    `User agent foo` for `User-agent: foo`."""
    for each in text.splitlines():
        line = each.partition("#")[0].strip()
        about, colon, value = line.partition(":")
        about = about.strip().lower()
        if colon and (about in _KNOWN or not value or value[0].isspace()):
            yield about, value.strip(), line
            continue
        words = line.split()
        for count in (1, 2):
            if (said := " ".join(words[:count]).lower()) in _KNOWN:
                yield said, " ".join(words[count:]), line
                break
        else:
            if colon:
                yield about, value, line
