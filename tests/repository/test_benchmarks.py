"""Benchmarks time work, not a result that is kept, and tell broken promises."""

from __future__ import annotations

import random
from contextlib import nullcontext
from dataclasses import replace
from itertools import pairwise

import pytest

import benchmarks.__main__
from app.protocol.commands.parse import parse
from app.protocol.errors import ProtocolError
from app.web.presets.kind_presets import KIND_PRESETS
from benchmarks import page, questions, start
from benchmarks.engine import (
    change_contestants,
    grid_contestants,
    reading_contestants,
)
from benchmarks.networks import GRIDS, TASKS
from benchmarks.timing import Contestant, after, cpu_ratios, interleaved
from benchmarks.trials.malformed import malformed
from engine import Experiment, Trainer


def vectors_timed(trainer: Trainer, contestant: Contestant) -> list[bytes]:
    """Return the parameters that each timed call of a few units starts with."""
    seen = []

    def run(n: int) -> None:
        seen.append(trainer.vector.tobytes())
        contestant.run(n)

    watched = replace(contestant, run=run)
    for _ in range(3):
        watched.seconds(2 * contestant.multiple)
    return seen


def times_a_memo(trainer: Trainer, contestant: Contestant) -> bool:
    seen = vectors_timed(trainer, contestant)
    return any(a == b for a, b in pairwise(seen))


@pytest.mark.parametrize("name", TASKS)
def test_every_cost_is_timed_with_other_parameters_than_the_last(name):
    trainer = Trainer(TASKS[name][1])
    for contestants in (reading_contestants, change_contestants):
        for title, contestant in contestants(trainer).items():
            assert not times_a_memo(trainer, contestant), title


@pytest.mark.parametrize("name", GRIDS)
def test_every_surface_is_timed_with_other_parameters_than_the_last(name):
    trainer = Trainer(GRIDS[name])
    for title, contestant in grid_contestants(trainer).items():
        assert not times_a_memo(trainer, contestant), title


def test_a_benchmark_that_repeats_a_call_is_caught():
    trainer = Trainer(GRIDS["2-4-2-1 tanh"])
    assert times_a_memo(trainer, Contestant(run=lambda _n: trainer.train_loss))
    assert times_a_memo(trainer, after(trainer.snapshot, lambda: trainer.train_loss))


def test_preparation_is_not_timed(monkeypatch):
    now = iter(range(1000))
    monkeypatch.setattr("benchmarks.timing.time.perf_counter", lambda: next(now))
    prepared, called = [], []
    contestant = after(lambda: prepared.append(next(now)), lambda: called.append(1))
    assert contestant.seconds(3) == 3
    assert len(prepared) == len(called) == 3


def test_interleaved_returns_the_median_of_a_unit(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("benchmarks.timing.time.perf_counter", lambda: clock[0])

    def run(n: int) -> None:
        assert n % 5 == 0
        clock[0] += n * 1e-5

    found = interleaved({"five": Contestant(run=run, multiple=5)}, rounds=3)
    assert found == {"five": pytest.approx(1e-5)}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, []),
        ({"fps": 20.0}, ["20.0 drawn, at least"] * len(page.SCENARIOS)),
        ({"main_ms": 99.0}, ["99.0 ms a frame, at most"] * len(page.SCENARIOS)),
    ],
)
def test_a_broken_promise_of_the_page_is_told_and_fails(
    monkeypatch, capsys, change, told
):
    kept = page.Result(
        fps=60, gap_p99_ms=20, main_ms=5, script_ms=3, steps_per_second=1e4
    )
    result = replace(kept, **change)
    monkeypatch.setattr(page, "server", lambda: nullcontext((1, 2)))
    monkeypatch.setattr(page, "measure", lambda *_: result)
    monkeypatch.setattr("sys.argv", ["benchmarks", "page"])
    assert benchmarks.__main__.main() == (1 if told else 0)
    lines = capsys.readouterr().out.splitlines()
    broken = [line for line in lines if line.startswith("broken on ")]
    assert len(broken) == len(told)
    for scenario, line, words in zip(page.SCENARIOS, broken, told, strict=False):
        assert page.machine() in line
        assert scenario.name in line
        assert words in line


