"""A connection: its limits, its answers and its end, without a network."""

import asyncio
import itertools
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from app.protocol.commands.commands import MAX_FPS
from app.session.session import Session
from engine import Trainer
from tests.app.english import english


@pytest.fixture
def scene(make_fake_server: Any, run_virtual: Any) -> Callable[..., None]:
    """Return a function that runs ``play(server)`` in virtual time."""

    def run(play: Any, **settings: Any) -> None:
        async def main() -> None:
            async with make_fake_server(**settings) as server:
                await play(server)

        run_virtual(main())

    return run


THREAD_TIME = "app.server.connections.connection.thread_time"
PATIENT = {"commands_per_second": 1e6, "command_burst": 100_000}


def fail(*_: object, **__: object) -> None:
    """Be at fault, in the place of whatever is called."""
    raise ZeroDivisionError


def now() -> float:
    return asyncio.get_running_loop().time()


# ---- hello -----------------------------------------------------------------------


def test_the_first_command_is_hello(scene: Any) -> None:
    async def play(server: Any) -> None:
        client = server.connect()
        client.post_text('{"type":"frame_ack","seq":1}')
        error = await client.ask("play")
        assert error["code"] == "not_ready"
        error = await client.ask("hello", experiment={"dataset": "nowhere"})
        assert (error["code"], error["field"]) == ("invalid_value", "dataset")
        error = await client.ask("hello", session="nonsense")
        assert (error["code"], error["field"]) == ("session_unknown", "session")
        assert (await client.hello())["type"] == "welcome"

    scene(play)


def test_a_client_that_sends_no_hello_is_disconnected(scene: Any) -> None:
    async def play(server: Any) -> None:
        began = now()
        code, closing = await server.connect().end()
        assert (code, closing["reason"]) == (1008, "no_hello")
        assert 10 <= now() - began <= 12

    scene(play, hello_seconds=10)


def test_a_client_that_has_sent_hello_may_be_silent(scene: Any) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        await asyncio.sleep(1000)
        assert (await page.ask("pause"))["type"] == "ack"

    scene(play)


# ---- commands --------------------------------------------------------------------


def test_every_command_is_answered_once_with_its_id(scene: Any) -> None:
    commands = [
        ("watch", {"sections": ["W"]}),
        ("advance", {"by": "op"}),
        ("advance", {"by": "step"}),
        ("play", {"steps_per_second": 500}),
        ("change", {"learning_rate": 0.1}),
        ("change", {"learning_rate": 1e9}),
        ("set_parameter", {"layer": 0, "row": 0, "column": 0, "value": 0.5}),
        ("set_parameter", {"layer": 9, "row": 0, "column": 0, "value": 0.5}),
        ("pause", {}),
        ("hello", {}),
        ("reset", {}),
        ("advance", {"by": "epoch", "count": 1000}),
        ("nonsense", {}),
        ("pause", {}),
    ]

    async def play(server: Any) -> None:
        page = await server.page()
        ids = [page.post(kind, **fields) for kind, fields in commands]
        await page.until(lambda event: event.get("id") == ids[-1])
        answered = [event["id"] for event in page.events if "id" in event]
        assert sorted(answered) == [1, *ids]

    scene(play)


def test_malformed_messages_get_typed_errors_and_the_next_command_works(
    scene: Any, malformed_texts: dict[str, str]
) -> None:
    rng = random.Random(4)
    texts = [
        text
        for text in malformed_texts.values()
        if len(text.encode(errors="replace")) <= 65_536 and "\ud800" not in text
    ]

    async def play(server: Any) -> None:
        page = await server.page()
        for count in range(300):
            if count % 3:
                text = rng.choice(texts)
            else:
                whole = json.dumps({"type": "change", "id": 7, "noise": 0.1})
                text = whole[: rng.randrange(len(whole))]
            page.post_text(text)
            error = await page.until(lambda event: event["type"] == "error")
            assert error["code"] in {"bad_json", "bad_message", "too_large"}
        assert (await page.ask("pause"))["type"] == "ack"

    scene(play, **PATIENT)


def test_binary_closes_with_1003(scene: Any) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        page.post_bytes(b'{"type":"pause","id":1}')
        code, closing = await page.end()
        assert (code, closing["reason"]) == (1003, "not_text")

    scene(play)


