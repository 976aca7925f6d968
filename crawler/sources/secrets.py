"""Secrets: `${NAME}` in headers, cookies and the proxy's address stands for what the environment holds."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from crawler.sources.model import Source

PLACE = re.compile(r"\$\{([^}]*)\}?")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class MissingSecret(ValueError):
    """A variable that a source asks for is not in the environment."""


@dataclass(frozen=True, slots=True)
class Access:
    """Headers, cookies and proxy as they are sent. No repr shows what they hold."""

    headers: Mapping[str, str] = field(repr=False, hash=False)
    cookies: Mapping[str, str] = field(repr=False, hash=False)
    proxy: str | None = field(repr=False)


def reveal(source: Source, environ: Mapping[str, str]) -> Access:
    """What the source sends, filled in from the environment. Raises MissingSecret, which names the variable."""
    return Access(
        {name: _filled(value, environ, source.name) for name, value in source.headers.items()},
        {name: _filled(value, environ, source.name) for name, value in source.cookies.items()},
        None if source.proxy is None else _filled(source.proxy, environ, source.name),
    )


def variables(text: str) -> Iterator[str]:
    """The names of the variables in a text, whether they can be names or not."""
    return (match[1] for match in PLACE.finditer(text))


def _filled(text: str, environ: Mapping[str, str], source: str) -> str:
    def value(match: re.Match[str]) -> str:
        if not environ.get(match[1]):
            raise MissingSecret(f"{source}: {match[1]} is not in the environment")
        return environ[match[1]]

    return PLACE.sub(value, text)
