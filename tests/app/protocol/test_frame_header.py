"""The header of frames."""

import struct

from app.protocol.frame_header import FRAME_HEADER, HEADER_FIELDS


def test_the_header_is_packed_as_it_is_documented() -> None:
    assert FRAME_HEADER.size == 40
    kinds = [kind for _, kind, _ in HEADER_FIELDS]
    values = [float(k) if kind == "f64" else k for k, kind in enumerate(kinds)]
    sizes = {"u8": 1, "u16": 2, "u32": 4, "f64": 8}
    packed = b"".join(
        struct.pack("<d", value)
        if kind == "f64"
        else int(value).to_bytes(sizes[kind], "little")
        for value, kind in zip(values, kinds, strict=True)
    )
    assert FRAME_HEADER.pack(*values) == packed
