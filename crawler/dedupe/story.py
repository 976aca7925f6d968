"""Which telling of a story was likely the first: by what the tellings say of one another, then by when they came."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.dedupe.urls import url_key


@dataclass(frozen=True, slots=True)
class Member:
    """One telling of a story: its key in the store, and what its record says of where it comes from."""

    key: str
    url: str | None = None
    canonical_url: str | None = None
    site_name: str | None = None
    site_domain: str | None = None
    source_name: str | None = None
    source_url: str | None = None
    agency: str | None = None
    dateline_agency: str | None = None
    republished_from: str | None = None
    published_at: str | None = None
    first_seen_at: str | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """The likely original by its key. Where the source that they name is none of ours, `is_ours` is false, and `key`
    is the member that stands in for it. `reason` is one sentence; `source_name` the source, where one is named."""

    key: str
    reason: str
    source_name: str | None = None
    is_ours: bool = True


class _Lead(NamedTuple):
    """That one telling points at another."""

    to: str
    how: str
    exact: bool


_NOT_LETTERS = re.compile(r"[\W_]+")
_ARTICLE = re.compile(r"(the|der|die|das|le|la|les|el|los|il|lo) +(?=\w)", re.I)


def original(members: Sequence[Member]) -> Original:
    """The likely original of a story, in this order: the member that others lead to, by a link to its address or its
    site, or by naming it; else a source that they name and that is none of ours, for which a member with an agency's
    dateline stands in, or the first; else the member that names itself; else the first by its date (an instant before
    a bare day), and by when we saw it. Ties go to the smaller key, so that the order of the members makes no
    difference. Raises ValueError where there are none."""
    if not members:
        raise ValueError("a story has at least one member")
    ordered = sorted(members, key=_age)
    return _led_to(ordered) or _named_elsewhere(ordered) or _names_itself(ordered) or _first(ordered)


def _led_to(members: Sequence[Member]) -> Original | None:
    """The member at which the most leads end."""
    known = _Known(members)
    leads = {m.key: lead for m in members if (lead := _lead(m, known))}
    ends = Counter(end for key in leads if (end := _end(key, leads)))
    if not ends:
        return None
    exact = {lead.to for lead in leads.values() if lead.exact}
    best = min(members, key=lambda m: (-ends[m.key], m.key not in exact))  # the first of equals: they are in order
    if not ends[best.key]:
        return None
    how = next(lead.how for exactly in (True, False) for lead in leads.values()
               if lead.to == best.key and lead.exact is exactly)  # fmt: skip
    leading, others = ends[best.key], len(members) - 1
    who = "the other" if others == 1 else f"{leading} of the {others} others"
    return Original(best.key, f"{who} {_s(leading, 'leads', 'lead')} to it: {how}", best.site_name or best.site_domain)


def _end(key: str, leads: dict[str, _Lead]) -> str | None:
    """Where leads end that begin at a member; None where they go round in a circle."""
    seen = {key}
    while key in leads:
        key = leads[key].to
        if key in seen:
            return None
        seen.add(key)
    return key


def _lead(m: Member, known: "_Known") -> _Lead | None:
    """The other member that this one points at, by the strongest of its pointers."""
    links = (("canonical link", m.canonical_url), ("source link", m.source_url), ("republished from", _url_in(m)))
    urls = [(what, url) for what, url in links if url]
    for what, url in urls:
        if o := _other(m, known.by_key[url_key(url)]):
            return _Lead(o.key, f"{what} {url}", True)
    for what, url in urls:
        if not _is_on(url, m.site_domain) and (o := known.on(url)):
            return _Lead(o.key, f"{what} {url}", True)
    for what, name in _names(m):
        if not _is(name, m) and (o := _other(m, known.by_name[_plain(name)])):
            return _Lead(o.key, f"{what} {name}", False)
    return None


def _other(m: Member, named: Sequence[Member]) -> Member | None:
    """The first of these that is not this one."""
    return next((o for o in named if o.key != m.key), None)


class _Known:
    """A story's members by what others call them, each time in their order. Wire copy has hundreds of tellings, of
    which each points at something: they are not all compared with each other."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.by_key = defaultdict[str, list[Member]](list)
        self.by_name = defaultdict[str, list[Member]](list)
        self._on_domain = dict[str, tuple[int, Member]]()
        for n, m in enumerate(members):
            for key in {m.key, *(url_key(url) for url in (m.url, m.canonical_url) if url)}:
                self.by_key[key].append(m)
            for name in _own_names(m):
                self.by_name[name].append(m)
            if m.site_domain:
                self._on_domain.setdefault(m.site_domain, (n, m))

    def on(self, url: str) -> Member | None:
        """The first on whose site an address is."""
        parts = _host(url).split(".")
        found = (self._on_domain.get(".".join(parts[n:])) for n in range(len(parts)))
        return min(filter(None, found), default=(0, None))[1]


