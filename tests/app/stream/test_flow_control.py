"""Frames in flight: enough to fill a line, too few to queue up in it."""

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from random import Random

import pytest

from app.stream.flow_control import MAX_IN_FLIGHT, REMEASURE_SECONDS, CongestionWindow


@dataclass
class SimulatedLine:
    """A line to a reader that acknowledges what comes, in simulated time."""

    round_trip: float
    frames_per_second: float = float("inf")
    """What passes through its narrowest place."""
    uneven: float = 0.0
    """How much longer a way may take, as a share."""
    now: float = 0.0

    def __post_init__(self) -> None:
        self.window = CongestionWindow()
        self.sent_at: list[float] = []
        self.delays: list[float] = []
        self.most_in_flight = 0
        self._coming: list[tuple[float, int]] = []
        self._free_at = 0.0
        self._last_comes_at = 0.0
        self._random = Random(1)

    def run(self, seconds: float, *, fps: int) -> float:
        """Send a frame at each tick with room for it; return how many a second."""
        first, end = len(self.sent_at), self.now + seconds
        while self.now < end:
            self._land(until=self.now)
            if self.window.has_room(fps):
                self._send()
            self.now += 1 / fps
        return (len(self.sent_at) - first) / seconds

    def _send(self) -> None:
        seq = len(self.sent_at)
        self.window.send(seq, now=self.now)
        self.sent_at.append(self.now)
        self._free_at = max(self.now, self._free_at) + 1 / self.frames_per_second
        way = self.round_trip * (1 + self.uneven * self._random.random())
        comes_at = max(self._free_at + way, self._last_comes_at)
        self._last_comes_at = comes_at
        heappush(self._coming, (comes_at, seq))
        latest = range(max(0, seq - 2 * MAX_IN_FLIGHT), seq + 1)
        in_flight = sum(map(self.window.is_in_flight, latest))
        self.most_in_flight = max(self.most_in_flight, in_flight)

    def _land(self, until: float) -> None:
        while self._coming and self._coming[0][0] <= until:
            moment, seq = heappop(self._coming)
            self.delays.append(moment - self.sent_at[seq])
            assert self.window.acknowledge(seq, now=moment)


@pytest.mark.parametrize("fps", [30, 60])
def test_on_a_short_line_one_is_enough(fps: int) -> None:
    line = SimulatedLine(round_trip=0.4 / fps)
    assert line.run(5, fps=fps) == pytest.approx(fps, rel=0.02)
    assert line.most_in_flight == 1


def test_on_a_short_line_the_next_one_waits_even_between_ticks() -> None:
    line = SimulatedLine(round_trip=0.002)
    line.run(5, fps=30)
    line.window.clear()
    line.window.send(1000, now=line.now)
    assert not line.window.has_room(30)


@pytest.mark.parametrize("round_trip", [0.04, 0.05, 0.1, 0.2])
def test_a_long_line_carries_as_many_frames_as_a_short_one(round_trip: float) -> None:
    line = SimulatedLine(round_trip)
    line.run(5, fps=30)
    assert line.run(5, fps=30) > 29
    assert line.most_in_flight <= 30 * round_trip + 1.5


def test_an_uneven_line_stays_full() -> None:
    line = SimulatedLine(round_trip=0.1, uneven=0.3)
    line.run(5, fps=30)
    assert line.run(60, fps=30) > 28


def test_a_longer_one_carries_as_many_as_may_fly() -> None:
    line = SimulatedLine(round_trip=0.5)
    line.run(20, fps=60)
    assert line.run(10, fps=60) == pytest.approx(MAX_IN_FLIGHT / 0.5, rel=0.1)
    assert line.most_in_flight == MAX_IN_FLIGHT


@pytest.mark.parametrize("narrow", [5, 10, 20])
def test_on_a_narrow_line_frames_do_not_queue_up(narrow: float) -> None:
    line = SimulatedLine(round_trip=0.1, frames_per_second=narrow)
    line.run(5, fps=30)
    line.delays.clear()
    carried = line.run(10, fps=30)
    alone = 1 / narrow + 0.1
    assert carried >= 0.9 / alone  # as many as one by one, at least
    assert sum(line.delays) / len(line.delays) < alone + 1.5 / narrow


def test_where_the_reader_is_slow_nothing_piles_up() -> None:
    line = SimulatedLine(round_trip=0.002, frames_per_second=10)
    line.run(60, fps=30)
    assert sum(line.delays[-50:]) / 50 < 0.3


def test_a_line_that_becomes_longer_is_measured_anew() -> None:
    line = SimulatedLine(round_trip=0.005)
    line.run(5, fps=30)
    line.round_trip = 0.1
    line.run(2 * REMEASURE_SECONDS + 5, fps=30)
    assert line.run(5, fps=30) > 29


def test_a_reader_that_stops_gets_no_more() -> None:
    window, sent = CongestionWindow(), 0
    while window.has_room(60):
        window.send(sent, now=0.0)
        sent += 1
    assert sent == 1
    assert window.oldest_sent_at == 0.0


def test_an_acknowledgement_stands_for_all_before_it() -> None:
    window = CongestionWindow()
    for seq in (4_294_967_294, 4_294_967_295, 1, 2):
        window.send(seq, now=float(seq % 10))
    assert window.oldest_sent_at == 4.0
    assert window.acknowledge(1, now=10.0)
    assert [window.is_in_flight(seq) for seq in (4_294_967_295, 1, 2)] == [
        False,
        False,
        True,
    ]
    assert window.oldest_sent_at == 2.0
    assert not window.acknowledge(1, now=11.0)
    assert not window.acknowledge(3, now=11.0)
    assert window.oldest_sent_at == 2.0


def test_what_is_void_is_not_waited_for() -> None:
    window = CongestionWindow()
    window.send(1, now=0.0)
    window.clear()
    assert window.oldest_sent_at is None
    assert window.has_room(30)
    assert not window.acknowledge(1, now=1.0)


def test_frames_go_out_evenly_over_a_long_line() -> None:
    line = SimulatedLine(round_trip=0.1)
    line.run(5, fps=30)
    line.sent_at.clear()
    line.window.clear()
    line._coming.clear()
    line.run(5, fps=30)
    gaps = [b - a for a, b in pairwise(line.sent_at)]
    assert max(gaps) < 0.05
