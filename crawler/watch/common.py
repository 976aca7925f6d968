"""The sources.toml that a fleet follows. It is in the store, so that all workers look at the same sources, whatever
lies on their machines."""

from dataclasses import dataclass
from hashlib import sha256

import msgspec
from sqlalchemy import select

from crawler.store.database import put
from crawler.store.session import Session
from crawler.store.tables import meta

TEXT, TOLD = "fleet: sources.toml", "fleet: sources.toml is by"


@dataclass(frozen=True, slots=True)
class Edition:
    """Who gave it to the fleet, when, and the SHA-256 of what it says."""

    by: str
    at: str
    digest: str


def edition(session: Session) -> Edition | None:
    """That which the fleet follows now; None before there is one."""
    told = _value(session, TOLD)
    return None if told is None else msgspec.json.decode(told, type=Edition)


def text(session: Session) -> str:
    """What it says; empty before there is one."""
    return _value(session, TEXT) or ""


def give(session: Session, content: str, by: str) -> Edition:
    """From now on the fleet follows this one."""
    new = Edition(by, session.now, sha256(content.encode()).hexdigest())
    with session.writing() as connection:
        put(connection, meta, {"name": TEXT, "value": content})
        put(connection, meta, {"name": TOLD, "value": msgspec.json.encode(new).decode()})
    return new


def _value(session: Session, name: str) -> str | None:
    with session.reading() as connection:
        return connection.scalar(select(meta.c.value).where(meta.c.name == name))