def _named_elsewhere(members: Sequence[Member]) -> Original | None:
    """The source that the most members name, where no member is it."""
    named = [next(((what, n) for what, n in _names(m) if not _is(n, m)), None) for m in members]
    found = Counter(_plain(n[1]) for n in named if n)
    if not found:
        return None
    most = min(found, key=lambda name: (-found[name], name))
    what, name = next(n for n in named if n and _plain(n[1]) == most)
    count = f"{found[most]} of {len(members)} {_s(found[most], 'names', 'name')}" if len(members) > 1 else "it names"
    near = next((m for m in members if m.dateline_agency and _plain(m.dateline_agency) == most), members[0])
    stands = "it has the agency's dateline" if near.dateline_agency else "it is the first by date"
    stands = f"; {stands} among ours" if len(members) > 1 else ""
    return Original(near.key, f"the original is none of ours: {count} {name} ({what}){stands}", name, False)


def _names_itself(members: Sequence[Member]) -> Original | None:
    for m in members:
        for what, name in _names(m):
            if _is(name, m):
                return Original(m.key, f"it names itself as the source ({what} {name})", name)
    return None


def _first(members: Sequence[Member]) -> Original:
    m = members[0]
    if len(members) == 1:
        return Original(m.key, "the only one that we have")
    how = f"published {m.published_at}" if m.published_at else f"seen {m.first_seen_at}"
    return Original(m.key, f"no source is named; it is the first by date, {how}")


def _names(m: Member) -> Iterator[tuple[str, str]]:
    """The names under which a member gives its source, the strongest evidence first."""
    said = (("source", m.source_name), ("republished from", None if _url_in(m) else m.republished_from),
            ("dateline", m.dateline_agency), ("agency", m.agency))  # fmt: skip
    yield from ((what, name) for what, name in said if name and _plain(name))


def _url_in(m: Member) -> str | None:
    said = m.republished_from
    return said if said and said.startswith(("https://", "http://")) else None


def _is(name: str, m: Member) -> bool:
    """Whether a name is that of a member's site."""
    return _plain(name) in _own_names(m)


def _own_names(m: Member) -> set[str]:
    """What a member's site is called: as the site writes it, its domain, or the first part of that."""
    domain = (m.site_domain or "").lower()
    return {_plain(m.site_name or ""), _plain(domain), _plain(domain.partition(".")[0])} - {""}


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub("", _ARTICLE.sub("", unicodedata.normalize("NFKC", name).casefold().strip(), count=1))


def _is_on(url: str, domain: str | None) -> bool:
    host = _host(url)
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def _age(m: Member) -> tuple[str, int, str, str, str]:
    """Sorts the first before the later: by day, then what is known to the second before what is not."""
    date = m.published_at or m.first_seen_at or "9"
    try:
        at = datetime.fromisoformat(date)
    except ValueError:
        return date, 3, date, m.first_seen_at or "9", m.key
    if at.tzinfo:
        at = at.astimezone(UTC).replace(tzinfo=None)
    exact = 0 if m.published_at and "T" in m.published_at else 1 if m.published_at else 2
    return at.date().isoformat(), exact, at.isoformat(), m.first_seen_at or "9", m.key


def _s(count: int, one: str, more: str) -> str:
    return one if count == 1 else more
