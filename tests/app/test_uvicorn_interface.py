"""What the server overrides and uses of uvicorn's classes is there.

Those classes are not documented; `pyproject.toml` bounds uvicorn's version.
"""

import ast
import asyncio
import inspect
import textwrap
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import (
    WebSocketsSansIOProtocol,
)
from uvicorn.server import ServerState

from app.server.http.small_reads import SmallReads
from app.server.http.uvicorn_http import HttpProtocol
from app.server.listening.uvicorn_server import AnnouncingServer
from app.server.sockets.uvicorn_websocket import WebSocketProtocol


def methods(cls: type) -> dict[str, Any]:
    return {name: f for name, f in vars(cls).items() if inspect.isfunction(f)}


def own_names(cls: type) -> set[str]:
    """Return the methods of a class that no other class calls, and what it assigns."""
    private = {name for name in methods(cls) if name.startswith("_")} - {"__init__"}
    return private | {node.attr for node in self_attributes(cls, ast.Store)}


def self_attributes(cls: type, kind: type[ast.expr_context]) -> list[ast.Attribute]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls)))
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
        and isinstance(node.ctx, kind)
    ]


def parameters(method: Any) -> list[tuple[str, Any]]:
    found = inspect.signature(method).parameters.values()
    return [(parameter.name, parameter.kind) for parameter in found]


def misfits(cls: type, base: type, instance: Any) -> set[str]:
    """Return the names of a class that override or use nothing of its base.

    Parameters
    ----------
    cls, base : type
    instance : object
        Of the base; has the attributes that its methods assign.
    """
    own = own_names(cls)
    overrides = methods(cls).keys() - own - {"__init__"}
    wrong = {
        name
        for name in overrides
        if not inspect.isfunction(getattr(base, name, None))
        or parameters(getattr(cls, name)) != parameters(getattr(base, name))
    }
    used = {node.attr for node in self_attributes(cls, ast.Load)} - own
    return wrong | {name for name in used if not hasattr(instance, name)}


async def nothing(scope: Any, receive: Any, send: Any) -> None:
    """Be an application that is never called."""


@pytest.fixture
def http() -> H11Protocol:
    """Return one of uvicorn's HTTP protocols."""
    config = uvicorn.Config(nothing, ws="none", log_config=None)
    config.load()
    loop: Any = "no loop"
    return H11Protocol(config, ServerState(), {}, loop)


def test_http_overrides_and_uses_what_is_there(http: H11Protocol) -> None:
    assert misfits(HttpProtocol, H11Protocol, http) == set()
    assert "handle_events" in methods(HttpProtocol)


def test_what_http_adds_hides_nothing(http: H11Protocol) -> None:
    added = own_names(HttpProtocol) - {"headers"}  # assigned on purpose
    assert added == {"_abort_in", "_deadline"}
    assert not [name for name in added if hasattr(http, name)]


def test_small_reads_are_a_buffered_protocol() -> None:
    class Whole(asyncio.BufferedProtocol, asyncio.Protocol):
        pass

    assert misfits(SmallReads, Whole, Whole()) - {"_buffer"} == set()


def test_the_server_that_announces_itself_overrides_what_is_there() -> None:
    server = uvicorn.Server(uvicorn.Config(nothing, log_config=None))
    assigned = {node.attr for node in self_attributes(uvicorn.Server, ast.Store)}
    assert misfits(AnnouncingServer, uvicorn.Server, server) - assigned == set()


def test_a_websocket_is_made_and_ended_as_uvicorn_s_own() -> None:
    made = parameters(WebSocketsSansIOProtocol.__init__)
    assert parameters(WebSocketProtocol.__init__) == made[:4]
    assert [name for name, _ in made[4:]] == ["_loop"]  # which uvicorn does not give
    for name in ("connection_made", "data_received", "shutdown"):
        own, theirs = (
            getattr(cls, name) for cls in (WebSocketProtocol, WebSocketsSansIOProtocol)
        )
        assert parameters(own) == parameters(theirs)


class Misfit(H11Protocol):
    def handle_event(self) -> None:
        self.cycles = self.cycle

    def send_400_response(self, message: str) -> None:
        self.transport.write(self.con.send(message))


def test_a_misfit_is_found(http: H11Protocol) -> None:
    found = misfits(Misfit, H11Protocol, http)
    assert found == {"handle_event", "send_400_response", "con"}
