"""The example in docs/protocol.md: what a client and the server sent to each other.

The exchange is carried out, so it is as the protocol is. Long lists and objects are
shortened by "…", which also replaces the secrets, and numbers are rounded.
"""

import json
import textwrap
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from functools import cache
from typing import Any

import numpy as np
from starlette.testclient import TestClient

from app.config import Settings
from app.main import create_app
from app.protocol.commands.commands import PROTOCOL
from app.protocol.frame_header import FRAME_HEADER, HEADER_FIELDS

HOST = "127.0.0.1"
SECRETS = ("session", "observer_key")
EXCHANGE: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
    (
        {"type": "hello", "id": 1, "experiment": {"dataset": "xor", "hidden": [3]}},
        ("welcome", "twin", "status"),
    ),
    (
        {"type": "watch", "id": 2, "sections": ["dW"], "fps": 30},
        ("ack", "layout", "frame"),
    ),
    ({"type": "frame_ack", "seq": 1}, ()),
    (
        {"type": "advance", "id": 3, "by": "step"},
        ("ack", "status", "frame"),
    ),
    ({"type": "frame_ack", "seq": 2}, ()),
    ({"type": "change", "id": 4, "learning_rate": -1}, ("error",)),
)
"""Each command, and what it is answered with. Other events may come at any time."""
MOST_ITEMS = 4
MOST_KEYS = 8
"""Of an object within a message."""
LINE_LENGTH = 88


INTRODUCTION = """\
## Example

Every text message is a JSON object whose key `type` names it; the headings below are
its values. This is a whole exchange: `>` is what the client sends, `<` what the server
answers. `…` is in the place of what is left out here, and numbers are rounded.

```
"""


@cache
def example_section() -> str:
    """Return the section."""
    lines = []
    # The application ends a connection by cancelling its task.
    with suppress(CancelledError):
        for line in _lines():
            lines.append(line)
    return INTRODUCTION + "\n".join([*lines, "```", ""])


def _lines() -> Iterator[str]:
    application = create_app(Settings(host=HOST, port=80, save=False))
    with (
        TestClient(application, base_url=f"http://{HOST}") as client,
        client.websocket_connect(
            f"ws://{HOST}/ws",
            subprotocols=[PROTOCOL],
            headers={"origin": f"http://{HOST}"},
        ) as socket,
    ):
        layout: dict[str, Any] = {}
        for command, expected in EXCHANGE:
            socket.send_text(json.dumps(command))
            yield from _wrapped(">", command)
            answers = _answers(socket, expected)
            layout = answers.get("layout", layout)
            for name in expected:
                if name == "frame":
                    yield from _frame(answers[name], layout)
                else:
                    yield from _wrapped("<", _shortened(answers[name], most=99))


def _answers(socket: Any, expected: tuple[str, ...]) -> dict[str, Any]:
    """Receive until everything expected is there; return it by its type."""
    found: dict[str, Any] = {}
    while not found.keys() >= set(expected):
        message = socket.receive()
        if "text" in message:
            event = json.loads(message["text"])
            found.setdefault(event["type"], event)
        else:
            found.setdefault("frame", message["bytes"])
    return found


def _shortened(value: Any, name: str = "", most: int = MOST_KEYS) -> Any:
    if name in SECRETS:
        return "…"
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, list):
        kept = [_shortened(item) for item in value[:MOST_ITEMS]]
        return kept + ["…"] * (len(value) > MOST_ITEMS)
    if isinstance(value, dict):
        first = sorted(value, key=lambda key: {"type": 0, "id": 1}.get(key, 2))
        shown = {key: _shortened(value[key], key) for key in first[:most]}
        return shown | ({"…": "…"} if len(value) > most else {})
    return value


def _wrapped(way: str, message: dict[str, Any]) -> list[str]:
    text = json.dumps(message, ensure_ascii=False)
    return textwrap.wrap(
        f"{way} {text}",
        LINE_LENGTH,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _frame(frame: bytes, layout: dict[str, Any]) -> Iterator[str]:
    """Yield the frame as its numbers, read by the layout."""
    numbers = zip(HEADER_FIELDS, FRAME_HEADER.unpack_from(frame), strict=True)
    header = ", ".join(
        f"{name} {value:.4g}" if kind == "f64" else f"{name} {value}"
        for (name, kind, _), value in numbers
    )
    yield from textwrap.wrap(
        f"< {len(frame)} bytes: {header}", LINE_LENGTH, subsequent_indent="    "
    )
    for section in layout["sections"]:
        count = int(np.prod(section["shape"]))
        values = np.frombuffer(frame, "<f4", count, section["offset"])
        shown = " ".join(f"{value:.4g}" for value in values[:MOST_ITEMS])
        more = " …" if count > MOST_ITEMS else ""
        yield (
            f"    byte {section['offset']}: {section['name']} of layer"
            f" {section['layer']}: {shown}{more}"
        )
