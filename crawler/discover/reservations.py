"""What a robots.txt reserves against AI and mining, page by page; and what a reservation means for a page."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from cleaners.normalise.usage import refusals
from crawler.discover.ai_crawlers import AI_CRAWLERS

SIGNALS = ("content-signal", "content-usage")
_KNOWN = {name.lower(): name for name in AI_CRAWLERS}


@dataclass(frozen=True, slots=True)
class Reserving:
    """What of a robots.txt is about AI: the crawlers that have a group of their own, and the signals of each group,
    with the group's names in lower case (`*`: everybody). A group's names are kept once for all of its signals: a
    product of the two could have no end."""

    crawlers: tuple[str, ...] = ()
    signals: tuple[tuple[frozenset[str], str], ...] = ()

    @classmethod
    def of(cls, text: str) -> Self:
        """Read the file. A signal above all groups is for everybody."""
        crawlers = dict[str, None]()
        signals = dict[tuple[frozenset[str], str], None]()
        for names, key, value in _lines(text):
            if key == "user-agent" and value.lower() in _KNOWN:
                crawlers[_KNOWN[value.lower()]] = None
            elif key in SIGNALS:
                signals |= {(names, f"{key}: {refused}"): None for refused in refusals(value)}
        return cls(tuple(crawlers), tuple(signals))

    def of_page(self, allowed: Callable[[str], bool], agent: str) -> tuple[str, ...]:
        """What is reserved of one page: `allowed` says whether a crawler of this name may fetch it. Who is disallowed
        with everybody else is not named; signals are those of our own group, where we have one."""
        disallowed = [name for name in self.crawlers if not allowed(name)]
        ours = [said for names, said in self.signals if agent.lower() in names]
        general = [said for names, said in self.signals if "*" in names]
        found = [f"robots: disallows {', '.join(disallowed)}"] if disallowed else []
        return (*found, *dict.fromkeys(f"robots: {said}" for said in ours or general))


def reserved(reservations: Iterable[str]) -> str | None:
    """Why a page with these is not taken where the user wants none such; None where there is no reservation."""
    said = "; ".join(reservations)
    return f"its publisher reserves it ({said})" if said else None


def _lines(text: str) -> Iterator[tuple[frozenset[str], str, str]]:
    """Each line as the names of its group, key and value; the line of a name itself comes without. Names that follow
    one another share a group."""
    names, named = frozenset({"*"}), list[str]()
    for line in text.splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            named.append(value.lower())
            yield frozenset(), key, value
            continue
        if named and key != "sitemap":
            names, named = frozenset(named), []
        yield names, key, value
