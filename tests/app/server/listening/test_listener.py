"""The listening socket: its protocol, its family, and the message of a refusal."""

import errno
import socket

import pytest

from app.config import Settings
from app.server.listening.listener import listen


def refuse(monkeypatch: pytest.MonkeyPatch, number: int, words: str) -> list[int]:
    """Refuse every port; return the list of those that are tried."""
    tried: list[int] = []

    def create_server(address: tuple[str, int], **_: object) -> socket.socket:
        tried.append(address[1])
        raise OSError(number, words)

    monkeypatch.setattr(socket, "create_server", create_server)
    return tried


def test_answers_are_sent_at_once() -> None:
    with listen(Settings(port=0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP
        with socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
            with accepted:
                assert accepted.proto == socket.IPPROTO_TCP


def test_a_network_fault_is_not_taken_for_a_taken_port(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = refuse(monkeypatch, errno.EACCES, "Permission denied")
    with pytest.raises(OSError, match="Permission denied"):
        listen(Settings())
    assert tried == [8000]


def test_a_port_of_administrators_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, errno.EACCES, "Permission denied")
    with pytest.raises(OSError, match=r"under 1024 .* --port 8080") as caught:
        listen(Settings(port=80))
    assert "127.0.0.1:80" in str(caught.value)


def test_of_taken_ports_a_hundred_are_tried_unless_one_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = refuse(monkeypatch, errno.EADDRINUSE, "Address already in use")
    with pytest.raises(OSError, match="choose another with --port"):
        listen(Settings())
    assert tried == list(range(8000, 8100))
    tried.clear()
    with pytest.raises(OSError, match="choose another with --port"):
        listen(Settings(port=8000))
    assert tried == [8000]


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".test", "192.0.2.77"])
def test_what_is_no_host_of_this_computer_is_one_sentence(host: str) -> None:
    with pytest.raises(OSError, match="--host") as caught:
        listen(Settings(host=host, port=0))
    assert str(caught.value).startswith(f"Cannot listen on {host}:0: ")


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this computer has no IPv6")
def test_all_addresses_of_version_6_include_those_of_version_4() -> None:
    with listen(Settings(host="::", port=0)) as listener:
        port = listener.getsockname()[1]
        for host in ("127.0.0.1", "::1"):
            socket.create_connection((host, port)).close()
