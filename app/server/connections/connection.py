"""Connection: one accepted socket, from its first message to its close.

A Connection limits and parses messages, one after the other. Those that may be costly
are deferred to the scheduler's queue of work, so that they delay nobody else; the next
message is answered after them. What a client may do is decided by its
role (`app.rooms.roles`), what a command does by `app.session`.
"""

import asyncio
import logging
import math
from collections.abc import Callable, Iterable
from time import thread_time

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.protocol.commands.commands import MAX_FPS, Command, FrameAck, Hello, Seek
from app.protocol.commands.parse import parse, parse_frame_ack
from app.protocol.errors import ProtocolError, out_of_memory
from app.protocol.events import Closing, ClosingReason, Error, Event
from app.protocol.sentence import Sentence, sentence
from app.rooms.roles import Role
from app.server.connections.handshake import Handshake
from app.server.connections.hub import Hub
from app.server.connections.send_queue import SendQueue
from app.server.connections.work_gate import WorkGate
from app.server.limits.rate_limit import TokenBucket
from app.server.sockets.uvicorn_websocket import DIRECT_DELIVERY, WebSocketProtocol

__all__ = ["Connection"]

REFUSAL_PAUSE_SECONDS = 0.005
"""Pause after a refused command, so that a flood cannot keep the server busy."""
COSTLY_SECONDS = 0.005
"""Processor time of a message after which the sender's next one is deferred."""
LONG_TEXT = 4096
"""Characters of a message that is costly to parse."""
STALL_CHECKS = 5
"""Checks for a stalled client within the time after which it is disconnected."""

log = logging.getLogger(__name__)


