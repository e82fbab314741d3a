"""The socket's messages: decoding, validation, errors, events; no I/O."""
