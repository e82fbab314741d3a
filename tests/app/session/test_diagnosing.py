"""Diagnoses: when a session tells what hinders learning, and to whom."""

import json
from itertools import pairwise
from typing import Any

import pytest

from app.protocol.commands.parse import parse
from app.protocol.events import DiagnosisChanged, Diverged, Event
from app.session.diagnosing import AGAIN_SECONDS, LOOK_SECONDS, PATIENCE, Diagnoses
from engine import Experiment, Finding, Trainer
from tests.app.session.helpers import of

VANISHING = {"hidden": (8,) * 8, "activation": "sigmoid"}


def told(events: list[Event]) -> list[DiagnosisChanged]:
    return [event for event in events if isinstance(event, DiagnosisChanged)]


def rules(event: DiagnosisChanged) -> list[str]:
    return [finding.rule for finding in event.findings]


def train_until_told(desk: Any) -> DiagnosisChanged:
    desk.send("play", steps_per_second=200)
    for _ in range(4000):
        desk.train(seconds=0.005)
        if found := told(desk.events()):
            return found[0]
    raise AssertionError


def test_what_is_found_is_told_with_numbers_advice_and_a_target(make_desk: Any) -> None:
    desk = make_desk(**VANISHING)
    event = train_until_told(desk)
    assert event.step >= 10
    (finding,) = event.findings
    assert (finding.rule, finding.cause) == ("vanishing_derivatives", "derivatives")
    assert finding.evidence["derivatives"] < 0.25
    assert finding.advice == {"activation": "relu"}
    assert json.loads(event.text())["findings"][0]["target"] == {
        "layer": 0,
        "unit": None,
    }


def test_a_healthy_run_is_quiet(make_desk: Any) -> None:
    desk = make_desk(learning_rate=0.1)
    desk.send("play", steps_per_second=500)
    events = []
    for _ in range(1000):
        desk.train(seconds=0.005)
        events += desk.events()
    assert len(events) > 10
    assert told(events) == []


@pytest.mark.slow
def test_numbers_are_renewed_now_and_then_and_at_a_pause(make_desk: Any) -> None:
    desk = make_desk(**VANISHING)
    train_until_told(desk)
    times = []
    for _ in range(10_000):
        desk.train()
        times += [desk.now for event in told(desk.events())]
    gaps = [b - a for a, b in pairwise(times)]
    assert gaps
    assert min(gaps) >= AGAIN_SECONDS
    desk.train(100)
    (event,) = told(desk.send("pause"))
    assert event.step == desk.session.trainer.step_count


def test_a_reset_withdraws_it_at_once(make_desk: Any) -> None:
    desk = make_desk(**VANISHING)
    train_until_told(desk)
    (event,) = told(desk.send("reset"))
    assert event.findings == ()


def test_stepping_by_hand_is_looked_at_too(make_desk: Any) -> None:
    desk = make_desk(learning_rate=0.0)
    events = [told(desk.ask("advance", by="step")) for _ in range(12)]
    assert [[event.step for event in each] for each in events[8:]] == [
        [],
        [10],
        [11],
        [12],
    ]


def test_the_same_numbers_are_told_again_with_their_step(make_desk: Any) -> None:
    desk = make_desk(learning_rate=0.0)
    train_until_told(desk)
    desk.train(20)
    (event,) = told(desk.send("pause"))
    assert event.step == desk.session.trainer.step_count
    assert told(desk.send("pause")) == []


def test_a_run_without_findings_is_quiet_at_a_pause_too(make_desk: Any) -> None:
    desk = make_desk(learning_rate=0.1)
    desk.send("play", steps_per_second=500)
    desk.train(100)
    assert told([*desk.events(), *desk.send("pause")]) == []


def test_a_page_that_resumes_or_looks_on_is_told(make_desk: Any) -> None:
    desk = make_desk(**VANISHING)
    event = train_until_told(desk)
    hello = parse('{"type":"hello","id":5,"session":"x"}')
    for observer_key in ("k", None):
        events = desk.session.welcome(
            hello, "x", observer_key=observer_key, resumed=True, now=desk.now
        )
        assert rules(of(events, DiagnosisChanged)) == rules(event)


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_divergence_is_told_with_its_step(make_desk: Any, by_hand: bool) -> None:
    desk = make_desk(
        dataset="plane", hidden=(8,), activation="relu", learning_rate=100.0
    )
    events = []
    if by_hand:
        events = desk.ask("advance", by="step", count=500)
    else:
        desk.send("play")
        while not told(events):
            desk.train()
            events += desk.events()
    diverged, event = of(events, Diverged), told(events)[-1]
    assert rules(event) == ["diverged"]
    assert event.findings[0].evidence["step"] == diverged.step


