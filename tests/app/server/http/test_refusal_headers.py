"""What is answered before the application is called has security headers, too."""

from email import message_from_bytes

import pytest

from app.server.http.refusal_headers import REFUSAL_HEADERS

START = b"GET /ws HTTP/1.1\r\nHost: x\r\n"
UPGRADE = b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
KEY = b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (START + UPGRADE + KEY + b"Content-Length: 5\r\n\r\n", b"400"),
        (START + UPGRADE + b"\r\n", b"400"),
        (START + UPGRADE + KEY + b"Origin: http://evil.example\r\n\r\n", b"403"),
    ],
)
def test_a_refusal_has_the_headers(
    server,
    request_bytes: bytes,
    status: bytes,  # type: ignore[no-untyped-def]
) -> None:
    with server.raw() as connection:
        connection.sendall(request_bytes)
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
    first, _, rest = answer.partition(b"\r\n")
    assert first.split()[1] == status
    headers = message_from_bytes(rest)
    for name, value in REFUSAL_HEADERS.items():
        assert headers.get_all(name) == [value]