def test_each_preset_of_other_kinds_is_a_scene_of_the_page_but_the_one_that_diverges():
    names = [preset.name for preset in KIND_PRESETS]
    scenarios = {scenario.name: scenario for scenario in page.PICTURES}
    assert [*scenarios, page.UNBOUNDED] == sorted(
        names, key=lambda name: name == page.UNBOUNDED
    )
    assert all(scenario.least_fps == 55 for scenario in scenarios.values())
    assert scenarios["sort"].most_ms == 8
    assert scenarios["vanishing-in-time"].most_ms == 12
    assert scenarios["sort"].fragment == "preset=sort&speed=full"


def test_cpu_ratios_compare_turns_of_which_none_follows_its_own(monkeypatch):
    clock, turns = [0.0], []
    monkeypatch.setattr("benchmarks.timing.time.process_time", lambda: clock[0])

    def run_of(name, seconds):
        def run(n):
            turns.append((name, n))
            clock[0] += n * seconds

        return run

    runs = {"one": run_of("one", 1e-5), "two": run_of("two", 2.2e-5)}
    seconds, ratios = cpu_ratios(runs, rounds=9)
    assert seconds == pytest.approx(1e-5)
    assert ratios == {"two": (pytest.approx(2.2),) * 3}
    timed = turns[-18:]
    assert set(timed) == {("one", 400), ("two", 182)}
    assert all(a != b for a, b in pairwise(name for name, _ in timed))


def test_each_question_is_asked_of_other_numbers_and_answered(monkeypatch):
    monkeypatch.setattr(questions, "EXPERIMENT", {"hidden": [3, 2], "batch_size": 4})
    asked = []

    class Spy(questions.Asker):
        def milliseconds(self, question):
            trainer = self._session.trainer
            asked.append((question["type"], trainer.step_count, trainer.op_index))
            return super().milliseconds(question)

    monkeypatch.setattr(questions, "Asker", Spy)
    taken = dict(questions.questions(rounds=3))
    assert all(len(each) == 3 and min(each) > 0 for each in taken.values())
    places = [place for kind, *place in asked if kind != "reset"]
    assert len(places) == 4 * len(taken)
    assert all(a != b for a, b in pairwise(places))
    assert any(op for _, op in places)


def test_a_question_that_is_refused_is_not_timed():
    asker = questions.Asker({"hidden": [3]})
    with pytest.raises(ValueError, match="not_ready"):
        asker.milliseconds({"type": "uphill"})


@pytest.mark.parametrize(("late", "told"), [(49, "yes"), (51, "NO")])
def test_answers_that_are_late_break_the_bar(late, told, monkeypatch, capsys):
    taken = [("weight", [1.0] * 18 + [late] * 2), ("loss", [1.0] * 20)]
    monkeypatch.setattr(questions, "questions", lambda _: taken)
    monkeypatch.setattr("sys.argv", ["benchmarks", "questions"])
    assert benchmarks.__main__.main() == (1 if told == "NO" else 0)
    assert capsys.readouterr().out.endswith(f"bar met: {told}\n")


@pytest.mark.parametrize("network", start.NETWORKS)
def test_the_start_of_a_network_is_timed_in_each_of_its_widths(network, monkeypatch):
    settings, widest = start.NETWORKS[network], 2 * start.N_TIMES
    *others, last = settings["hidden"]
    assert Experiment(**{**settings, "hidden": (*others, last + widest)})
    monkeypatch.setattr(start, "N_TIMES", 1)
    found = start.measured(settings)
    assert tuple(found) == start.COLUMNS
    assert all(figure > 0 for figure in found.values())


def test_a_start_is_compared_with_that_of_another_checkout_in_turns(
    monkeypatch, capsys
):
    asked = []

    def in_new_process(checkout, network):
        asked.append((checkout == start.ROOT, network))
        figure = 3000.0 if checkout == start.ROOT else 6000.0
        return dict.fromkeys(start.COLUMNS, figure)

    monkeypatch.setattr(start, "in_new_process", in_new_process)
    start.main(["2-2-1", "--rounds", "2", "--against", "elsewhere"])
    assert asked == [(is_ours, "2-2-1") for is_ours in (True, False, False, True)]
    row = capsys.readouterr().out.splitlines()[-1]
    assert row == "| 2-2-1 " + "| 3,000 (0.50×) " * len(start.COLUMNS) + "|"


def test_a_new_process_measures_the_engine_of_a_checkout():
    found = start.in_new_process(start.ROOT, "2-2-1")
    assert tuple(found) == start.COLUMNS


def test_no_malformed_message_is_a_command():
    rng = random.Random(3)
    for _ in range(100):
        with pytest.raises(ProtocolError):
            parse(malformed(rng).decode())
