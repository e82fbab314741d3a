"""Connection: one accepted socket, from its first message to its close.

Whatever is decided here is about the connection; what a command does is decided by
`app.session`.
"""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.config import Settings
from app.events import Closing, ClosingReason, Error, Event
from app.language import t
from app.limits import Bucket
from app.outbox import Outbox
from app.pacer import Pacer, Seat
from app.protocol import Command, FrameAck, Hello, ProtocolError, parse
from app.session import Session
from app.store import FullError, Registry
from app.transport import SEND_NOW

__all__ = ["Connection", "House"]

REFUSAL_PAUSE_SECONDS = 0.005
"""After a refused command, so that a flood cannot keep the server busy."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class House:
    """What all connections of a process share."""

    settings: Settings
    pacer: Pacer
    sessions: Registry[Session]

    def forget_later(self) -> None:
        """Let go of sessions that nobody comes back to, when their time is up."""
        delay = self.sessions.survival_seconds + 0.1
        asyncio.get_running_loop().call_later(delay, self._forget)

    def _forget(self) -> None:
        self.sessions.expire(now=self.pacer.now())


class Connection:
    """One accepted socket: a reader, a writer, and the seat of its session."""

    def __init__(self, websocket: WebSocket, house: House) -> None:
        self._websocket = websocket
        self._house = house
        short_way = websocket.scope.get("extensions", {}).get(SEND_NOW, {})
        self._outbox = Outbox(
            websocket, now=house.pacer.now, send_now=short_way.get("send")
        )
        self._ended = asyncio.Event()
        self._closing: Closing | None = None
        self._secret: str | None = None
        self._seat: Seat | None = None
        settings = house.settings
        self._bucket = Bucket(
            rate=settings.commands_per_second,
            burst=settings.command_burst,
            now=house.pacer.now(),
        )

    # ---- from accept to close --------------------------------------------------------

    async def refuse(self, code: int, reason: ClosingReason, message: str) -> None:
        """Say why and close, without ever having listened."""
        await self._outbox.finish(Closing(code=code, reason=reason, message=message))

    async def serve(self) -> None:
        """Read until the peer goes or has to go."""
        tasks = [
            asyncio.create_task(step)
            for step in (self._read(), self._outbox.run(), self._watch())
        ]
        ended = asyncio.create_task(self._ended.wait())
        try:
            await asyncio.wait([*tasks, ended], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._stand_up()
            for task in (*tasks, ended):
                task.cancel()
            results = await asyncio.gather(*tasks, ended, return_exceptions=True)
        for error in results:
            if isinstance(error, Exception) and not _is_gone(error):
                log.error("A connection failed", exc_info=error)
                self.close(1011, "internal", t("error.mistake"))
        if self._closing is not None:
            await self._outbox.finish(self._closing)

    def close(self, code: int, reason: ClosingReason, message: str) -> None:
        """Have the connection closed, with an event that says why."""
        if self._closing is None:
            self._closing = Closing(code=code, reason=reason, message=message)
            self._stand_up()
            self._ended.set()

    def send(self, events: Iterable[Event]) -> None:
        """Queue events; they are never dropped."""
        self._put([event.text() for event in events])

    def show(self, frame: bytes) -> None:
        """Queue a frame; the view sees to it that only one is under way."""
        self._put([frame])

    def _put(self, messages: Iterable[str | bytes]) -> None:
        self._outbox.put(messages)
        if self._outbox.overflows:
            self.close(1013, "slow_reader", t("closing.slow"))

    # ---- reading -------------------------------------------------------------------

    async def _read(self) -> None:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            if text is None:
                self.close(1003, "not_text", t("closing.not_text"))
                return
            if not self._take(text):
                await asyncio.sleep(REFUSAL_PAUSE_SECONDS)
            if self._closing is not None:
                return

    def _take(self, text: str) -> bool:
        """Answer one message; False if the sender should slow down."""
        now = self._house.pacer.now()
        try:
            command = parse(text)
        except ProtocolError as error:
            return self._refuse_or_admit(error.id, now, Error.answering(error))
        if isinstance(command, FrameAck) and self._is_expected(command):
            self._acknowledge(command, now)
            return True
        id_ = None if isinstance(command, FrameAck) else command.id
        if not self._refuse_or_admit(id_, now):
            return False
        self._command(command, now)
        return True

    def _is_expected(self, command: FrameAck) -> bool:
        seat = self._seat
        return seat is not None and seat.session.view.awaits(command.seq)

    def _acknowledge(self, command: FrameAck, now: float) -> None:
        assert self._seat is not None
        self._seat.session.handle(command, now=now)
        self._house.pacer.acknowledged(self._seat)

    def _refuse_or_admit(
        self, id_: int | None, now: float, answer: Error | None = None
    ) -> bool:
        """Count a message against the rate and answer if it is too much or wrong."""
        if self._bucket.take(now=now):
            if answer is not None:
                self.send([answer])
            return True
        limit = self._bucket.rate
        message = t("error.too_fast", limit=limit)
        self.send(
            [Error(id=id_, code="too_many_commands", limit=limit, message=message)]
        )
        if self._bucket.is_abused:
            self.close(1008, "too_many_commands", t("closing.too_fast"))
        return False

    def _command(self, command: Command, now: float) -> None:
        if self._seat is not None:
            self.send(self._handled(self._seat.session, command, now))
            if self._seat is not None:
                self._house.pacer.touch(self._seat)
        elif isinstance(command, Hello):
            self._hello(command, now)
        elif not isinstance(command, FrameAck):
            message = t("error.hello_first")
            self.send([Error(id=command.id, code="not_ready", message=message)])

    def _handled(self, session: Session, command: Command, now: float) -> list[Event]:
        try:
            return session.handle(command, now=now)
        except Exception:
            log.exception("A %s command failed", command.type)
            id_ = None if isinstance(command, FrameAck) else command.id
            message = t("error.mistake")
            return [Error(id=id_, code="internal", message=message)]

    # ---- sessions ------------------------------------------------------------------

    def _hello(self, hello: Hello, now: float) -> None:
        try:
            if hello.session is None:
                session = self._create(hello, now)
            else:
                session = self._resume(hello.session, now)
        except ProtocolError as error:
            self.send([Error.answering(error, hello.id)])
            return
        assert self._secret is not None
        resumed = hello.session is not None
        self._seat = Seat(session, send=self.send, show=self.show)
        self.send(session.welcome(hello, self._secret, resumed=resumed, now=now))
        self._house.pacer.touch(self._seat)

    def _create(self, hello: Hello, now: float) -> Session:
        sessions = self._house.sessions
        try:
            sessions.make_room(now=now)
        except FullError:
            message = t("error.full")
            limit = sessions.max_sessions
            raise ProtocolError("session_limit", message, limit=limit) from None
        session = Session(hello.experiment, clock=self._house.pacer.now)
        self._secret = sessions.add(session, viewer=self, now=now)
        return session

    def _resume(self, secret: str, now: float) -> Session:
        found = self._house.sessions.attach(secret, viewer=self, now=now)
        if found is None:
            message = t("error.unknown")
            raise ProtocolError("session_unknown", message, field="session")
        session, former = found
        if isinstance(former, Connection):
            former.close(4000, "replaced", t("closing.replaced"))
            session.leave(now=now)
        self._secret = secret
        return session

    def _stand_up(self) -> None:
        """Leave the seat; the session stays, for as long as it survives."""
        seat, self._seat = self._seat, None
        if seat is None:
            return
        pacer, sessions = self._house.pacer, self._house.sessions
        pacer.release(seat)
        now = pacer.now()
        if self._secret and sessions.detach(self._secret, viewer=self, now=now):
            seat.session.leave(now=now)
            self._house.forget_later()

    # ---- writing -------------------------------------------------------------------

    async def _watch(self) -> None:
        """Close a peer that never says hello, or stops reading."""
        settings, pacer = self._house.settings, self._house.pacer
        await asyncio.sleep(settings.hello_seconds)
        if self._seat is None:
            self.close(1008, "no_hello", t("closing.no_hello"))
        while True:
            await asyncio.sleep(settings.stall_seconds / 5)
            stuck = [self._outbox.stuck_since]
            if self._seat is not None:
                stuck.append(self._seat.session.view.in_flight_since)
            since = min((moment for moment in stuck if moment), default=pacer.now())
            if pacer.now() - since >= settings.stall_seconds:
                self.close(1013, "slow_reader", t("closing.stalled"))


def _is_gone(error: Exception) -> bool:
    """Tell whether an error only says that the peer has left."""
    return isinstance(error, WebSocketDisconnect)
