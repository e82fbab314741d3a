"""Looking on at somebody else's session, over real sockets."""

import json
from random import Random
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from app.protocol.commands import Watch
from app.protocol.parse import parse
from app.rooms.broadcast import BroadcastGroup, Observer
from app.rooms.room import MAX_GROUPS
from app.session.session import Session


class Nobody:
    """A client that drops everything."""

    def send(self, events: Any) -> None: ...

    def send_frame(self, frame: bytes) -> None: ...

    def close(self, code: int, reason: Any, message: str) -> None: ...


SECTIONS = ["W", "dW", "gradient_rms"]


def key_of(page: Any) -> str:
    key: str = page.welcome["look_key"]
    return key


def watching(page: Any, **fields: Any) -> dict[str, Any]:
    ack: dict[str, Any] = page.ask("watch", **{"sections": SECTIONS, **fields})
    return ack


def test_an_onlooker_sees_the_numbers_that_the_page_sees(
    server: Any, read_header: Any
) -> None:
    with server.page() as page, server.page(session=key_of(page)) as observer:
        assert observer.welcome["look_key"] is None
        assert observer.welcome["experiment"] == page.welcome["experiment"]
        watching(page)
        watching(observer)
        page.ask("advance", count=7)
        frames = [
            each.frame(lambda header: header["step"] == 7) for each in (page, observer)
        ]
    assert frames[0][40:] == frames[1][40:]
    header = read_header(frames[1])
    assert header["train_loss"] == read_header(frames[0])["train_loss"]


def test_a_hidden_page_s_run_goes_on_for_those_who_look_on(server: Any) -> None:
    with server.page() as page:
        session = server.hub.rooms[page.welcome["session"]].session
        watching(page, fps=0)
        page.ask("play")
        page.ask("play")  # a turn later
        assert session.trainer.step_count == 0
        with server.page(session=key_of(page)) as observer:
            watching(observer, fps=0)
            assert session.runs_at() is None
            watching(observer)
            observer.frame(lambda header: header["step"] > 10)
        page.until(lambda event: event.get("onlookers") == 0)
        assert session.runs_at() is None


def test_who_looks_on_changes_nothing(server: Any) -> None:
    commands: list[tuple[str, dict[str, Any]]] = [
        ("play", {}),
        ("pause", {}),
        ("advance", {}),
        ("change", {"learning_rate": 1.0}),
        ("set_parameter", {"layer": 0, "row": 0, "column": 0, "value": 1.0}),
        ("reset", {}),
        ("hello", {}),
    ]
    with server.page() as page, server.page(session=key_of(page)) as observer:
        room = server.hub.rooms[page.welcome["session"]]
        before = room.session.trainer.snapshot().digest()
        for name, fields in commands:
            error = observer.ask(name, **fields)
            assert (error["type"], error["code"]) == ("error", "read_only"), name
        assert room.session.trainer.snapshot().digest() == before
        assert not room.session.running
        assert watching(observer)["type"] == "ack"


def test_an_onlooker_is_told_what_the_page_does(server: Any) -> None:
    with server.page() as page, server.page(session=key_of(page)) as observer:
        watching(observer)
        ack = page.ask("change", learning_rate=0.5)
        changed = observer.until(lambda event: event["type"] == "changed")
        assert changed["message"] == ack["message"]
        assert changed["experiment"]["learning_rate"] == 0.5
        assert "id" not in changed
        page.ask("reset", experiment={"dataset": "iris", "hidden": [3]})
        data = observer.until(lambda event: event["type"] == "data")
        assert data["n_classes"] == 3
        layout = observer.until(lambda event: event["type"] == "layout")
        shapes = [s["shape"] for s in layout["sections"] if s["name"] == "W"]
        assert shapes == [[3, 2], [3, 3]]
        page.ask("play")
        status = observer.until(lambda e: e["type"] == "status" and e["step"] > 0)
        assert status["running"]


