"""docs/generate_protocol.py: what it writes is committed, true and complete."""

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

import generate_protocol
from app.protocol.commands.commands import COMMANDS
from app.protocol.errors import ErrorCode
from app.protocol.events import EVENTS, ClosingReason
from generate_protocol import asyncapi, generate, message_schema

GENERATED = generate()


@pytest.mark.parametrize("name", GENERATED)
def test_generated_files_are_fresh(root: Path, name: str) -> None:
    written = (root / name).read_text(encoding="utf-8")
    assert written == GENERATED[name], "run: python docs/generate_protocol.py"


def test_the_files_are_written_below_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in GENERATED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(generate_protocol, "ROOT", tmp_path)
    assert generate_protocol.main() == 0
    for name, text in GENERATED.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == text


def test_the_documents_name_every_message_and_field() -> None:
    document = GENERATED["docs/protocol.md"]
    types = GENERATED["static/js/protocol.d.ts"]
    for model in [*COMMANDS.values(), *EVENTS]:
        assert f"interface {model.__name__} " in types
        for field in model.model_fields:
            assert f"`{field}`" in document or field == "type"


def test_the_documents_explain_every_error_and_every_reason_to_close() -> None:
    text = GENERATED["docs/protocol.md"].partition("## Commands")[0]
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
    document = asyncapi()

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


@pytest.mark.parametrize(
    ("name", "key"), [("schema", "$defs"), ("asyncapi", "channels")]
)
def test_each_document_is_printed_on_demand(
    name: str, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate_protocol.main([name]) == 0
    assert json.loads(capsys.readouterr().out)[key]


@pytest.mark.slow
def test_it_runs_as_a_command(root: Path) -> None:
    command = [sys.executable, "docs/generate_protocol.py", "schema"]
    text = subprocess.check_output(command, cwd=root, text=True)
    assert json.loads(text) == message_schema()
