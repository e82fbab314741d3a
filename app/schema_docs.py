"""Write what is generated from the protocol: documents and types for the page.

``python -m app.schema_docs`` rewrites the files; a test compares them.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from app.config import Settings
from app.protocol.commands import COMMANDS, FRAME_HEADER, PROTOCOL
from app.protocol.events import EVENTS
from app.protocol.fields import Model
from app.server.uvicorn_websocket import MAX_FRAGMENTS, MAX_PINGS, PING_SECONDS
from app.session.commands import STATUS_SECONDS
from app.stream.flow_control import MOST
from app.typescript import declarations

__all__ = ["asyncapi", "generate", "main", "message_schema"]

HEADER_FIELDS = (
    ("kind", "u8", "always 1"),
    ("flags", "u8", "bit 0: running; bit 1: a step is half done"),
    ("layout", "u16", "number of the layout that describes it"),
    ("seq", "u32", "number of the frame, for `frame_ack`"),
    ("step", "u32", "steps done"),
    ("epoch", "u32", "epochs done"),
    ("command", "u32", "commands applied"),
    ("reserved", "u32", "0"),
    ("train_loss", "f64", "NaN where there is none"),
    ("test_loss", "f64", "NaN where there is none"),
)
INTRODUCTION = f"""# Socket protocol `{PROTOCOL}`

Generated from `app/protocol/commands.py` and `app/protocol/events.py` by
`python -m app.schema_docs`; edit those.

`GET /ws` with subprotocol `{PROTOCOL}`. One socket is one view of one session.
Text messages carry JSON, at most 64 KiB; binary messages carry frames, from the
server only. The first command is `hello`. Every command but `frame_ack` gets
exactly one `welcome`, `ack` or `error` with its `id`; an error changes nothing.
Layers, units and samples count from 0. Numbers that are not finite are null.
Limits are those of a server whose operator has changed none.
"""
CONNECTION = """## Connection

**Who may connect.** `Host` must name the server, and `Origin` must be its page's, which
is `http://` and that host, or one of `BACKPROP_LIVE_ALLOWED_ORIGINS`; a program that is
no browser sends the same header. Without `Origin` a socket opens only with
`Authorization: Bearer` and the secret of a session. All else is answered with 403.

**Order.** `welcome` answers `hello`; `history` follows when a run is resumed or looked
on at, then `status`. An `ack` comes before the `data`, `network`, `layout` and `status`
that its command leads to, and those before the first frame that shows them. The first
frame comes after the first `watch`; after `welcome` there has to be one again. An
`advance` is answered when it is done, or when another command ends it; other commands
are answered in order. While a run trains, `status` comes {statuses:g} times a second.

**Life.** Training waits while no page steers. The session is kept for {survives:g} s
and goes on, if it was running, as soon as `hello` brings its secret. Who brings it
takes over: the former socket is closed with 4000. {max_sessions} sessions and
{max_sockets} sockets have room; where all places are taken, the session that was left
longest ago makes way for a new one.

**Rate.** {commands_per_second:g} commands a second, {command_burst} at once; one more
gets `too_many_commands` and is not carried out, and who goes on like that is shown out.
Every message counts but the `frame_ack` of a frame in flight. After a message that
took the server long, the next one waits for a while. {pings} pings or pongs may come at
once, a tenth of that in a second.

**Time.** `hello` has to come within {hello_seconds:g} s, the `frame_ack` of a frame
within {stall_seconds:g} s, and a pong within {ping_seconds:g} s of the ping that comes
every {ping_seconds:g} s. Of what a page does not read, little is kept.

**Close codes.** Before it closes, the server says why with `closing`, where it can.

| code | reasons | come back? |
|---|---|---|
| 1002 | `unsupported_protocol`, or a frame against RFC 6455 | no |
| 1003 | `not_text`: a binary message | no |
| 1007 | text that is not UTF-8 | no |
| 1008 | `no_hello`, `too_many_commands` | no |
| 1009 | a message that is too long, or in more than {fragments} fragments | yes |
| 1011 | `internal`; `slow_reader` where no pong came | yes |
| 1012 | `restart`: the server stops | yes |
| 1013 | `slow_reader`, `too_many_sockets` | yes, a while later |
| 4000 | `replaced`: another socket has resumed the session | no |
| 4001 | `session_over`: what was looked on at is gone | no |

**Errors.** The `code` of an `error`; `field` and `limit` say more where they can.

