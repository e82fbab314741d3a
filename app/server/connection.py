"""Connection: one accepted socket, from its first message to its close.

Whatever is decided here is about the connection; what a page may do is decided by its
place (`app.rooms.roles`), what a command does by `app.session.session`.
"""

import asyncio
import logging
import math
from collections.abc import Iterable
from time import thread_time

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.protocol.commands import Command, FrameAck, Hello
from app.protocol.errors import ProtocolError
from app.protocol.events import Closing, ClosingReason, Error, Event
from app.protocol.parse import parse, parse_frame_ack
from app.protocol.sentence import Sentence, sentence
from app.rooms.roles import Page, Role
from app.rooms.sessions import House
from app.server.rate_limit import TokenBucket
from app.server.send_queue import SendQueue
from app.server.uvicorn_websocket import DIRECT_DELIVERY, WebSocketProtocol

__all__ = ["Connection"]

REFUSAL_PAUSE_SECONDS = 0.005
"""After a refused command, so that a flood cannot keep the server busy."""
LONG_SECONDS = 0.005
"""A message that takes more of the processor has its sender wait."""

log = logging.getLogger(__name__)


class Connection:
    """One accepted socket: a reader, a writer, and the slot of its session."""

    def __init__(self, websocket: WebSocket, house: House) -> None:
        self._websocket = websocket
        self._house = house
        extension = websocket.scope.get("extensions", {}).get(DIRECT_DELIVERY, {})
        direct: WebSocketProtocol | None = extension.get("protocol")
        if direct is not None:
            direct.take_now = self._take_now
        self._send_queue = SendQueue(
            websocket,
            now=house.scheduler.now,
            send_now=direct.send_now if direct else None,
        )
        self._ended = asyncio.Event()
        self._closing: Closing | None = None
        self._role: Role | None = None
        self._pauses_until = -math.inf
        settings = house.settings
        self._bucket = TokenBucket(
            rate=settings.commands_per_second,
            burst=settings.command_burst,
            now=house.scheduler.now(),
        )

    # ---- from accept to close --------------------------------------------------------

    async def refuse(self, code: int, reason: ClosingReason, message: Sentence) -> None:
        """Say why and close, without ever having listened."""
        await self._send_queue.finish(
            Closing(code=code, reason=reason, message=message)
        )

    async def serve(self) -> None:
        """Read until the peer goes or has to go."""
        tasks = [
            asyncio.create_task(step)
            for step in (self._read(), self._send_queue.run(), self._watch())
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
                self.close(1011, "internal", sentence("error.mistake"))
        if self._closing is not None:
            await self._send_queue.finish(self._closing)

    def close(self, code: int, reason: ClosingReason, message: Sentence) -> None:
        """Have the connection closed, with an event that says why."""
        if self._closing is None:
            self._closing = Closing(code=code, reason=reason, message=message)
            self._stand_up()
            self._ended.set()

    def send(self, events: Iterable[Event]) -> None:
        """Queue events; they are never dropped."""
        self._put([event.text() for event in events])

    def show(self, frame: bytes) -> None:
        """Queue a frame; the view sees to it that few are under way."""
        self._house.tally.frames += 1
        self._house.tally.frame_bytes += len(frame)
        self._put([frame])

    def _put(self, messages: Iterable[str | bytes]) -> None:
        self._send_queue.put(messages)
        if self._send_queue.overflows:
            self.close(1013, "slow_reader", sentence("closing.slow"))

    # ---- readout -------------------------------------------------------------------

    async def _read(self) -> None:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            if text is None:
                self.close(1003, "not_text", sentence("closing.not_text"))
                return
            if (pause := self._pauses_until - self._house.scheduler.now()) > 0:
                await asyncio.sleep(pause)
            self._take(text)
            if self._closing is not None:
                return

    def _take_now(self, text: str) -> bool:
        """Answer a message at once; False if it has to wait for `_read`."""
        if self._role is None or self._house.scheduler.now() < self._pauses_until:
            return False
        try:
            self._take(text)
        except Exception:
            log.exception("A connection failed")
            self.close(1011, "internal", sentence("error.mistake"))
        return True

    def _take(self, text: str) -> None:
        """Answer one message; after one that took long, pause."""
        started = thread_time()
        self._answer(text, self._house.scheduler.now())
        took = thread_time() - started
        if took > LONG_SECONDS:
            self._pauses_until = self._house.rest_after(took)

    def _answer(self, text: str, now: float) -> None:
        seq = parse_frame_ack(text)
        if seq is not None and self._is_awaited(seq, now):
            return
        try:
            command = parse(text)
        except ProtocolError as error:
            self._admit(error.id, now, Error.answering(error))
            return
        id_ = None
        if not isinstance(command, FrameAck):
            id_ = command.id
        elif self._is_awaited(command.seq, now):
            return
        if self._admit(id_, now):
            self._command(command, now)

    def _is_awaited(self, seq: int, now: float) -> bool:
        """Note that a frame has come, if it is one of those in flight."""
        place = self._role
        if place is None or not place.window.is_in_flight(seq):
            return False
        place.acknowledge(seq, now=now)
        return True

    def _admit(self, id_: int | None, now: float, answer: Error | None = None) -> bool:
        """Count a message against the rate; answer it if it is too much, or wrong."""
        if self._bucket.take(now=now):
            self._house.tally.commands += 1
            if answer is not None:
                self.send([answer])
            return True
        self._house.tally.refusals += 1
        self._pauses_until = now + REFUSAL_PAUSE_SECONDS
        limit = self._bucket.rate
        message = sentence("error.too_fast", limit=limit)
        self.send(
            [Error(id=id_, code="too_many_commands", limit=limit, message=message)]
        )
        if self._bucket.is_abused:
            self.close(1008, "too_many_commands", sentence("closing.too_fast"))
        return False

    def _command(self, command: Command, now: float) -> None:
        if self._role is not None:
            self._role.handle(command, now=now)
        elif isinstance(command, Hello):
            page = Page(send=self.send, show=self.show, close=self.close)
            try:
                self._role = self._house.admit(hello=command, page=page, now=now)
            except ProtocolError as error:
                self.send([Error.answering(error, command.id)])
        elif not isinstance(command, FrameAck):
            message = sentence("error.hello_first")
            self.send([Error(id=command.id, code="not_ready", message=message)])

    def _stand_up(self) -> None:
        """Leave the place; the session stays, for as long as it survives."""
        place, self._role = self._role, None
        if place is not None:
            place.leave(now=self._house.scheduler.now())

    # ---- writing -------------------------------------------------------------------

    async def _watch(self) -> None:
        """Close a peer that never says hello, or stops readout."""
        settings, now = self._house.settings, self._house.scheduler.now
        since_accept = now()
        while True:
            await asyncio.sleep(min(settings.hello_seconds, settings.stall_seconds) / 5)
            stuck = [self._send_queue.stuck_since]
            if self._role is not None:
                stuck.append(self._role.window.oldest_sent_at)
            elif now() - since_accept >= settings.hello_seconds:
                self.close(1008, "no_hello", sentence("closing.no_hello"))
            since = min((moment for moment in stuck if moment), default=now())
            if now() - since >= settings.stall_seconds:
                self.close(1013, "slow_reader", sentence("closing.stalled"))


def _is_gone(error: Exception) -> bool:
    """Tell whether an error only says that the peer has left."""
    return isinstance(error, WebSocketDisconnect)