def test_what_only_the_page_needs_stays_with_it(server: Any) -> None:
    with server.page() as page, server.page(session=key_of(page)) as observer:
        watching(observer)
        watching(page, fps=10)
        assert page.ask("change", learning_rate=-1.0)["type"] == "error"
        page.ask("change", learning_rate=0.25)
        observer.until(lambda event: event["type"] == "changed")
        kinds = [event["type"] for event in observer.events]
        assert kinds.count("changed") == 1
        assert "error" not in kinds
        assert page.welcome["session"] not in json.dumps(observer.events)


def test_one_frame_is_packed_for_all_that_look_at_the_same(server: Any) -> None:
    with (
        server.page() as page,
        server.page(session=key_of(page)) as one,
        server.page(session=key_of(page)) as two,
        server.page(session=key_of(page)) as other,
    ):
        watching(one)
        watching(two)
        watching(other, fps=5)
        room = server.hub.rooms[page.welcome["session"]]
        assert len(room.observer_slots()) == 2
        page.ask("advance", count=3)
        first, second = (
            each.frame(lambda header: header["step"] == 3) for each in (one, two)
        )
        assert first == second


def test_a_slow_reader_holds_nobody_up(server: Any) -> None:
    with (
        server.page() as page,
        server.page(session=key_of(page)) as quick,
        server.connect() as slow,
    ):
        watching(quick)
        slow.send(json.dumps({"type": "hello", "id": 1, "session": key_of(page)}))
        slow.send(json.dumps({"type": "watch", "id": 2, "sections": SECTIONS}))
        page.ask("play")
        quick.frame(lambda header: header["step"] > 50)
        page.ask("pause")
        last = page.ask("advance")["step"]
        quick.frame(lambda header: header["step"] == last)
        frames = []
        while not frames or step_of(frames[-1]) != last:
            message = slow.recv(timeout=20)
            if isinstance(message, bytes):
                frames.append(message)
                seq = int.from_bytes(message[4:8], "little")
                slow.send(json.dumps({"type": "frame_ack", "seq": seq}))
        assert len(frames) <= 3  # the first, perhaps one more, and the newest


def step_of(frame: bytes) -> int:
    return int.from_bytes(frame[8:12], "little")


def test_who_comes_later_sees_what_stands_on_the_others_screens(server: Any) -> None:
    with server.page() as page, server.page(session=key_of(page)) as first:
        watching(first)
        page.ask("advance", count=4)
        seen = first.frame(lambda header: header["step"] == 4)
        with server.page(session=key_of(page)) as second:
            watching(second)
            assert second.frame() == seen


def test_a_gallery_that_failed_rests_until_there_is_something_else_to_see() -> None:
    session = Session(None, clock=lambda: 0.0)
    watch = Watch(type="watch", id=1, sections=("W",), fps=30)
    group = BroadcastGroup(session, watch, now=0.0)
    group.add(Observer(Nobody()))
    assert group.shows_at() == 0.0
    group.fail(now=0.0)
    assert group.shows_at() is None
    command = parse('{"type":"change","id":2,"hidden":[3]}')
    group.queue(session.handle(command, now=1.0))
    assert group.shows_at() is not None
    assert [event.type for event in group.events(now=1.0)][-1] == "layout"
    assert group.frame(now=1.0)


def test_nobody_waits_for_frames_of_an_earlier_layout() -> None:
    session = Session(None, clock=lambda: 0.0)
    watch = Watch(type="watch", id=1, sections=("W",), fps=30)
    group = BroadcastGroup(session, watch, now=0.0)
    observer = Observer(Nobody())
    group.add(observer)
    frame = group.frame(now=0.0)
    assert frame
    group.send_frame(frame)
    assert observer.window.oldest_sent_at is not None
    group.queue(session.handle(parse('{"type":"change","id":2,"hidden":[3]}'), now=1))
    group.events(now=1.0)
    assert observer.window.oldest_sent_at is None
    assert group.shows_at() is not None


