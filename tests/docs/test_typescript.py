"""docs/typescript.py: JSON Schema becomes TypeScript."""

import pytest

from typescript import choices, declarations, type_of


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


def test_a_definition_becomes_an_interface_and_a_union_a_type() -> None:
    point = {
        "description": "A place.",
        "properties": {
            "x": {"type": "number", "description": "To the right."},
            "name": {"type": "string"},
        },
        "required": ["x"],
    }
    text = declarations({"Point": point}, {"Shape": ["Point", "Circle"]})
    assert text.partition("\n\n")[2] == (
        "/** A place. */\n"
        "export interface Point {\n"
        "  /** To the right. */\n"
        "  x: number;\n"
        "  name?: string;\n"
        "}\n"
        "\n"
        "export type Shape =\n  | Point\n  | Circle;\n"
    )


def test_a_choice_is_a_union_of_texts() -> None:
    text = choices({"Tab": ("A view.", ("train", "twins"))})
    assert '/** A view. */\nexport type Tab = "train" | "twins";\n' in text
