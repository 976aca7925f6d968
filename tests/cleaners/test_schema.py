"""The published schema is the one that the code makes, and it is strict."""

import json
from pathlib import Path

import jsonschema
import pytest

from cleaners.extract.attribution import attribute
from cleaners.extract.plaintext import read_text
from cleaners.model import Article
from cleaners.normalise import make_article
from cleaners.render import as_dict
from cleaners.schema import schema, schema_text

ROOT = Path(__file__).parent.parent.parent
FIELDS = list(Article.__dataclass_fields__)


def test_the_published_schema_is_the_one_that_the_code_makes() -> None:
    published = (ROOT / "docs" / "record.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "write it anew: python -m cleaners.schema > docs/record.schema.json"


def test_it_is_a_valid_schema_with_a_name_and_a_version() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["$id"].endswith(".json")
    assert schema()["version"] == 1


@pytest.mark.parametrize("name", schema()["$defs"])
def test_every_key_is_required_and_none_other_allowed(name: str) -> None:
    definition = schema()["$defs"][name]
    if definition["type"] == "object":
        assert definition["required"] == list(definition["properties"])
        assert definition["additionalProperties"] is False


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_is_described_in_the_schema_and_in_the_document(field: str) -> None:
    described = schema()["$defs"]["Article"]["properties"][field]
    assert "description" in json.dumps(described)
    assert f"| `{field}` |" in (ROOT / "docs" / "record.md").read_text(encoding="utf-8")


def test_the_document_names_no_field_that_is_not_there() -> None:
    table = (ROOT / "docs" / "record.md").read_text(encoding="utf-8").split("## Text and blocks")[0]
    named = [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")]
    assert sorted(named) == sorted(FIELDS)


def test_the_document_says_of_all_classes_of_noise_what_becomes_of_them() -> None:
    text = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
    assert [f"| N{n:02} |" in text for n in range(1, 48)] == [True] * 47


def test_a_record_with_a_key_too_many_or_too_few_does_not_validate() -> None:
    document = read_text("A title\n\nThe council met on Tuesday evening and voted to repair the bridge.")
    record = as_dict(make_article(document, (), attribute(document, ()), None))
    jsonschema.validate(record, schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**record, "more": 1}, schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({k: v for k, v in record.items() if k != "agency"}, schema())
