"""Random commands over a real socket: what holds whatever comes in what order."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from engine.inspection.inspector.inspector import TARGETS

RATES = st.sampled_from([0.001, 0.03, 0.5, 1e9, -1.0])
HIDDEN = st.lists(st.integers(0, 9), max_size=3)
SECTIONS = st.lists(st.sampled_from(["W", "z", "dW", "saturated", "surface", "x"]))


class Conversation(RuleBasedStateMachine):
    """One page, one session, and a look behind the curtain."""

    server: Any

    @initialize()
    def connect(self) -> None:
        self.page_manager = self.server.page()
        self.page = self.page_manager.__enter__()
        self.secret = self.page.welcome["session"]
        self.step = 0
        self.asked = 1
        self.restorable = 0

    def ask(self, type: str, **fields: Any) -> dict[str, Any]:
        before = self.digest() if not self.session.running else None
        answer: dict[str, Any] = self.page.ask(type, **fields)
        self.asked += 1
        if answer["type"] == "error":
            assert answer["code"] != "internal"
            if before is not None:
                assert self.digest() == before
        elif answer["type"] not in ("derivation", "gradient_check"):
            # those tell of the step on the screen, which may be the coming one
            if type not in ("reset", "twin"):
                is_back = type == "seek" or "restore" in fields
                assert answer["step"] >= self.step or is_back
            self.step = answer["step"]
        return answer

    @property
    def session(self) -> Any:
        return self.server.hub.rooms[self.secret].session

    def digest(self) -> str:
        trainers = self.session.trainers
        return "".join(trainer.snapshot().digest() for trainer in trainers)

    @rule(speed=st.sampled_from([None, 5, 1000, 0, -1]))
    def play(self, speed: float | None) -> None:
        self.ask("play", steps_per_second=speed)

    @rule()
    def pause(self) -> None:
        assert self.ask("pause")["type"] == "ack"

    @rule(
        by=st.sampled_from(["op", "layer", "phase", "step", "epoch", "year"]),
        count=st.integers(0, 9),
    )
    def advance(self, by: str, count: int) -> None:
        self.ask("advance", by=by, count=count)

    @rule(rate=RATES, run=st.sampled_from([0, 0, 1, 2]))
    def change_rate(self, rate: float, run: int) -> None:
        answer = self.ask("change", learning_rate=rate, run=run)
        if run >= len(self.session.trainers):
            assert answer["type"] == "error"

    @rule(
        change=st.sampled_from(
            [
                None,
                {"activation": "relu"},
                {"hidden": [3]},
                {"learning_rate": 1e9},
                {"optimizer": "nonsense"},
            ]
        ),
        at=st.sampled_from(["start", "now"]),
    )
    def make_a_twin(self, change: dict[str, Any] | None, at: str) -> None:
        answer = self.ask("twin", change=change, at=at)
        is_valid = change is None or not {"learning_rate", "optimizer"} & set(change)
        assert (answer["type"] == "ack") == is_valid
        assert len(self.session.trainers) == 2 or not is_valid

    @rule(action=st.sampled_from(["swap", "promote", "drop"]))
    def settle_the_twin(self, action: str) -> None:
        had_twin = len(self.session.trainers) == 2
        answer = self.ask("twin", action=action)
        assert (answer["type"] == "ack") == had_twin
        if had_twin:
            assert len(self.session.trainers) == (2 if action == "swap" else 1)
            self.restorable = answer["command"]

    @rule()
    def take_back_what_became_of_the_twin(self) -> None:
        if self.restorable:
            answer = self.ask("change", restore=self.restorable)
            assert answer["type"] == "ack" or answer["code"] == "not_kept"

    @rule(hidden=HIDDEN)
    def change_network(self, hidden: list[int]) -> None:
        answer = self.ask("change", hidden=hidden)
        assert (answer["type"] == "ack") == (0 not in hidden)

    @rule(
        optimizer=st.sampled_from(["sgd", "adam", "nonsense"]),
        activation=st.sampled_from(["relu", "tanh", "nonsense"]),
    )
    def change_rule(self, optimizer: str, activation: str) -> None:
        answer = self.ask("change", optimizer=optimizer, activation=activation)
        assert (answer["type"] == "error") == ("nonsense" in (optimizer, activation))

    @rule(
        layer=st.integers(0, 3),
        row=st.integers(0, 9),
        column=st.none() | st.integers(0, 9),
        value=st.floats(-2, 2),
    )
    def set_parameter(
        self, layer: int, row: int, column: int | None, value: float
    ) -> None:
        self.ask("set_parameter", layer=layer, row=row, column=column, value=value)

    @rule(
        dataset=st.sampled_from(["circle", "xor", "iris", "nowhere"]),
        seed=st.integers(-1, 5),
    )
    def reset(self, dataset: str, seed: int) -> None:
        answer = self.ask("reset", experiment={"dataset": dataset}, seed=seed)
        if answer["type"] == "ack":
            assert answer["step"] == 0

    @rule(
        first=st.sampled_from([0, 0, 2, 9]),
        y=st.sampled_from([["a", "b"], [0, 1], [[0.5], [1]], ["a"], [1.5, 2], []]),
        is_last=st.booleans(),
    )
    def bring_a_table(self, first: int, y: list[Any], is_last: bool) -> None:
        x = [[0, 1], [1, 0]]
        answer = self.ask("table", first=first, x=x, y=y, is_last=is_last)
        if answer["type"] == "ack" and is_last:
            reset = self.ask("reset", experiment={"dataset": answer["applied"]})
            assert reset["experiment"]["dataset"]["table"] == answer["applied"]["table"]

    @rule(sections=SECTIONS, fps=st.integers(0, 61))
    def watch(self, sections: list[str], fps: int) -> None:
        answer = self.ask("watch", sections=sections, fps=fps)
        assert (answer["type"] == "ack") == ("x" not in sections and fps <= 60)

    @rule(
        what=st.sampled_from([*TARGETS, "x"]),
        layer=st.integers(0, 3),
        row=st.integers(0, 9),
        column=st.none() | st.integers(0, 9),
        sample=st.none() | st.integers(0, 60),
    )
    def look_closely(
        self, what: str, layer: int, row: int, column: int | None, sample: int | None
    ) -> None:
        place = {"layer": layer, "row": row, "column": column}
        self.ask("pause")
        before = self.digest()
        assert self.ask("inspect", target=what, sample=sample, **place)["type"] in (
            "derivation",
            "error",
        )
        assert self.ask("check_gradient", **place)["type"] in (
            "gradient_check",
            "error",
        )
        assert self.digest() == before

    @rule(share=st.floats(0, 1.2))
    def go_back(self, share: float) -> None:
        """Any step up to the last one is reached; what comes later is refused."""
        self.ask("pause")
        timeline = self.session._state.run.timeline
        step = int(share * timeline.end.step)
        answer = self.ask("seek", step=step)
        if step > timeline.end.step:
            assert (answer["code"], answer["limit"]) == (
                "limit_exceeded",
                timeline.end.step,
            )
        else:
            assert (answer["type"], answer["step"]) == ("ack", step)

    @rule(text=st.sampled_from(["", "{", "[]", '{"type":1}', "NaN", '{"x":1}']))
    def malformed(self, text: str) -> None:
        self.page.socket.send(text)
        error = self.page.until(lambda event: event["type"] == "error")
        assert error["code"] in ("bad_json", "bad_message")

    @rule()
    def come_back(self) -> None:
        self.ask("pause")
        before = self.digest()
        self.page_manager.__exit__(None, None, None)
        self.page_manager = self.server.page(session=self.secret)
        self.page = self.page_manager.__enter__()
        assert self.page.welcome["step"] == self.step
        assert self.digest() == before
        self.asked = 1

    @invariant()
    def twins_are_at_the_same_step(self) -> None:
        if hasattr(self, "page") and not self.session.running:
            assert len({each.step_count for each in self.session.trainers}) == 1

    @invariant()
    def every_id_was_answered_once(self) -> None:
        if hasattr(self, "page"):
            answered = [event["id"] for event in self.page.events if event.get("id")]
            assert sorted(answered) == sorted(set(answered))
            assert len(answered) == self.asked

    def teardown(self) -> None:
        if hasattr(self, "page"):
            self.page_manager.__exit__(None, None, None)


def converse(server: Any, *, examples: int, steps: int) -> None:
    machine = type("Machine", (Conversation,), {"server": server})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=examples, stateful_step_count=steps),
    )


def test_whatever_comes_is_answered_once_and_errors_change_nothing(
    server: Any,
) -> None:
    converse(server, examples=12, steps=20)


@pytest.mark.slow
def test_whatever_comes_for_a_long_time(server: Any) -> None:
    converse(server, examples=300, steps=50)
