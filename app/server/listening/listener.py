"""The listening socket: which port, and what to do about one that is refused."""

import errno
import socket

from app.config import Settings

__all__ = ["listen"]

PORTS_TRIED = 100


def listen(settings: Settings) -> socket.socket:
    """Bind the port that was given, or else the first free one from the default on.

    Raises
    ------
    OSError
        Whose message is a sentence with the cure.
    """
    asked = "port" in settings.model_fields_set
    last = settings.port if asked else min(settings.port + PORTS_TRIED - 1, 65535)
    for port in range(settings.port, last + 1):
        try:
            return _as_tcp(_bind(settings.host, port))
        except UnicodeError:
            reason = OSError(None, "it is no name of a host")
        except OSError as error:
            reason = error
        if reason.errno != errno.EADDRINUSE:
            break
    why = (reason.strerror or str(reason)).partition(" (while")[0]
    cure = _cure(reason, port)
    raise OSError(f"Cannot listen on {settings.host}:{port}: {why}; {cure}.")


def _bind(host: str, port: int) -> socket.socket:
    if ":" not in host:
        return socket.create_server((host, port))
    return socket.create_server(
        (host, port),
        family=socket.AF_INET6,
        dualstack_ipv6=host == "::" and socket.has_dualstack_ipv6(),
    )


def _cure(reason: OSError, port: int) -> str:
    if reason.errno == errno.EADDRINUSE:
        return "choose another with --port, or --port 0 to get a free one"
    if reason.errno in (errno.EACCES, errno.EPERM) and port < 1024:
        return (
            "ports under 1024 are for administrators; choose another, such as"
            " --port 8080, or put a web server in front"
        )
    return "choose an address of this machine with --host, or another --port"


def _as_tcp(listener: socket.socket) -> socket.socket:
    """Return the same listener with its protocol number set to TCP.

    asyncio sets TCP_NODELAY for such sockets only. Without it, the body of a response
    waits up to 40 ms until the client acknowledges the headers.
    """
    family, fileno = listener.family, listener.detach()
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=fileno)
