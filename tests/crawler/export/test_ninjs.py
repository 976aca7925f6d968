"""ninjs, against the properties and types that the published schema gives to what we use of it."""

import json
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from crawler.export.ninjs import as_ninjs

from .records import full, plain

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
URI = {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*:[A-Za-z0-9/:?#\[\]@!$&'()*+,;=%~._-]+$"}
INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}


def node(*required: str, **properties: Any) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {"type": "object", "additionalProperties": False, "required": list(required), "properties": properties}


def nodes(*required: str, **properties: Any) -> dict[str, Any]:
    """An array of such objects."""
    return {"type": "array", "items": node(*required, **properties)}


TEXTS = nodes("value", role=TEXT, contentType=TEXT, value=TEXT)
COMMON: dict[str, Any] = {
    "uri": URI, "type": {"enum": ["text", "picture", "composite"]}, "descriptions": TEXTS, "by": TEXT,
    "renditions": nodes("name", name=TEXT, href=URI),
}  # fmt: skip
SCHEMA = node(
    "uri",
    **COMMON,
    standard=node(name=TEXT, version=TEXT, schema=URI),
    representationType={"enum": ["full", "partial"]},
    pubStatus={"enum": ["usable", "withheld", "canceled"]},
    version=TEXT, firstCreated=INSTANT, versionCreated=INSTANT, contentCreated=INSTANT, language=TEXT,
    headlines=TEXTS,
    bodies=nodes("value", role=TEXT, contentType=TEXT, charCount=NUMBER, wordCount=NUMBER, value=TEXT),
    people=nodes(name=TEXT, rel=TEXT), located=TEXT, infoSources=nodes(name=TEXT, role=TEXT, uri=URI, literal=TEXT),
    subjects=nodes(name=TEXT, rel=TEXT), genres=nodes(name=TEXT, literal=TEXT), copyrightNotice=TEXT, usageTerms=TEXT,
    edNote=TEXT, altIds=nodes(role=TEXT, value=TEXT), associations=nodes("name", "uri", name=TEXT, rel=TEXT, **COMMON),
)  # fmt: skip
VALID = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


@pytest.mark.parametrize("article", [full(), plain(), plain(url=None, title=None)], ids=["all known", "little", "less"])
def test_a_news_item_has_the_names_and_types_of_ninjs_3_0(article: Any) -> None:
    item = json.loads(msgspec.json.encode(as_ninjs(article)))
    assert [f"{list(e.path)}: {e.message}" for e in VALID.iter_errors(item)] == []


def test_all_that_the_schema_names_is_filled_in_by_a_full_record() -> None:
    assert set(as_ninjs(full())) == set(SCHEMA["properties"]) - {"renditions"}


def test_the_schema_refuses_what_ninjs_does_not_know() -> None:
    item = json.loads(msgspec.json.encode(as_ninjs(full())))
    item["contentCreated"] = "2024-05-03"
    item["bodies"][0]["nonsense"] = 1
    assert sorted(str(e.path[0]) for e in VALID.iter_errors(item)) == ["bodies", "contentCreated"]