def test_who_is_ready_for_a_frame_is_counted_right_whatever_comes() -> None:
    random = Random(1)
    session = Session(None, clock=lambda: 0.0)
    onlookers = [Observer(Nobody()) for _ in range(4)]
    groups = [
        BroadcastGroup(
            session, Watch(type="watch", id=1, sections=("W",), fps=fps), now=0.0
        )
        for fps in (0, 5, 60)
    ]
    for group in groups:
        group.subscription.seq = 0xFFFFFFF0
    now = 0.0
    for _ in range(2000):
        now += 0.03 * random.random()
        observer = random.choice(onlookers)
        place = next((each for each in groups if observer in each), None)
        match random.randrange(20):
            case 0:
                if place:
                    place.remove(observer)
                random.choice(groups).add(observer)
            case 1:
                hidden = f'{{"type":"change","id":2,"hidden":[{random.randint(1, 9)}]}}'
                session.handle(parse(hidden), now=now)
            case 2 | 3 | 4 | 5 if place:
                seq = (place.subscription.seq - random.randrange(10)) % 2**32
                place.acknowledge(observer, seq, now=now)
            case _:
                session.handle(parse('{"type":"advance","id":3}'), now=now)
        for group in groups:
            group.events(now=now)
            if (due_at := group.shows_at()) is not None and due_at <= now:
                frame = group.frame(now=now)
                assert frame
                group.send_frame(frame)
            fps = group.subscription.watch.fps if group.subscription.watch else 0
            ready = [o for o in onlookers if o in group and o.window.has_room(fps)]
            assert group._n_ready == len(ready)


def test_training_waits_while_the_page_is_away_and_goes_on_with_it(
    server: Any,
) -> None:
    with server.page() as page:
        key, secret = key_of(page), page.welcome["session"]
        observer = server.page(session=key)
        looking = observer.__enter__()
        watching(looking)
        page.ask("play")
        looking.frame(lambda header: header["step"] > 0)
    looking.until(lambda event: "training waits" in event.get("message", ""))
    session = server.until_left(secret)
    step = session.trainer.step_count
    with server.page(session=key) as late:
        late.until(lambda event: "training waits" in event.get("message", ""))
        assert not late.until(lambda event: event["type"] == "status")["running"]
    with server.page() as other:
        other.ask("advance", by="epoch", count=20)
    assert session.trainer.step_count == step
    with server.page(session=secret):
        looking.frame(lambda header: header["step"] > step)
    observer.__exit__(None, None, None)


def test_a_forgotten_session_sends_its_onlookers_away(make_server: Any) -> None:
    with make_server(session_survival_seconds=0.05) as server:
        with server.page() as page:
            observer = server.page(session=key_of(page))
            looking = observer.__enter__()
        with pytest.raises(ConnectionClosed) as caught:
            looking.until(lambda _: False)
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 4001
        assert looking.events[-1]["reason"] == "session_over"


def test_a_key_that_nobody_gave_opens_nothing(server: Any) -> None:
    with server.page() as page, server.connect() as socket:
        socket.send(
            json.dumps({"type": "hello", "id": 1, "session": key_of(page) + "x"})
        )
        assert json.loads(socket.recv(timeout=20))["code"] == "session_unknown"


def test_different_wishes_are_limited(server: Any) -> None:
    with server.page() as page:
        onlookers = [server.page(session=key_of(page)) for _ in range(MAX_GROUPS)]
        pages = [each.__enter__() for each in onlookers]
        for k, each in enumerate(pages):
            assert watching(each, fps=k + 1)["type"] == "ack"
        with server.page(session=key_of(page)) as late:
            error = watching(late, fps=60)
            assert (error["code"], error["limit"]) == ("limit_exceeded", MAX_GROUPS)
            assert watching(late, fps=1)["type"] == "ack"
        for each in onlookers:
            each.__exit__(None, None, None)


def test_a_sample_that_is_not_there_is_refused(server: Any) -> None:
    with server.page() as page, server.page(session=key_of(page)) as observer:
        error = watching(observer, probe=250)
        assert (error["code"], error["limit"]) == ("limit_exceeded", 249)
