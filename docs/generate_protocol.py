"""Write docs/protocol.md, docs/settings.md, a table of docs/deploying.md, the types.

python docs/generate_protocol.py             # rewrites all; a test compares them
python docs/generate_protocol.py schema      # prints the JSON Schema
python docs/generate_protocol.py asyncapi    # prints an AsyncAPI 3 document
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from app.config import Settings
from app.protocol.close_codes import CLOSE_CODES, CloseCode
from app.protocol.commands.commands import COMMANDS, MAX_FPS, PROTOCOL
from app.protocol.events import EVENTS
from app.protocol.fields import Model
from app.protocol.frame_header import FRAME_HEADER, HEADER_FIELDS
from app.protocol.sections import KEPT, SECTIONS, SectionRow
from app.server.sockets.keepalive import MAX_PINGS, PING_SECONDS
from app.server.sockets.limited_websocket import MAX_FRAGMENTS
from app.session.state import STATUS_SECONDS
from app.stream.evaluations import LONGEST_SECONDS
from app.stream.flow_control import MAX_IN_FLIGHT
from app.web.charts import FIGURES
from app.web.default_view import ANSWERS, STEPS, TABS
from app.web.lenses import LENSES, NODE_LENSES
from environment_text import deploying_document
from example_text import example_section
from protocol_text import CONNECTION, FRAMES, INTRODUCTION
from settings_text import settings_document
from typescript import choices, declarations

ROOT = Path(__file__).resolve().parent.parent
COMMAND_NAMES = [model.__name__ for model in COMMANDS.values()]
EVENT_NAMES = [model.__name__ for model in EVENTS]


def message_schema() -> dict[str, Any]:
    """Return the JSON Schema of all messages, each under ``$defs``."""
    models: list[type[Model]] = [*COMMANDS.values(), *EVENTS]
    entries = [
        (model, "validation" if model in COMMANDS.values() else "serialization")
        for model in models
    ]
    _, schema = TypeAdapter.json_schemas(
        [(model.__name__, mode, TypeAdapter(model)) for model, mode in entries],  # type: ignore[misc]
        title=PROTOCOL,
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def asyncapi() -> dict[str, Any]:
    """Return the AsyncAPI 3 document of the socket, as its server sees it."""
    schema = message_schema()
    text = json.dumps(schema["$defs"]).replace("#/$defs/", "#/components/schemas/")
    ways = {"receive": COMMAND_NAMES, "send": EVENT_NAMES}
    names = [name for group in ways.values() for name in group]
    channel = {"$ref": "#/channels/socket"}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Backprop Live", "version": PROTOCOL},
        "defaultContentType": "application/json",
        "channels": {
            "socket": {
                "address": "/ws",
                "description": f"WebSocket with subprotocol {PROTOCOL}; binary messages"
                " are frames, see docs/protocol.md",
                "messages": {
                    name: {"$ref": f"#/components/messages/{name}"} for name in names
                },
            }
        },
        "operations": {
            action: {
                "action": action,
                "channel": channel,
                "messages": [
                    {"$ref": f"#/channels/socket/messages/{name}"} for name in group
                ],
            }
            for action, group in ways.items()
        },
        "components": {
            "messages": {
                name: {
                    "name": schema["$defs"][name]["properties"]["type"]["const"],
                    "summary": schema["$defs"][name]["description"],
                    "payload": {"$ref": f"#/components/schemas/{name}"},
                }
                for name in names
            },
            "schemas": json.loads(text),
        },
    }


def generate() -> dict[str, str]:
    """Return the text of each generated file, by its path in the project."""
    definitions = message_schema()["$defs"]
    unions = {"Command": COMMAND_NAMES, "ServerEvent": EVENT_NAMES}
    return {
        "docs/protocol.md": _document(definitions),
        "docs/settings.md": settings_document(),
        "docs/deploying.md": deploying_document(),
        "static/js/protocol.d.ts": declarations(definitions, unions),
        "static/js/choices.d.ts": choices(
            {
                "Tab": ("Views of the whole page.", TABS),
                "By": ("What one press of *Step* goes on by.", STEPS),
                "Lens": ("What the edges show.", [lens.name for lens in LENSES]),
                "NodeLens": (
                    "What the neurons show.",
                    [lens.name for lens in NODE_LENSES],
                ),
                "Quantity": (
                    "What the lower chart shows.",
                    [figure.name for figure in FIGURES],
                ),
                "Kept": (
                    "Sections that the history of a run keeps.",
                    [row.name for row in KEPT],
                ),
                "Answers": ("Views of the output.", ANSWERS),
            }
        ),
    }


def _document(definitions: dict[str, Any]) -> str:
    others = sorted(definitions.keys() - {*COMMAND_NAMES, *EVENT_NAMES})
    parts = [
        INTRODUCTION.format(protocol=PROTOCOL),
        example_section(),
        CONNECTION.format(**_limits()),
    ]
    for title, names in (
        ("Commands", COMMAND_NAMES),
        ("Events", EVENT_NAMES),
        ("Parts", others),
    ):
        parts.append(f"## {title}\n")
        parts += [_section(definitions[name]) for name in names]
    parts.append(
        FRAMES.format(
            size=FRAME_HEADER.size,
            most=MAX_IN_FLIGHT,
            repeat=LONGEST_SECONDS,
            fields="\n".join(_header_rows()),
            sections="\n".join(map(_section_row, SECTIONS)),
        )
    )
    return "\n".join(parts)


def _header_rows() -> Iterator[str]:
    offset = 0
    for name, kind, meaning in HEADER_FIELDS:
        yield f"| {offset} | {kind} | `{name}` | {meaning} |"
        offset += int(kind[1:]) // 8


def _section_row(row: SectionRow) -> str:
    name = f"`{row.name}`"
    if row.watch != row.name:
        name += f" with `{row.watch}`"
    layers = "per layer " if row.each else ""
    shape = ", ".join(map(str, row.shape))
    at = "; of the step `loss_step`" if row.is_evaluated else ""
    return f"| {name} | {layers}{row.dtype} ({shape}) | {row.text}{at} |"


def _close_row(row: CloseCode) -> str:
    words = row.words.format(fragments=MAX_FRAGMENTS)
    return f"| {row.code} | {words} | {row.reconnect} |"


def _limits() -> dict[str, float | str]:
    """Return the limits that the prose names."""
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    return {
        **defaults,
        "survives": defaults["session_survival_seconds"],
        "statuses": 1 / STATUS_SECONDS,
        "pings": MAX_PINGS,
        "fps": MAX_FPS,
        "close_codes": "\n".join(map(_close_row, CLOSE_CODES)),
        "ping_seconds": PING_SECONDS,
    }


def _section(definition: dict[str, Any]) -> str:
    properties = definition["properties"]
    title = str(properties.get("type", {}).get("const", definition["title"]))
    required = set(definition.get("required", ()))
    lines = [f"### `{title}`\n", str(definition.get("description", "")) + "\n"]
    fields = {name: entry for name, entry in properties.items() if name != "type"}
    if fields:
        lines += ["| field | type | |", "|---|---|---|"]
    for name, entry in fields.items():
        optional = "" if name in required else " (optional)"
        kind = _kind(entry).replace("|", "\\|")
        words = [entry.get("description", "")]
        if optional and entry.get("default") is not None:
            words.append(f"`{json.dumps(entry['default'])}` unless given.")
        lines.append(f"| `{name}`{optional} | {kind} | {' '.join(words).strip()} |")
    return "\n".join(lines) + "\n"


def _kind(entry: dict[str, Any]) -> str:
    """Describe in a few words what values a schema allows."""
    if "$ref" in entry:
        return f"`{entry['$ref'].rsplit('/', 1)[1]}`"
    if "anyOf" in entry:
        return " | ".join(_kind(option) for option in entry["anyOf"])
    if "enum" in entry:
        return " ".join(f"`{value}`" for value in entry["enum"])
    if "const" in entry:
        return f"`{entry['const']}`"
    if "prefixItems" in entry:
        return "[" + ", ".join(_kind(item) for item in entry["prefixItems"]) + "]"
    if entry.get("type") == "array":
        return f"list of {_kind(entry['items'])}"
    low, high = entry.get("minimum"), entry.get("maximum")
    span = "" if high is None or high > 2**31 else f" {low:g} to {high:g}"
    return str(entry.get("type", "any")) + span


def main(arguments: Sequence[str] = ()) -> int:
    """Write the generated files, or print the document that is asked for."""
    if arguments:
        document = {"schema": message_schema, "asyncapi": asyncapi}[arguments[0]]()
        print(json.dumps(document, indent=2))
        return 0
    for name, text in generate().items():
        (ROOT / name).write_text(text, encoding="utf-8")
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