# ---- rates -----------------------------------------------------------------------


def test_too_many_commands_are_refused_and_later_ones_work(scene: Any) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        ids = [page.post("pause") for _ in range(40)]
        last = await page.until(lambda event: event.get("id") == ids[-1])
        assert last["code"] == "too_many_commands"
        answers = [event["type"] for event in page.events if event.get("id") in ids]
        assert len(answers) == len(ids)
        assert answers.count("ack") == 9
        await asyncio.sleep(1.5)
        assert (await page.ask("pause"))["code"] == "too_many_commands"
        await asyncio.sleep(0.5)
        assert (await page.ask("pause"))["type"] == "ack"
        counters = server.hub.counters
        assert (counters.commands, counters.refusals) == (11, 32)

    scene(play, commands_per_second=0.5, command_burst=10)


@pytest.mark.slow
def test_seeks_may_come_as_often_as_frames(scene: Any) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        ids = [page.post("seek", step=0) for _ in range(3 * MAX_FPS)]
        await page.until(lambda event: event.get("id") == ids[-1])
        found = [event for event in page.events if event.get("id") in ids]
        codes = [event["code"] for event in found if event["type"] == "error"]
        assert set(codes) == {"too_many_commands"}
        assert len(found) - len(codes) >= MAX_FPS
        assert (await page.ask("pause"))["type"] == "ack"

    scene(play, commands_per_second=1, command_burst=4)


def test_malformed_messages_count_as_commands(scene: Any) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        for _ in range(10):
            page.post_text("{")
        await page.until(lambda event: event.get("code") == "too_many_commands")

    scene(play, commands_per_second=1, command_burst=5)


def test_abuse_is_closed_with_1008(scene: Any) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        for _ in range(200):
            page.post("pause")
        code, closing = await page.end()
        assert (code, closing["reason"]) == (1008, "too_many_commands")

    scene(play, commands_per_second=1, command_burst=2)


# ---- costly messages -------------------------------------------------------------

COSTLY = 0.05
"""Seconds that a program takes in these tests."""


