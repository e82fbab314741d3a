"""The messages of the websocket: decoding, validation, errors, events; no I/O."""
