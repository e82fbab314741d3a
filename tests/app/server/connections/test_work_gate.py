"""The gate of a connection: one piece of work waits at a time."""

import asyncio
from typing import Any

import pytest

from app.scheduling.scheduler import Scheduler
from app.server.connections.work_gate import WorkGate


@pytest.fixture
def scheduler(make_manual_loop: Any) -> Scheduler:
    return Scheduler(make_manual_loop(), slice_seconds=0.002)


def defer(gate: WorkGate, call: Any) -> None:
    gate.defer("program", call, sender=gate, is_last=False)


def test_a_gate_is_shut_until_its_work_is_done(scheduler: Scheduler) -> None:
    gate, done = WorkGate(scheduler), []
    assert gate.is_open
    defer(gate, lambda: done.append(gate.is_open))
    assert not gate.is_open
    scheduler.run_round()
    assert (gate.is_open, done) == (True, [False])


def test_a_gate_opens_for_whoever_waits(scheduler: Scheduler, run_virtual: Any) -> None:
    async def main() -> None:
        gate = WorkGate(scheduler)
        await gate.opened()
        defer(gate, lambda: None)
        waits = asyncio.create_task(gate.opened())
        await asyncio.sleep(0.1)
        assert not waits.done()
        scheduler.run_round()
        await waits

    run_virtual(main())


def test_a_gate_opens_after_an_error_too(scheduler: Scheduler) -> None:
    gate = WorkGate(scheduler)
    defer(gate, lambda: 1 / 0)
    scheduler.run_round()
    assert gate.is_open


def test_dropped_work_is_not_done(scheduler: Scheduler) -> None:
    gate, done = WorkGate(scheduler), []
    gate.drop()
    defer(gate, lambda: done.append(1))
    gate.drop()
    scheduler.run_round()
    assert (gate.is_open, done) == (True, [])


def test_a_gate_that_is_held_opens_after_the_work_that_follows(
    scheduler: Scheduler,
) -> None:
    gate = WorkGate(scheduler)
    gate.hold()
    assert not gate.is_open
    defer(gate, lambda: None)
    scheduler.run_round()
    assert gate.is_open


def test_a_gate_that_is_held_opens_when_its_sender_is_gone(
    scheduler: Scheduler,
) -> None:
    gate = WorkGate(scheduler)
    gate.hold()
    gate.drop()
    assert gate.is_open