@pytest.fixture
def with_costly_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Advance the clock whenever a session describes its program, or opens or joins."""

    def passes(method: Any, kind: str) -> Any:
        def wrapped(session: Session, command: Any, *more: Any, **fields: Any) -> Any:
            if command.type == kind:
                asyncio.get_running_loop()._now += COSTLY  # type: ignore[attr-defined]
            return method(session, command, *more, **fields)

        return wrapped

    # A message counts as costly by this clock, not by how slow the machine is today.
    monkeypatch.setattr(THREAD_TIME, now)
    monkeypatch.setattr(Session, "handle", passes(Session.handle, "program"))
    monkeypatch.setattr(Session, "welcome", passes(Session.welcome, "hello"))


@pytest.mark.slow
@pytest.mark.usefixtures("with_costly_programs")
def test_many_costly_messages_at_once_delay_no_cheap_one(scene: Any) -> None:
    async def play(server: Any) -> None:
        learner, *others = [await server.page() for _ in range(31)]
        await learner.ask("play", steps_per_second=100)
        ids = [other.post("program") for other in others]
        began, waits = now(), []
        while now() < began + 30 * COSTLY:
            asked = now()
            await learner.ask("change", learning_rate=0.1)
            waits.append(now() - asked)
            await asyncio.sleep(0.01)
        assert max(waits) < 1.2 * COSTLY
        for other, id_ in zip(others, ids, strict=True):
            await other.until(lambda event, last=id_: event.get("id") == last)
        # The others had half of the time, because one session trained.
        assert now() - began < 1.2 * 2 * 30 * COSTLY

    scene(play, **PATIENT)


@pytest.mark.usefixtures("with_costly_programs")
def test_pages_that_open_at_once_delay_no_cheap_message(scene: Any) -> None:
    async def play(server: Any) -> None:
        learner = await server.page()
        await learner.ask("play", steps_per_second=100)
        opening = [asyncio.create_task(server.page()) for _ in range(30)]
        await asyncio.sleep(0.001)
        asked = now()
        await learner.ask("change", learning_rate=0.1)
        assert now() - asked < 1.2 * COSTLY
        assert not all(task.done() for task in opening)
        await asyncio.gather(*opening)

    scene(play)


def test_answers_keep_the_order_of_the_messages(scene: Any) -> None:
    kinds = ["program", "pause", "inspect", "nonsense", "program", "pause", "graph"]

    async def play(server: Any) -> None:
        page = await server.page()
        await page.ask("change", hidden=[128] * 4)
        ids = []
        for kind in kinds:
            ids.append(page.post(kind, **PLACE if kind == "inspect" else {}))
            await asyncio.sleep(0)
        await page.until(lambda event: event.get("id") == ids[-1])
        answered = [e["id"] for e in page.events if e.get("id", 0) >= ids[0]]
        assert answered == ids

    scene(play)


PLACE = {"target": "weight", "layer": 0, "row": 0, "column": 0}


def test_whoever_was_costly_once_waits_for_its_turn(
    scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play(server: Any) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(THREAD_TIME, lambda: 0.0)
            page = await server.page()
        clock = itertools.count(0, 0.05)
        monkeypatch.setattr(THREAD_TIME, lambda: next(clock))
        deferred: list[str] = []
        add_work = server.hub.scheduler.add_work
        monkeypatch.setattr(
            server.hub.scheduler,
            "add_work",
            lambda work: (deferred.append(work.kind), add_work(work)),
        )
        await page.ask("pause")
        assert deferred == []
        await page.ask("pause")
        assert deferred == ["pause"]
        monkeypatch.setattr(THREAD_TIME, lambda: 0.0)
        await page.ask("pause")
        await page.ask("pause")
        assert deferred == ["pause", "pause"]

    scene(play)


def test_long_messages_are_parsed_in_their_turn(
    scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        deferred: list[str] = []
        add_work = server.hub.scheduler.add_work
        monkeypatch.setattr(
            server.hub.scheduler,
            "add_work",
            lambda work: (deferred.append(work.kind), add_work(work)),
        )
        page.post_text("[" * 5000)
        await page.until(lambda event: event["type"] == "error")
        assert deferred == ["long"]
        assert (await page.ask("pause"))["type"] == "ack"

    scene(play)


def test_frames_are_acknowledged_while_a_costly_message_waits(
    make_fake_server: Any, run_virtual: Any
) -> None:
    async def main() -> None:
        async with make_fake_server() as server:
            page = await server.page()
            if page.socket.take_now is None:
                return
            await page.ask("watch", sections=["W"], fps=60)
            frame = await page.frame()
            id_ = page.post("program")
            taken = page.socket.take_now(
                f'{{"type":"frame_ack","seq":{int.from_bytes(frame[4:8], "little")}}}'
            )
            assert taken
            assert not page.socket.take_now('{"type":"frame_ack","seq":999}')
            assert not page.socket.take_now('{"type":"pause","id":99}')
            await page.until(lambda event: event.get("id") == id_)

    run_virtual(main())


@pytest.mark.usefixtures("with_costly_programs")
def test_a_hello_that_waits_is_not_late(scene: Any) -> None:
    async def play(server: Any) -> None:
        opening = [asyncio.create_task(server.page()) for _ in range(40)]
        pages = await asyncio.gather(*opening)
        assert {page.welcome["type"] for page in pages} == {"welcome"}
        assert now() > 40 * COSTLY

    scene(play, hello_seconds=0.5)


@pytest.mark.usefixtures("with_costly_programs")
def test_what_a_client_that_has_left_asked_for_is_not_done(scene: Any) -> None:
    async def play(server: Any) -> None:
        leaving, *staying = [await server.page() for _ in range(6)]
        began = now()
        for page in staying:
            page.post("program")
        leaving.post("program")
        leaving.socket.incoming.put_nowait({"type": "websocket.disconnect"})
        await leaving.task
        for page in staying:
            await page.ask("pause")
        assert now() - began < 5.9 * COSTLY

    scene(play)


@pytest.mark.usefixtures("with_costly_programs")
def test_observers_are_answered_last(scene: Any) -> None:
    async def play(server: Any) -> None:
        teacher = await server.page()
        key = teacher.welcome["observer_key"]
        looker = await server.page(key)
        others = [await server.page() for _ in range(5)]
        order: list[str] = []

        async def ask(page: Any, name: str) -> None:
            await page.ask("program")
            order.append(name)

        async def join() -> None:
            await server.page(key)
            order.append("joined")

        tasks = [asyncio.create_task(ask(looker, "looked on"))]
        tasks += [asyncio.create_task(join())]
        tasks += [asyncio.create_task(ask(page, "learnt")) for page in others]
        await asyncio.gather(*tasks)
        assert order[:5] == ["learnt"] * 5

    scene(play)


# ---- frames ----------------------------------------------------------------------


def test_a_frame_ack_may_be_written_in_any_way_and_costs_no_command(
    scene: Any,
) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        await page.ask("watch", sections=[], fps=60)
        await page.ask("play", steps_per_second=500)
        for spelling in (
            '{{"type":"frame_ack","seq":{}}}',
            '{{"type": "frame_ack", "seq": {}}}',
            '{{"seq":{},\n"type":"frame_ack"}}',
        ) * 3:
            frame = await page.frame()
            seq = int.from_bytes(frame[4:8], "little")
            page.post_text(spelling.format(seq))
        assert all(event["type"] != "error" for event in page.events)

    scene(play, commands_per_second=0.001, command_burst=4)


def test_a_frame_ack_of_no_frame_in_flight_counts_as_a_command(scene: Any) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        for _ in range(4):
            page.post_text('{"type":"frame_ack","seq":77}')
        error = await page.until(lambda event: event["type"] == "error")
        assert (error["code"], error["id"]) == ("too_many_commands", None)

    scene(play, commands_per_second=1, command_burst=3)


def test_frames_and_their_bytes_are_counted(scene: Any) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        await page.ask("watch", sections=["W"])
        frame = await page.frame()
        counters = server.hub.counters
        assert (counters.frames, counters.frame_bytes) == (1, len(frame))

    scene(play)


def test_a_client_that_never_acknowledges_is_closed_with_a_reason(scene: Any) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        page.post("watch", sections=["W"], fps=60)
        page.post("play", steps_per_second=500)
        code, closing = await page.end()
        assert (code, closing["reason"]) == (1013, "slow_reader")
        kinds = [event["type"] for event in page.events]
        assert kinds.count("status") < 10

    scene(play, stall_seconds=0.2)


def test_a_client_that_never_reads_is_closed(scene: Any) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        page.socket.reads.clear()
        page.post("pause")
        began = now()
        assert await page.end_unread() == (1013, "slow_reader")
        assert 15 <= now() - began < 20

    scene(play)


def test_a_client_for_which_too_much_waits_is_closed_at_once(scene: Any) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        page.socket.reads.clear()
        began = now()
        for _ in range(300):
            page.post("pause")
        assert await page.end_unread() == (1013, "slow_reader")
        assert now() - began < 5

    scene(play, **PATIENT)


# ---- errors ----------------------------------------------------------------------


def test_an_error_of_the_server_is_an_answer_and_no_end(
    scene: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        with monkeypatch.context() as patch:
            patch.setattr(Trainer, "change", fail)
            error = await page.ask("change", noise=0.1)
        assert (error["code"], english(error["message"])) == (
            "internal",
            "Internal error of the server",
        )
        assert (await page.ask("pause"))["type"] == "ack"
        with monkeypatch.context() as patch:
            patch.setattr(Trainer, "step", fail)
            await page.ask("play")
            await page.until(
                lambda event: event["type"] == "status" and not event["running"]
            )
        assert (await page.ask("advance"))["type"] == "ack"
        assert len([record for record in caplog.records if record.exc_info]) == 2

    scene(play)


def test_an_error_outside_of_commands_ends_the_connection_with_a_reason(
    scene: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        await page.ask("pause")
        with monkeypatch.context() as patch:
            patch.setattr("app.server.connections.connection.parse", fail)
            page.post("pause")
            code, closing = await page.end()
        assert (code, closing["reason"]) == (1011, "internal")
        assert len([record for record in caplog.records if record.exc_info]) == 1

    scene(play)


def no_memory(*_: object, **__: object) -> None:
    raise MemoryError


@pytest.mark.parametrize(
    ("place", "type", "has_id"),
    [
        ("app.server.connections.connection.parse", "pause", False),
        ("engine.training.trainer.Trainer.change", "change", True),
        ("engine.training.trainer.Trainer.advance", "advance", True),
        ("app.session.state.SessionState.status", "pause", True),
    ],
)
def test_want_of_memory_is_an_answer_and_no_end(
    scene: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    place: str, type: str, *, has_id: bool,
) -> None:  # fmt: skip
    async def play(server: Any) -> None:
        page = await server.page()
        fields: dict[str, Any] = {"noise": 0.1} if type == "change" else {}
        with monkeypatch.context() as patch:
            patch.setattr(place, no_memory)
            id_ = page.post(type, **fields)
            error = await page.until(lambda event: event["type"] == "error")
        assert (error["code"], error["id"]) == (
            "session_limit",
            id_ if has_id else None,
        )
        assert (await page.ask("pause"))["type"] == "ack"
        assert not [record for record in caplog.records if record.exc_info]

    scene(play)


def test_a_hello_without_memory_is_answered(
    scene: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play(server: Any) -> None:
        client = server.connect()
        with monkeypatch.context() as patch:
            patch.setattr("app.session.commands.cost.Trainer", no_memory)
            assert (await client.ask("hello"))["code"] == "session_limit"
        assert (await client.hello())["type"] == "welcome"

    scene(play)


@pytest.mark.parametrize("is_full", [False, True])
def test_a_run_without_memory_is_paused_and_told(
    scene: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    *, is_full: bool,
) -> None:  # fmt: skip
    async def play(server: Any) -> None:
        page, other = await server.page(), await server.page()
        await page.ask("watch", sections=["W"], fps=30)
        await page.ask("play", steps_per_second=500)
        with monkeypatch.context() as patch:
            patch.setattr(Trainer, "step", no_memory)
            if is_full:
                patch.setattr("app.session.state.SessionState.status", no_memory)
            error = await page.until(lambda event: event["type"] == "error")
        assert (error["code"], error["id"]) == ("session_limit", None)
        assert english(error["message"]).startswith("Paused: the server has no memory")
        assert (await page.ask("advance"))["type"] == "ack"
        assert (await other.ask("advance"))["type"] == "ack"
        assert not [record for record in caplog.records if record.exc_info]

    scene(play)


# ---- the end ---------------------------------------------------------------------


def test_a_client_that_disconnects_leaves_its_session(scene: Any) -> None:
    async def play(server: Any) -> None:
        page = await server.page()
        secret = page.welcome["session"]
        await page.leave()
        assert page.socket.closed is None
        assert server.hub.rooms.controller(secret) is None
        assert server.hub.n_connections == 0
        await asyncio.sleep(119)
        assert secret in server.hub.rooms
        await asyncio.sleep(2)
        assert secret not in server.hub.rooms

    scene(play)


def test_a_second_page_takes_over_and_the_first_one_is_told(scene: Any) -> None:
    async def play(server: Any) -> None:
        old = await server.page()
        await old.ask("advance", count=5)
        new = await server.page(old.welcome["session"])
        assert new.welcome["step"] == 5
        code, closing = await old.end()
        assert (code, closing["reason"]) == (4000, "replaced")
        assert (await new.ask("advance"))["step"] == 6

    scene(play)


def test_what_comes_after_the_end_is_not_read(scene: Any) -> None:
    async def play(server: Any) -> None:
        old = await server.page()
        new = await server.page(old.welcome["session"])
        old.post("advance")
        await old.end()
        assert (await new.ask("advance"))["step"] == 1

    scene(play)


def test_an_address_that_holds_more_than_half_gives_way_to_another(scene: Any) -> None:
    async def play(server: Any) -> None:
        pages = [server.connect(client=("192.0.2.7", k)) for k in range(2)]
        for page in pages:
            await page.hello()
        other = server.connect(client=("192.0.2.8", 1))
        assert (await other.hello())["type"] == "welcome"
        code, closing = await pages[1].end()
        assert (code, closing["reason"]) == (1013, "too_many_sessions")
        assert "another address" in english(closing["message"])
        again = server.connect(client=("192.0.2.7", 9))
        assert (await again.ask("hello"))["code"] == "session_limit"

    scene(play, max_sessions=2)
