"""The addresses at which other computers reach this server, found without a network."""

import ipaddress
import os
import socket
import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from app.config import Settings

__all__ = [
    "WILDCARDS",
    "addresses_for",
    "is_in_container",
    "own_addresses",
    "public_addresses",
]

WILDCARDS = ("0.0.0.0", "::", "")
"""Hosts that mean all addresses of this computer."""
_DOCUMENTATION = "192.0.2.1"
"""An address of no computer (RFC 5737): the route to it is that to the Internet."""
_SIOCGIFADDR = 0x8915 if sys.platform == "linux" else 0xC0206921
_CONTAINER_MARKS = ("/.dockerenv", "/run/.containerenv")
_VIRTUAL = (
    *("docker", "podman", "cni", "lxcbr", "lxdbr", "incusbr", "br-", "bridge"),
    *("veth", "virbr", "vmnet", "vboxnet"),
)
"""How networks begin that exist within this computer only."""


def public_addresses(settings: Settings, port: int) -> tuple[str, ...]:
    """Return the addresses of the page for other computers, the likeliest first.

    Parameters
    ----------
    settings : Settings
    port : int
        The port that is listened on.

    Returns
    -------
    tuple of str
        Such as ``http://192.168.1.5:8000``; empty if only this computer reaches it.
    """
    names = [host for host in settings.allowed_hosts if not _is_loopback(host)]
    found = [
        origin
        for origin in settings.allowed_origins
        if urlsplit(origin).netloc in settings.allowed_hosts
        and not _is_loopback(origin)
    ]
    if settings.host in WILDCARDS:
        own = [] if is_in_container() else own_addresses()
        found += [_address(name, port) for name in (*names, *own)]
    elif not _is_loopback(settings.host):
        found.append(_address(settings.host, port))
    return tuple(dict.fromkeys(found))


def addresses_for(settings: Settings, host: str) -> tuple[str, ...] | None:
    """Return the public addresses for a page that was opened on this computer.

    Parameters
    ----------
    settings : Settings
    host : str
        The Host header of the request.

    Returns
    -------
    tuple of str or None
        None for a page that was opened elsewhere: its own address is a public one, and
        it needs none of those of the networks here.
    """
    return public_addresses(settings, settings.port) if _is_loopback(host) else None


def _is_loopback(host: str) -> bool:
    """Return whether a host, with or without scheme and port, is this computer."""
    try:
        name = urlsplit(host if "//" in host else f"//{_bracketed(host)}").hostname
        return name == "localhost" or ipaddress.ip_address(name or "").is_loopback
    except ValueError:
        return False


def own_addresses() -> list[str]:
    """Return the IPv4 addresses of this computer, that of the default route first."""
    found = (*_routed(), *_interfaces())
    return [address for address in dict.fromkeys(found) if _is_shared(address)]


def is_in_container() -> bool:
    """Return whether the own addresses are those of a container of Docker or Podman.

    Its ports are published at addresses of the computer around it, unknown to it.
    """
    # Podman hides its mark behind a read-only file system, but not the variable.
    is_marked = any(Path(mark).exists() for mark in _CONTAINER_MARKS)
    return is_marked or "container" in os.environ


def _address(host: str, port: int) -> str:
    host = _bracketed(host)
    has_port = urlsplit(f"//{host}").port is not None
    return f"http://{host}" if has_port or port == 80 else f"http://{host}:{port}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host


def _is_shared(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    return not (ip.is_loopback or ip.is_link_local or ip.is_unspecified)


def _routed() -> Iterable[str]:
    """Yield the address that packets to the Internet come from; none is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((_DOCUMENTATION, 9))
            yield probe.getsockname()[0]
        except OSError:
            return


def _interfaces() -> Iterable[str]:
    """Yield the address of each network interface."""
    if sys.platform == "win32":
        yield from socket.gethostbyname_ex(socket.gethostname())[2]
        return
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            if name.startswith(_VIRTUAL):
                continue
            request = struct.pack("256s", name.encode()[:15])
            try:
                answer = fcntl.ioctl(probe, _SIOCGIFADDR, request)
            except OSError:  # it has no address
                continue
            yield socket.inet_ntoa(answer[20:24])
