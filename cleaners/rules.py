"""A user's own rules, as data: what goes from pages, what stays, each with the example that proves it.

    [[remove]]
    selector = "div.club-box"                  # tag, .class, #id or these joined
    why = "the site's own club"
    domain = "example.org"                     # and all below it; without one, everywhere
    example = { html = '<div class="club-box"><p>Join our club of readers.</p></div>' }

    [[keep]]
    phrase = "about this investigation"        # case, spaces and kinds of quotes do not matter
    why = "how the story was made"
    example = { text = "About this investigation: we read 4,000 pages." }

With both `selector` and `phrase`, both must hold. docs/rules.md is the user's page on this.
"""

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from cleaners.model import NOTHING_KNOWN, SiteFacts, SiteRule
from cleaners.signals import fold

Action = Literal["remove", "keep"]
Facts = Callable[[str | None], SiteFacts]
"""What is known of the site of an address."""

KEYS = ("selector", "phrase", "why", "domain", "example")
FORMS = ("html", "text")
SHORTEST = 2
"""Letters and digits of a phrase: one is in every block."""

_HEAD = re.compile(r"^[ \t]*\[\[[ \t]*(remove|keep)[ \t]*\]\]", re.M)
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)*[^\W_](?:[\w-]*[^\W_])?")


class BadRules(ValueError):
    """A file of rules is wrong: the message says file, rule, key and what to mend."""


@dataclass(frozen=True, slots=True)
class UserRule:
    """One rule: what it does, on which domain (None: on all), and its example: the form ("html", "text") and the
    source of it. `place` says where it is written."""

    rule: SiteRule
    domain: str | None
    example: tuple[str, str]
    place: str

    def applies(self, host: str) -> bool:
        """Whether the rule is for the pages of this host."""
        return self.domain is None or host == self.domain or host.endswith(f".{self.domain}")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a file, in its order. `version` tells this text of the file from others."""

    rules: tuple[UserRule, ...] = ()
    version: str | None = None

    @property
    def ask_for_domain(self) -> bool:
        """Whether some rules need a page's address to apply."""
        return any(r.domain for r in self.rules)

    def facts_for(self, url: str | None) -> SiteFacts:
        """The rules that apply to a page at this address. Where it is not known, those for every domain."""
        if not self.rules:
            return NOTHING_KNOWN
        host = _host(url)
        found = tuple(r.rule for r in self.rules if r.applies(host))
        return SiteFacts(rules=found, version=self.version) if found else NOTHING_KNOWN


NO_RULES = Rules()


def load_rules(text: str, name: str = "rules.toml") -> Rules:
    """The rules in the text of the file `name`, each proved by its example. Raises BadRules for the first that is
    wrong or does not do what it says."""
    from cleaners.rules_proof import prove

    rules = read_rules(text, name)
    for rule in rules.rules:
        prove(rule)
    return rules


