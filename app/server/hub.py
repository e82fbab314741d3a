"""The socket's door: who may come in, how many, and speaking which protocol."""

from starlette.websockets import WebSocket

from app.config import Settings
from app.protocol.commands import PROTOCOL
from app.protocol.sentence import sentence
from app.rooms.sessions import House
from app.scheduling.scheduler import Scheduler
from app.server.connection import Connection
from app.server.security import Gatekeeper, bearer_token

__all__ = ["Hub"]


class Hub:
    """All connections and sessions of one server process."""

    def __init__(
        self, settings: Settings, *, gatekeeper: Gatekeeper, scheduler: Scheduler
    ) -> None:
        self.house = House(settings, scheduler)
        self.n_connections = 0
        self._gatekeeper = gatekeeper

    async def serve(self, websocket: WebSocket) -> None:
        """Serve one connection from knock to close."""
        if not self._may_enter(websocket):
            await websocket.close()
            return
        speaks = PROTOCOL in websocket.scope["subprotocols"]
        await websocket.accept(subprotocol=PROTOCOL if speaks else None)
        connection = Connection(websocket, self.house)
        if not speaks:
            message = sentence("closing.protocol", protocol=PROTOCOL)
            await connection.refuse(1002, "unsupported_protocol", message)
        elif self.n_connections >= self.house.settings.max_sockets:
            message = sentence("closing.full")
            await connection.refuse(1013, "too_many_sockets", message)
        else:
            self.n_connections += 1
            self.house.tally.sockets += 1
            try:
                await connection.serve()
            finally:
                self.n_connections -= 1

    def _may_enter(self, websocket: WebSocket) -> bool:
        """Compare Host and Origin, before anything is accepted."""
        scope = websocket.scope
        if not self._gatekeeper.allows_host(scope):
            return False
        if self._gatekeeper.has_origin(scope):
            return self._gatekeeper.allows_origin(scope)
        token = bearer_token(scope)
        return token is not None and token in self.house.rooms