| code | the command |
|---|---|
| `bad_json` | was no JSON, or had NaN, a lone surrogate or a key twice |
| `too_large` | was too long or too deep, or had too large an integer |
| `bad_message` | was no object, had no id, lacked a field or had an unknown one |
| `unknown_type` | has a type that this server does not know |
| `invalid_value` | has a value of the wrong kind |
| `limit_exceeded` | goes past a limit |
| `not_ready` | came too early: before `hello`, or before the first step |
| `not_available` | is one that this server does not carry out yet |
| `not_kept` | asks for what is no longer kept |
| `diverged` | could not make one step with finite numbers |
| `too_many_commands` | came too soon after the others |
| `session_unknown` | names no session; a `hello` without one may follow |
| `session_limit` | finds every session taken |
| `read_only` | is not for those who look on |
| `internal` | met with a mistake of the server |
"""
FRAMES = """## Frames

A frame is a header of {size} bytes and the sections that the last `layout` names,
little endian, each aligned to 4 bytes. A frame whose layout number is not the last
layout's is to be dropped. A frame always shows the newest state; the next one comes
after `frame_ack`, which stands for all frames before it, too. Where an acknowledgement
takes longer to come back than half the time between two frames, a few more may be on
their way meanwhile: as many as the line holds, {most} at most.

| offset | type | field | |
|---|---|---|---|
{rows}

`W b dW db update_W update_b` are one array per layer, of the parameters' shapes
(`b`: one number per unit). `z a df delta` are one number per unit: the mean over the
batch of the step just applied. `delta` already carries the 1/B of the loss, so its
batch value is the sum over samples, which is `db`. With a `probe`, `z` and `a` are that
sample's with the present weights, and `df` and `delta` are its own in the step just
applied, or NaN if it was not in the batch.
`W_before b_before` are the parameters that went forward in that step, and `a_prev` the
mean over its batch of what went into each layer, after dropout: one number per input of
the layer; their products are the signals of its edges. With a `probe` they are the
present weights and that sample's own.
`unit_dead unit_saturated` are one number per unit, with the present weights, over the
first 512 training samples: 1 where its slope is 0 on every one of them, and the share
of them on which it is nearly flat.
`gradient_rms delta_rms update_ratio mean_df saturated dead` have one number per layer.
`predicted` has the class that each sample is taken for, training samples before test
samples; `confusion` (2, classes, classes) counts training, then test samples by true
class (rows) and predicted class (columns). Regressions have neither.
`surface` (outputs, rows, columns) and `neuron_surface` (hidden units, rows, columns)
are bytes; row 0 is the top. A byte u means `low + u / 255 * (high - low)` with the
bounds in `surface_range` and `neuron_range`, one pair per map.
Before the first step of a network everything but `W`, `b` and the maps is zero; in the
middle of a step, what its ops have not reached yet is NaN.
"""


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


def asyncapi(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the AsyncAPI 3 document of the socket, as its server sees it."""
    text = json.dumps(schema["$defs"]).replace("#/$defs/", "#/components/schemas/")
    ways = {
        "receive": [model.__name__ for model in COMMANDS.values()],
        "send": [model.__name__ for model in EVENTS],
    }
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
    schema = message_schema()
    commands = [model.__name__ for model in COMMANDS.values()]
    events = [model.__name__ for model in EVENTS]
    return {
        "docs/protocol.md": _document(schema, commands, events),
        "docs/protocol.schema.json": json.dumps(schema, indent=2) + "\n",
        "docs/asyncapi.json": json.dumps(asyncapi(schema), indent=2) + "\n",
        "static/js/protocol.d.ts": declarations(
            schema["$defs"], {"Command": commands, "ServerEvent": events}
        ),
    }


def _document(schema: dict[str, Any], commands: list[str], events: list[str]) -> str:
    definitions = schema["$defs"]
    others = sorted(definitions.keys() - {*commands, *events})
    parts = [INTRODUCTION, CONNECTION.format(**_limits())]
    for title, names in (
        ("Commands", commands),
        ("Events", events),
        ("Parts", others),
    ):
        parts.append(f"## {title}\n")
        parts += [_section(definitions[name]) for name in names]
    offset, rows = 0, []
    for name, kind, meaning in HEADER_FIELDS:
        rows.append(f"| {offset} | {kind} | `{name}` | {meaning} |")
        offset += int(kind[1:]) // 8
    parts.append(FRAMES.format(size=FRAME_HEADER.size, most=MOST, rows="\n".join(rows)))
    return "\n".join(parts)


def _limits() -> dict[str, float]:
    """Return the limits that the text names."""
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    return {
        **defaults,
        "survives": defaults["session_survival_seconds"],
        "statuses": 1 / STATUS_SECONDS,
        "pings": MAX_PINGS,
        "fragments": MAX_FRAGMENTS,
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
    """Say in a few words what values a schema allows."""
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


def main() -> int:
    """Write every generated file below the project's root."""
    root = Path(__file__).resolve().parent.parent
    for name, text in generate().items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