class Looked:
    """Networks whose findings a test chooses."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.found: list[Finding] = []
        self.diagnoses, self.now = Diagnoses(), 0.0
        self.trainers = [Trainer(Experiment())]
        path = "engine.inspection.diagnosis.diagnosis.Diagnosis"
        monkeypatch.setattr(f"{path}.look", lambda _, trainer: tuple(self.found))  # noqa: ARG005
        monkeypatch.setattr(f"{path}.n_observations", 10)

    def find(self, *names: str) -> list[list[str]]:
        self.now += LOOK_SECONDS
        self.found = [Finding(rule=n, cause="c", evidence={"n": 1.0}) for n in names]
        self.diagnoses.look(self.trainers, now=self.now, is_running=True)
        return [rules(event) for event in self.diagnoses.take_events()]


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Looked:
    return Looked(monkeypatch)


def test_a_run_that_trains_is_looked_at_now_and_then(looked: Looked) -> None:
    assert looked.find("stuck") == [["stuck"]]
    looked.now -= LOOK_SECONDS / 100
    assert looked.find("rising") == []
    looked.now -= LOOK_SECONDS * 0.99
    assert looked.find("rising") == [["rising", "stuck"]]


def test_a_finding_that_comes_and_goes_stays(looked: Looked) -> None:
    assert looked.find("stuck") == [["stuck"]]
    for _ in range(4):
        for _ in range(PATIENCE - 1):
            assert looked.find() == []
        assert looked.find("stuck") == []
    for _ in range(PATIENCE - 1):
        assert looked.find() == []
    assert looked.find() == [[]]


def test_the_most_severe_is_first_also_among_those_kept(
    looked: Looked,
) -> None:
    looked.find("symmetry")
    assert looked.find("clipped") == [["symmetry", "clipped"]]


def test_a_divergence_is_alone(looked: Looked) -> None:
    looked.find("rising")
    assert looked.find("diverged") == [["diverged"]]


def test_a_twin_has_a_diagnosis_of_its_own(looked: Looked) -> None:
    assert looked.find("stuck") == [["stuck"]]
    looked.trainers = [Trainer(Experiment()), Trainer(Experiment())]
    assert looked.find("stuck") == [["stuck"]]
    assert [event.run for event in looked.diagnoses.present()] == [0, 1]
    looked.trainers = looked.trainers[:1]
    assert looked.find("stuck") == [[]]
    assert [event.run for event in looked.diagnoses.present()] == [0]


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("swap", {0: ["vanishing_derivatives"], 1: []}),
        ("promote", {0: ["vanishing_derivatives"]}),
    ],
)
def test_findings_follow_the_network_to_its_new_place(
    make_desk: Any, action: str, expected: dict[int, list[str]]
) -> None:
    desk = make_desk(hidden=(8,) * 8, activation="relu")
    desk.send("twin", change={"activation": "sigmoid"})
    train_until_told(desk)
    desk.send("pause")
    events = told(desk.send("twin", action=action))
    found = {event.run: rules(event) for event in events}
    assert {run: found[run] for run in expected} == expected
    assert found.get(1, []) == []
    present = desk.session._state.diagnoses.present()
    assert [(event.run, rules(event)) for event in present] == [
        (0, ["vanishing_derivatives"])
    ]


def test_before_a_look_there_is_nothing_to_rearrange(looked: Looked) -> None:
    looked.diagnoses.arrange((1, 0))
    assert looked.diagnoses.take_events() == []


def test_with_a_twin_goes_what_was_told_of_it(make_desk: Any) -> None:
    desk = make_desk(hidden=(8,) * 8, activation="relu")
    desk.send("twin", change={"activation": "sigmoid"})
    train_until_told(desk)
    desk.send("pause")
    (event,) = told(desk.send("twin", action="drop"))
    assert (event.run, rules(event)) == (1, [])
    assert told(desk.send("twin", change={})) == []


def test_the_twin_of_a_session_has_a_diagnosis_too(make_desk: Any) -> None:
    desk = make_desk(hidden=(8,) * 8, activation="relu")
    desk.send("twin", change={"activation": "sigmoid"})
    event = train_until_told(desk)
    assert (event.run, rules(event)) == (1, ["vanishing_derivatives"])
