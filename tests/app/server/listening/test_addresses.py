"""The addresses for other computers: of this computer's networks, and of settings."""

import re
import socket
from collections.abc import Iterable
from pathlib import Path

import pytest

from app.config import Settings
from app.server.listening import addresses
from app.server.listening.addresses import (
    addresses_for,
    is_in_container,
    own_addresses,
    public_addresses,
)

LAN = ["192.168.1.5", "10.0.0.7"]


@pytest.fixture
def lan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "own_addresses", lambda: LAN)
    monkeypatch.setattr(addresses, "_CONTAINER_MARKS", ())
    monkeypatch.delenv("container", raising=False)


def test_own_addresses_are_of_this_computer_and_not_only_for_it() -> None:
    for address in own_addresses():
        assert not address.startswith(("127.", "169.254.", "0."))
        with socket.socket() as probe:
            probe.bind((address, 0))  # fails for an address of another computer


@pytest.mark.skipif(not Path("/proc/net/fib_trie").exists(), reason="is for Linux")
def test_own_addresses_are_among_those_of_the_kernels_table() -> None:
    table = Path("/proc/net/fib_trie").read_text("ascii")
    local = set(re.findall(r"-- (\S+)\n\s+/32 host LOCAL", table))
    assert set(own_addresses()) <= local


def test_the_address_of_the_default_route_comes_first_and_each_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = ["127.0.0.1", "10.0.0.7", "192.168.1.5", "169.254.9.9", "0.0.0.0"]
    monkeypatch.setattr(addresses, "_routed", lambda: ["192.168.1.5"])
    monkeypatch.setattr(addresses, "_interfaces", lambda: found)
    assert own_addresses() == LAN


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_a_computer_without_a_route_still_has_its_interfaces(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    def unreachable(self: socket.socket, address: object) -> None:  # noqa: ARG001
        raise OSError(101, "Network is unreachable")

    def answer(probe: object, code: int, request: bytes) -> bytes:  # noqa: ARG001
        name = request.rstrip(b"\0").decode()
        if name == "eth9":
            raise OSError(99, "Cannot assign requested address")
        ip = {"lo": "127.0.0.1", "eth0": "10.0.0.7"}.get(name, "172.17.0.1")
        return bytes(20) + socket.inet_aton(ip)

    virtual = ["docker0", "podman1", "cni-podman0", "lxdbr0", "vboxnet0"]
    names = ["lo", *virtual, "eth9", "eth0"]
    monkeypatch.setattr(socket.socket, "connect", unreachable)
    monkeypatch.setattr(socket, "if_nameindex", lambda: list(enumerate(names)))
    monkeypatch.setattr("fcntl.ioctl", answer)
    monkeypatch.setattr(
        socket, "gethostbyname_ex", lambda name: (name, [], ["10.0.0.7"])
    )
    monkeypatch.setattr(addresses.sys, "platform", platform)
    assert own_addresses() == ["10.0.0.7"]


@pytest.mark.usefixtures("lan")
@pytest.mark.parametrize(
    ("fields", "port", "expected"),
    [
        ({}, 8000, ()),
        ({"host": "localhost"}, 8000, ()),
        ({"host": "::1"}, 8000, ()),
        ({"host": "0.0.0.0"}, 8000, [f"http://{ip}:8000" for ip in LAN]),
        ({"host": "0.0.0.0"}, 80, [f"http://{ip}" for ip in LAN]),
        ({"host": "::"}, 8001, [f"http://{ip}:8001" for ip in LAN]),
        ({"host": "192.168.1.9"}, 8000, ["http://192.168.1.9:8000"]),
        ({"host": "2001:db8::9"}, 8000, ["http://[2001:db8::9]:8000"]),
        (
            {"host": "0.0.0.0", "allowed_hosts": "a.test,b.test:9,localhost:9"},
            8000,
            ["http://a.test:8000", "http://b.test:9"]
            + [f"http://{i}:8000" for i in LAN],
        ),
        # behind a proxy that ends TLS
        (
            {
                "allowed_hosts": "a.test",
                "allowed_origins": "https://a.test,https://other.test",
            },
            8000,
            ["https://a.test"],
        ),
        # a name of a proxy: nothing tells whether by http or https, or its port
        ({"allowed_hosts": "a.test"}, 8000, ()),
    ],
)
def test_public_addresses_are_those_that_the_server_answers_to(
    fields: dict[str, str], port: int, expected: Iterable[str]
) -> None:
    settings = Settings.model_validate(fields)
    assert public_addresses(settings, port) == tuple(expected)


@pytest.mark.usefixtures("lan")
@pytest.mark.parametrize(
    ("host", "knows"),
    [
        ("127.0.0.1:8000", True),
        ("localhost", True),
        ("[::1]:8000", True),
        ("192.168.1.5:8000", False),
        ("localhost.evil.test", False),
        ("", False),
        ("[::1", False),
    ],
)
def test_only_a_page_on_this_computer_is_told(host: str, knows: bool) -> None:
    found = addresses_for(Settings(host="0.0.0.0"), host)
    assert (found is not None) == knows
    if found:
        assert found[0] == "http://192.168.1.5:8000"


def test_a_container_names_only_what_it_was_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(addresses, "own_addresses", lambda: ["172.17.0.2"])
    mark = tmp_path / "mark"
    monkeypatch.setattr(addresses, "_CONTAINER_MARKS", (str(mark),))
    monkeypatch.delenv("container", raising=False)
    assert not is_in_container()
    mark.touch()
    assert is_in_container()
    mark.unlink()
    monkeypatch.setenv("container", "podman")
    assert is_in_container()
    assert public_addresses(Settings(host="0.0.0.0"), 8000) == ()
    told = Settings(host="0.0.0.0", allowed_hosts="192.168.1.5:80")
    assert public_addresses(told, 8000) == ("http://192.168.1.5:80",)
