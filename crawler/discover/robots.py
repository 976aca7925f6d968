"""A robots.txt → what it allows whom, how slowly, and which sitemaps it names (RFC 9309)."""

import re
from dataclasses import dataclass
from typing import Self

from protego import Protego

from crawler.discover.groups import Groups
from crawler.discover.reservations import Reserving

MOST_BYTES = 500 << 10
"""So much of it is read (RFC 9309, 2.5)."""
NOTHING = Reserving()
MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_NAMED = re.compile(r"^([ \t]*user-?agent[ \t]*:[ \t]*[^\s#/]+)[ \t/][^#\r\n]*", re.I | re.M)
_OTHER = re.compile(
    r"^[ \t]*(?!(?:user-?agent|allow|d[is]{2,3}al+[oa]w|diasllow|crawl-delay|request-rate|visit-time|host|site-?maps?)"
    r"[ \t]*:)[\w-]+[ \t]*:.*",
    re.I | re.M,
)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one host. `unread` says why there are none that could be read: then nothing is allowed."""

    groups: Groups | None = None
    unread: str | None = None
    reserving: Reserving = NOTHING

    @classmethod
    def of(cls, body: bytes) -> Self:
        """What this file says. Lines that are no rules say nothing, as the standard has it; to Protego they would end
        a group, and `Copydesk/1.0` or `Copydesk the crawler` would not be our name."""
        text = _text(body)
        return cls(Groups(_OTHER.sub("", _NAMED.sub(r"\1", text))), reserving=Reserving.of(text))

    @classmethod
    def of_status(cls, status: int, body: bytes) -> Self:
        """What an answer to the request for it means (RFC 9309, 2.3.1): a file that is not there forbids nothing, a
        server that fails or is too busy has not said that we may."""
        if 200 <= status < 300:
            return cls.of(body)
        if 300 <= status < 500 and status != 429:
            return cls()
        return cls(unread=str(status))

    def allows(self, url: str, agent: str) -> bool:
        """Whether who is called so may fetch this address."""
        rules = self._for(agent)
        return self.unread is None and (rules is None or rules.can_fetch(url, agent))

    def reservations(self, url: str, agent: str) -> tuple[str, ...]:
        """What the file asks of AI and mining where this address is concerned: `robots: disallows GPTBot, CCBot`,
        `robots: content-signal: ai-train=no`."""
        return self.reserving.of_page(lambda crawler: self.allows(url, crawler), agent)

    def delay(self, agent: str) -> float:
        """Seconds to leave between two requests; 0 where the file does not say."""
        rules = self._for(agent)
        return float((rules and rules.crawl_delay(agent)) or 0)

    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps of the web that it names, each once."""
        named = self.groups.sitemaps if self.groups else ()
        return tuple(dict.fromkeys(u for u in named if u.startswith(("http://", "https://"))))

    def _for(self, agent: str) -> Protego | None:
        return None if self.groups is None else self.groups.of(agent)


def _text(body: bytes) -> str:
    if len(body) > MOST_BYTES:  # half a line could forbid more than the whole one
        body = body[: body.rfind(b"\n", 0, MOST_BYTES) + 1]
    for mark, encoding in MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    return body.decode("utf-8", "replace")
