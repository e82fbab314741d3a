"""A group of observers: one frame for all, and a congestion window for each."""

from random import Random
from typing import Any

import pytest

from app.protocol.commands.commands import Watch
from app.protocol.commands.parse import parse
from app.rooms.broadcast import BroadcastGroup, Observer
from app.session.session import Session
from app.stream.flow_control import MAX_IN_FLIGHT


class Recorder:
    """A client that keeps what it is sent."""

    address = ""

    def __init__(self) -> None:
        self.events: list[Any] = []
        self.frames: list[bytes] = []

    def send(self, events: Any) -> None:
        self.events += events

    def send_frame(self, frame: bytes) -> None:
        self.frames.append(frame)

    def close(self, code: int, reason: Any, message: str) -> None: ...


@pytest.fixture
def session() -> Session:
    return Session(None, clock=lambda: 0.0)


def group_of(session: Session, *, fps: int = 30) -> BroadcastGroup:
    watch = Watch(type="watch", id=1, sections=("W",), fps=fps)
    return BroadcastGroup(session, watch, now=0.0)


def change(session: Session, fields: str, *, now: float) -> list[Any]:
    return session.handle(parse(f'{{"type":"change","id":2,{fields}}}'), now=now)


def test_one_frame_is_packed_for_all_observers(session: Session) -> None:
    group = group_of(session)
    clients = [Recorder(), Recorder()]
    for client in clients:
        group.add(Observer(client))
    frame = group.frame(now=0.0)
    assert frame
    assert group.frame(now=1.0) is None
    group.send_frame(frame)
    assert [client.frames for client in clients] == [[frame], [frame]]
    assert clients[0].frames[0] is clients[1].frames[0]


def test_events_reach_all_observers(session: Session) -> None:
    group = group_of(session)
    clients = [Recorder(), Recorder()]
    for client in clients:
        group.add(Observer(client))
    group.queue(change(session, '"learning_rate":0.5', now=0.0))
    assert group.shows_at() == 0.0
    group.send(group.events(now=0.0))
    assert [[e.type for e in client.events] for client in clients] == 2 * [
        ["ack", "timeline"]
    ]


def test_a_slow_reader_skips_frames_and_then_gets_the_latest(session: Session) -> None:
    group = group_of(session)
    quick, slow = Recorder(), Recorder()
    observers = [Observer(quick), Observer(slow)]
    for observer in observers:
        group.add(observer)
    for k in range(10):
        change(session, f'"learning_rate":0.{k + 1}', now=float(k))
        frame = group.frame(now=float(k))
        assert frame
        group.send_frame(frame)
        assert group.acknowledge(observers[0], group.subscription.seq, now=k + 0.01)
    assert len(quick.frames) == 10
    assert len(slow.frames) == 1
    assert group.acknowledge(observers[1], 1, now=10.0)
    assert slow.frames == [quick.frames[0], quick.frames[-1]]
    assert not group.acknowledge(observers[1], 3, now=10.0)


def test_a_new_observer_gets_the_latest_frame_once(session: Session) -> None:
    group = group_of(session)
    group.add(Observer(Recorder()))
    frame = group.frame(now=0.0)
    late = Recorder()
    observer = Observer(late)
    group.add(observer)
    group.send_latest(observer, now=1.0)
    group.send_latest(observer, now=1.0)
    assert late.frames == [frame]


def test_before_the_first_frame_there_is_none_to_send(session: Session) -> None:
    group = group_of(session)
    client = Recorder()
    observer = Observer(client)
    group.add(observer)
    group.send_latest(observer, now=0.0)
    assert client.frames == []


def test_observers_come_and_go(session: Session) -> None:
    group = group_of(session)
    observer = Observer(Recorder())
    assert observer not in group
    assert len(group) == 0
    group.add(observer)
    assert observer in group
    assert len(group) == 1
    group.remove(observer)
    assert observer not in group
    assert group.shows_at() is None


def test_a_group_does_not_train(session: Session) -> None:
    group = group_of(session)
    group.add(Observer(Recorder()))
    session.handle(parse('{"type":"play","id":3}'), now=0.0)
    assert group.runs_at() is None
    group.run(1.0, now=0.0)
    assert session.trainer.step_count == 0


def test_a_group_that_failed_pauses_until_the_layout_changes(session: Session) -> None:
    group = group_of(session)
    group.add(Observer(Recorder()))
    assert group.shows_at() == 0.0
    group.fail(ZeroDivisionError(), now=0.0)
    assert group.shows_at() is None
    group.queue(change(session, '"hidden":[3]', now=1.0))
    assert group.shows_at() is not None
    assert [event.type for event in group.events(now=1.0)][-1] == "layout"
    assert group.frame(now=1.0)


def test_frames_of_an_earlier_layout_are_no_longer_in_flight(session: Session) -> None:
    group = group_of(session)
    observer = Observer(Recorder())
    group.add(observer)
    frame = group.frame(now=0.0)
    assert frame
    group.send_frame(frame)
    assert observer.window.oldest_sent_at is not None
    group.queue(change(session, '"hidden":[3]', now=1))
    group.events(now=1.0)
    assert observer.window.oldest_sent_at is None
    assert group.shows_at() is not None


@pytest.mark.slow
def test_the_observers_with_room_for_a_frame_are_counted_right() -> None:
    random = Random(1)
    session = Session(None, clock=lambda: 0.0)
    observers = [Observer(Recorder()) for _ in range(4)]
    groups = [group_of(session, fps=fps) for fps in (0, 5, 60)]
    for group in groups:
        group.subscription.seq = 0xFFFFFFF0
    now = 0.0
    for _ in range(700):
        now += 0.03 * random.random()
        observer = random.choice(observers)
        place = next((each for each in groups if observer in each), None)
        match random.randrange(20):
            case 0:
                if place:
                    place.remove(observer)
                random.choice(groups).add(observer)
            case 1:
                change(session, f'"hidden":[{random.randint(1, 9)}]', now=now)
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
            ready = [o for o in observers if o in group and o.window.has_room(fps)]
            assert group._n_ready == len(ready)
            assert all(len(o.window._sent) <= MAX_IN_FLIGHT for o in observers)
