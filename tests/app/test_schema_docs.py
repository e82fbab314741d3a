import json
from pathlib import Path
from typing import get_args

import pytest

from app import schema_docs
from app.protocol.commands import COMMANDS
from app.protocol.errors import ErrorCode
from app.protocol.events import EVENTS, ClosingReason
from app.schema_docs import generate, message_schema
from app.typescript import type_of


@pytest.mark.parametrize("name", generate())
def test_generated_files_are_fresh(root: Path, name: str) -> None:
    written = (root / name).read_text(encoding="utf-8")
    assert written == generate()[name], "run: python -m app.schema_docs"


def test_the_files_are_written_below_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema_docs, "__file__", str(tmp_path / "app" / "x.py"))
    assert schema_docs.main() == 0
    for name, text in generate().items():
        assert (tmp_path / name).read_text(encoding="utf-8") == text


def test_the_documents_name_every_message_and_field() -> None:
    document = generate()["docs/protocol.md"]
    types = generate()["static/js/protocol.d.ts"]
    for model in [*COMMANDS.values(), *EVENTS]:
        assert f"interface {model.__name__} " in types
        for field in model.model_fields:
            assert f"`{field}`" in document or field == "type"


def test_the_documents_explain_every_error_and_every_reason_to_close() -> None:
    text = generate()["docs/protocol.md"].partition("## Commands")[0]
    for name in (*get_args(ErrorCode), *get_args(ClosingReason)):
        assert f"`{name}`" in text


def test_the_schema_is_closed_and_tagged() -> None:
    definitions = message_schema()["$defs"]
    for model in [*COMMANDS.values(), *EVENTS]:
        schema = definitions[model.__name__]
        assert schema["additionalProperties"] is False
        assert "const" in schema["properties"]["type"]
        assert "type" in schema["required"]
        assert schema["description"]


def test_every_reference_in_the_asyncapi_document_leads_somewhere() -> None:
    document = json.loads(generate()["docs/asyncapi.json"])

    def follow(node: object) -> int:
        if isinstance(node, list):
            return sum(map(follow, node))
        if not isinstance(node, dict):
            return 0
        if "$ref" in node:
            target: object = document
            for key in node["$ref"].removeprefix("#/").split("/"):
                assert isinstance(target, dict)
                target = target[key]
            return 1
        return sum(map(follow, node.values()))

    assert follow(document) > 3 * len(EVENTS)
    sent = document["operations"]["send"]["messages"]
    assert len(sent) == len(EVENTS)


def test_generated_text_is_plain_json() -> None:
    assert json.loads(generate()["docs/protocol.schema.json"])["$defs"]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "integer"}, "number"),
        ({"const": "play"}, '"play"'),
        ({"enum": ["a", "b"]}, '"a" | "b"'),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "number | null"),
        ({"anyOf": [{"type": "number"}, {"type": "integer"}]}, "number"),
        ({"type": "array", "items": {"type": "number"}}, "number[]"),
        (
            {
                "type": "array",
                "items": {"anyOf": [{"type": "number"}, {"type": "null"}]},
            },
            "(number | null)[]",
        ),
        (
            {"type": "array", "prefixItems": [{"type": "number"}, {"type": "string"}]},
            "[number, string]",
        ),
        ({"type": "object"}, "Record<string, any>"),
        ({"$ref": "#/$defs/Layout"}, "Layout"),
        ({}, "any"),
    ],
)
def test_schemas_become_types(schema: dict[str, object], expected: str) -> None:
    assert type_of(schema) == expected
