"""The record's JSON Schema, made from `model.Article`: a field's type and description are written once, there.

Strict on purpose: every key is required and no other is allowed, so that a record that validates can be read without
asking whether a key is there.
"""

import json
from typing import Any

import msgspec

from cleaners.model import Article
from cleaners.version import SCHEMA_VERSION

SCHEMA_ID = f"https://copydesk.example/schema/article-{SCHEMA_VERSION}.json"
"""Names the schema; nothing is served there, and no validator needs to fetch it."""

_DESCRIPTIONS = {
    "Article": {
        "title": "headline, without the site's name",
        "blocks": "headings, paragraphs, list items, quotes, tables, code and captions of the story, in order",
        "word_count": "words of the text; a letter of a script without spaces counts as half a word",
        "published_at": "when it was first published",
        "modified_at": "when it was last changed",
        "fetched_at": "when the page was fetched; null where it was not fetched by us",
        "first_seen_at": "when the story first came in; null before it is stored",
        "site": "who shows the page",
        "source": "whose story it is, where the page says so",
        "agency": "the news agency or wire service that the story comes from",
        "dateline": "the opening that says where the story was filed; it also stays in the text",
        "credits": "who had a part in it: reporting, editing, translation, ...",
        "republished_from": "the outlet, else the address, that published it first",
        "rights": "whose rights it is, and what machines are asked not to do",
        "section": "the section or category that the site put it in",
        "tags": "topics, as the site names them",
        "images": "the story's images, in the page's order",
        "flags": "what a reader or a machine must know before using it",
        "schema_version": "version of this schema",
        "cleaner_version": "version of the code that made the text",
    },
    "ArticleBlock": {
        "level": "a heading's, 1 to 6; a list item's depth, 1 is outermost",
        "ordered": "whether a list item is numbered; null for other kinds",
        "rows": "a table's rows of cells; null for other kinds",
        "links": "[start, end, href]: text[start:end] of the block leads to href",
        "start": "offset of the block's text in the article's text, in Unicode code points",
        "end": "offset of its end",
    },
}


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one record."""
    (ref,), definitions = msgspec.json.schema_components([Article], ref_template="#/$defs/{name}")
    parts = {name: _strict(name, part) for name, part in sorted(definitions.items())}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Copydesk article record",
        "version": SCHEMA_VERSION,
        **ref,
        "$defs": parts,
    }


def schema_text() -> str:
    """The schema as it is published: indented JSON, one newline at the end."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _strict(name: str, definition: dict[str, Any]) -> dict[str, Any]:
    """A definition with its own words, all keys required and none other."""
    definition = dict(definition)
    if "description" in definition:
        definition["description"] = " ".join(definition["description"].split())
    if definition.get("type") != "object":
        return definition
    said = _DESCRIPTIONS.get(name, {})
    properties = {key: _property(value, said.get(key)) for key, value in definition["properties"].items()}
    return {**definition, "properties": properties, "required": list(properties), "additionalProperties": False}


def _property(value: dict[str, Any], description: str | None) -> dict[str, Any]:
    described = {"description": description} if description and "description" not in value else {}
    return {**described, **{k: v for k, v in value.items() if k != "default"}}


if __name__ == "__main__":
    import sys

    sys.stdout.write(schema_text())
