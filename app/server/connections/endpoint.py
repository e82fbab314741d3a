"""The websocket endpoint: which sockets are accepted, and served by a Connection."""

from starlette.websockets import WebSocket

from app.protocol.commands.commands import PROTOCOL
from app.protocol.sentence import sentence
from app.server.connections.connection import Connection
from app.server.connections.hub import Hub
from app.server.http.security import bearer_token

__all__ = ["serve"]


async def serve(websocket: WebSocket, hub: Hub) -> None:
    """Serve one socket from its handshake to its close."""
    if not _is_allowed(websocket, hub):
        hub.refusals.report(websocket.scope)
        await websocket.close()
        return
    has_protocol = PROTOCOL in websocket.scope["subprotocols"]
    await websocket.accept(subprotocol=PROTOCOL if has_protocol else None)
    connection = Connection(websocket, hub)
    if not has_protocol:
        message = sentence("closing.protocol", protocol=PROTOCOL)
        await connection.refuse(1002, "unsupported_protocol", message)
    elif hub.is_full:
        await connection.refuse(1013, "too_many_sockets", sentence("closing.full"))
    else:
        with hub.counted_connection():
            await connection.serve()


def _is_allowed(websocket: WebSocket, hub: Hub) -> bool:
    """Check Host and Origin, or a session's token, before the socket is accepted."""
    scope, check = websocket.scope, hub.origin_check
    if not check.allows_host(scope):
        return False
    if check.has_origin(scope):
        return check.allows_origin(scope)
    token = bearer_token(scope)
    return token is not None and token in hub.rooms
