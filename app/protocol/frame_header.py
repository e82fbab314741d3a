"""The header of a frame, whose fields are one table."""

import struct

__all__ = ["FRAME_HEADER", "FRAME_KIND", "HEADER_FIELDS"]

FRAME_KIND = 1
HEADER_FIELDS = (
    ("kind", "u8", "always 1"),
    ("flags", "u8", "bit 0: running; bit 1: a step is half done"),
    ("layout", "u16", "number of the layout that describes it"),
    ("seq", "u32", "number of the frame, for `frame_ack`"),
    ("step", "u32", "steps done"),
    ("epoch", "u32", "epochs done"),
    ("command", "u32", "commands applied"),
    (
        "loss_step",
        "u32",
        "steps that led to the weights of the losses: `step`, or fewer while a network"
        " trains whose losses take long",
    ),
    ("train_loss", "f64", "NaN where there is none"),
    ("test_loss", "f64", "NaN where there is none"),
)
"""Name, type and meaning of each number of the header."""
_FORMATS = {"u8": "B", "u16": "H", "u32": "I", "f64": "d"}
FRAME_HEADER = struct.Struct(
    "<" + "".join(_FORMATS[kind] for _, kind, _ in HEADER_FIELDS)
)