def read_rules(text: str, name: str = "rules.toml") -> Rules:
    """The rules in the text, checked in form but not proved, which takes some hundredths of a second each. Raises
    BadRules."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise BadRules(f"{name}: no valid TOML: {e}") from e
    for key, value in data.items():
        if key not in get_args(Action):
            raise BadRules(f"{name}, `{key}`: unknown; rules are [[remove]] or [[keep]]")
        if not isinstance(value, list) or not all(isinstance(raw, dict) for raw in value):
            raise BadRules(f"{name}, `{key}`: a rule begins with two brackets: [[{key}]]")
    if not data:
        raise BadRules(f"{name}: no rule in it; one begins with [[remove]] or [[keep]]")
    rules = tuple(
        _rule(action, raw, f"{name}, rule {n}{f' (line {line})' if line else ''}")
        for n, (line, action, raw) in enumerate(_in_order(data, text), 1)
    )
    return Rules(rules, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12])


def _in_order(data: Mapping[str, Any], text: str) -> list[tuple[int, Action, Mapping[str, Any]]]:
    """The rules in the order of the file, each with its line: TOML's reader tells neither. Line 0 where it cannot be
    told, the rules being written in a way of their own."""
    heads = [(text.count("\n", 0, head.start()) + 1, head[1]) for head in _HEAD.finditer(text)]
    found: list[tuple[int, Action, Mapping[str, Any]]] = []
    for action in get_args(Action):
        raws = data.get(action, [])
        lines = [line for line, which in heads if which == action]
        if len(lines) != len(raws):
            lines = [0] * len(raws)
        found += [(line, action, raw) for line, raw in zip(lines, raws, strict=True)]
    return sorted(found, key=lambda f: f[0])


def _rule(action: Action, raw: Mapping[str, Any], place: str) -> UserRule:
    for key in raw:
        if key not in KEYS:
            raise BadRules(f"{place}, `{key}`: unknown key; known are {', '.join(KEYS)}")
    for key in ("selector", "phrase", "why", "domain"):
        if key in raw and not (isinstance(raw[key], str) and raw[key].strip()):
            raise BadRules(f"{place}, `{key}`: write a text in quotes")
    if "why" not in raw:
        raise BadRules(
            f"{place}, `why`: missing; say in a few words why it {'goes' if action == 'remove' else 'stays'}"
        )
    if "selector" not in raw and "phrase" not in raw:
        raise BadRules(f"{place}: neither `selector` nor `phrase`; one of them says what the rule is about")
    rule = SiteRule(action, raw["why"], _selector(raw, place), _phrase(raw, place))
    return UserRule(rule, _domain(raw, place), _example(raw, place), place)


def _selector(raw: Mapping[str, Any], place: str) -> str | None:
    from cleaners.remove.site_rule import BadSelector, parse_selector

    selector: str | None = raw.get("selector")
    if selector is not None:
        try:
            parse_selector(selector)
        except BadSelector as e:
            raise BadRules(f"{place}, `selector`: {str(e).removeprefix('selector ')}") from e
    return selector


def _phrase(raw: Mapping[str, Any], place: str) -> str | None:
    phrase: str | None = raw.get("phrase")
    if phrase is not None and sum(c.isalnum() for c in fold(phrase)) < SHORTEST:
        raise BadRules(f"{place}, `phrase`: {phrase!r} is in almost any text; write a few words")
    return phrase


def _domain(raw: Mapping[str, Any], place: str) -> str | None:
    if "domain" not in raw:
        return None
    domain = _ascii(raw["domain"].strip().rstrip(".").lower())
    if not _HOST.fullmatch(domain):
        better = _host(raw["domain"])
        hint = f"write the host alone: {better!r}" if better else "write a host, as in 'example.org'"
        raise BadRules(f"{place}, `domain`: {raw['domain']!r} is no domain; {hint}")
    return domain


def _example(raw: Mapping[str, Any], place: str) -> tuple[str, str]:
    form = FORMS[0] if "selector" in raw else FORMS[1]
    pattern = f'example = {{ {form} = "…" }}'
    if "example" not in raw:
        raise BadRules(f"{place}, `example`: missing; give the piece of a page that proves the rule: {pattern}")
    example = raw["example"]
    if not isinstance(example, dict) or len(example) != 1 or not set(example) <= set(FORMS):
        raise BadRules(f"{place}, `example`: write {pattern}")
    ((form, source),) = example.items()
    if not isinstance(source, str) or not source.strip():
        raise BadRules(f"{place}, `example.{form}`: write a text in quotes")
    if form == "text" and "selector" in raw:
        raise BadRules(f"{place}, `example.text`: a text has no markup for a selector; write {pattern}")
    return form, source


def _host(url: str | None) -> str:
    """The host of an address, in its ASCII form; empty where there is none."""
    from cleaners.normalise.urls import split  # with a list of all domains, which nobody needs who has no rules

    return _ascii((split(url).hostname or "").rstrip("."))


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:  # too long a label, or none between two dots: no host, and compared as it stands
        return host