class Connection:
    """One accepted socket: its reader, its send queue, and the role of its client.

    A Connection is the `Client` of its role.
    """

    def __init__(self, websocket: WebSocket, hub: Hub) -> None:
        self._websocket = websocket
        self._hub = hub
        self._now = hub.scheduler.now
        extension = websocket.scope.get("extensions", {}).get(DIRECT_DELIVERY, {})
        direct: WebSocketProtocol | None = extension.get("protocol")
        if direct is not None:
            direct.take_now = self._take_now
        self._send_queue = SendQueue(
            websocket,
            now=self._now,
            send_now=direct.send_now if direct else None,
            others=hub.send_queues,
        )
        self._ended = asyncio.Event()
        self._closing: Closing | None = None
        self._role: Role | None = None
        self._paused_until = -math.inf
        self._is_held = False
        self._was_costly = False
        self._gate = WorkGate(hub.scheduler)
        self._handshake = Handshake(hub, self, self._gate, self._defer, self._enter)
        rate, burst = hub.settings.commands_per_second, hub.settings.command_burst
        self._bucket, self._seeks = (
            TokenBucket(rate=max(rate, least), burst=max(burst, least), now=self._now())
            for least in (0, MAX_FPS)  # Seeks follow a drag: one per frame of the page.
        )

    # ---- from accept to close --------------------------------------------------------

    async def refuse(self, code: int, reason: ClosingReason, message: Sentence) -> None:
        """Send the reason and close, without reading anything."""
        closing = Closing(code=code, reason=reason, message=message)
        await self._send_queue.finish(closing)

    async def serve(self) -> None:
        """Read and answer messages until one side ends the connection."""
        tasks = [
            asyncio.create_task(coroutine)
            for coroutine in (
                self._read(),
                self._send_queue.run(),
                self._close_if_stalled(),
                self._ended.wait(),
            )
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._leave()
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        for error in results:
            if isinstance(error, Exception) and not _is_disconnect(error):
                log.error("A connection failed", exc_info=error)
                self.close(1011, "internal", sentence("error.mistake"))
        if self._closing is not None:
            await self._send_queue.finish(self._closing)

    def _leave(self) -> None:
        """Leave the session, which expires a while later."""
        self._handshake.end()
        self._gate.drop()
        role, self._role = self._role, None
        if role is not None:
            role.leave(now=self._now())

    async def _close_if_stalled(self) -> None:
        """Close when the client sends no hello in time, or stops reading."""
        settings = self._hub.settings
        accepted_at = self._now()
        while True:
            shortest = min(settings.hello_seconds, settings.stall_seconds)
            await asyncio.sleep(shortest / STALL_CHECKS)
            unread_since = [self._send_queue.stuck_since]
            if self._role is not None:
                unread_since.append(self._role.window.oldest_sent_at)
            elif not self._gate.is_open:
                accepted_at = self._now()
            elif self._now() - accepted_at >= settings.hello_seconds:
                self.close(1008, "no_hello", sentence("closing.no_hello"))
            since = min((at for at in unread_since if at), default=self._now())
            if self._now() - since >= settings.stall_seconds:
                self.close(1013, "slow_reader", sentence("closing.stalled"))

    # ---- Client ----------------------------------------------------------------------

    @property
    def address(self) -> str:
        """The address from which the page has connected, or its proxy's word for it."""
        client = self._websocket.scope.get("client")
        return str(client[0]) if client else ""

    def send(self, events: Iterable[Event]) -> None:
        """Queue events; they are never dropped."""
        self._put([event.text() for event in events])

    def send_frame(self, frame: bytes) -> None:
        """Queue a frame; the role's congestion window keeps them few."""
        self._hub.counters.frames += 1
        self._hub.counters.frame_bytes += len(frame)
        self._put([frame])

    def close(self, code: int, reason: ClosingReason, message: Sentence) -> None:
        """Close the connection, with an event that gives the reason."""
        if self._closing is None:
            self._closing = Closing(code=code, reason=reason, message=message)
            self._leave()
            self._ended.set()

    def _put(self, messages: Iterable[str | bytes]) -> None:
        self._send_queue.put(messages)
        if self._send_queue.overflows:
            self.close(1013, "slow_reader", sentence("closing.slow"))

    # ---- messages of the client ------------------------------------------------------

    async def _read(self) -> None:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            if text is None:
                self.close(1003, "not_text", sentence("closing.not_text"))
                return
            self._is_held = True
            if (pause := self._paused_until - self._now()) > 0:
                await asyncio.sleep(pause)
            await self._gate.opened()
            self._is_held = False
            self._answer(text)
            if self._closing is not None:
                return

    def _take_now(self, text: str) -> bool:
        """Answer a message without a task switch; False if `_read` has to take it."""
        now = self._now()
        if self._role is None or now < self._paused_until:
            return False
        seq = parse_frame_ack(text)
        if seq is not None and self._guarded(lambda: self._acknowledge(seq, now)):
            return True
        if self._is_held or not self._gate.is_open:
            return False
        self._guarded(lambda: self._answer(text))
        return True

    def _guarded(self, call: Callable[[], object]) -> object:
        """Return what a function returns; an error ends the connection."""
        try:
            return call()
        except Exception:
            log.exception("A connection failed")
            self.close(1011, "internal", sentence("error.mistake"))
            return None

    def _answer(self, text: str) -> None:
        """Answer one message, or put it off."""
        seq = parse_frame_ack(text)
        if seq is not None and self._acknowledge(seq, self._now()):
            return
        if len(text) > LONG_TEXT:
            self._defer("long", lambda: self._parse(text, self._carry_out))
        else:
            self._timed(lambda: self._parse(text, self._carry_out_in_turn))

    def _timed(self, call: Callable[[], None]) -> None:
        """Answer a message, and find out whether that was costly."""
        started = thread_time()
        call()
        self._was_costly = thread_time() - started > COSTLY_SECONDS

    def _parse(self, text: str, carry_out: Callable[[Command], None]) -> None:
        """Read a message, and refuse it or carry it out."""
        now = self._now()
        try:
            command = parse(text)
        except (ProtocolError, MemoryError) as error:
            refusal = error if isinstance(error, ProtocolError) else out_of_memory()
            if self._is_within_rate(refusal.id, now):
                self.send([Error.answering(refusal)])
            return
        if isinstance(command, FrameAck):
            if not self._acknowledge(command.seq, now):
                self._is_within_rate(None, now)
        elif self._is_within_rate(command.id, now, command):
            carry_out(command)

    def _carry_out_in_turn(self, command: Command) -> None:
        """Carry out a command at once if it is cheap."""
        role = self._role
        if isinstance(command, Hello) and role is None:
            self._handshake.begin(command)
        elif role is not None and (self._was_costly or role.is_costly(command)):
            self._defer(command.type, lambda: self._carry_out(command))
        else:
            self._carry_out(command)

    def _defer(
        self, kind: str, call: Callable[[], None], *, is_observer: bool = False
    ) -> None:
        """Put work off until it is its turn, and charge for it there."""
        self._was_costly, role = False, self._role
        controls = role is not None and role.is_controller
        self._gate.defer(
            kind,
            lambda: self._guarded(call),
            sender=role.room if role is not None and controls else self,
            is_last=is_observer or (role is not None and not controls),
        )

    def _acknowledge(self, seq: int, now: float) -> bool:
        """Take a frame out of flight; False if it is not in flight."""
        return self._role is not None and self._role.acknowledge(seq, now=now)

    def _is_within_rate(self, id_: int | None, now: float, of: object = None) -> bool:
        """Count a message against its rate limit; one too many is refused here."""
        counters = self._hub.counters
        bucket = self._seeks if isinstance(of, Seek) else self._bucket
        if bucket.take(now=now):
            counters.commands += 1
            return True
        counters.refusals += 1
        self._paused_until = now + REFUSAL_PAUSE_SECONDS
        limit = bucket.rate
        message = sentence("error.too_fast", limit=limit)
        error = Error(id=id_, code="too_many_commands", limit=limit, message=message)
        self.send([error])
        if bucket.is_abused:
            self.close(1008, "too_many_commands", sentence("closing.too_fast"))
        return False

    def _carry_out(self, command: Command) -> None:
        if self._role is not None:
            self._role.handle(command, now=self._now())
        else:
            self._handshake.answer(command)

    def _enter(self, role: Role) -> None:
        self._role = role


def _is_disconnect(error: Exception) -> bool:
    """Return whether an error only means that the client has disconnected."""
    return isinstance(error, WebSocketDisconnect)
