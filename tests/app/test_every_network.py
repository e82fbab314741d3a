"""A session with a network of any kind: commands, the past, saved runs and twins."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.protocol.commands.commands import COMMANDS
from app.protocol.errors import ProtocolError
from app.protocol.events import Error
from app.protocol.sections import WATCHED
from app.session.document import capture, document_of, link_of
from app.session.restoring import session_of
from app.session.run.loss_guard import SNAPSHOT_EVERY
from engine import Trainer
from engine.graph import Ref
from tests.app.conftest import Desk
from tests.engine.networks_of import EXPERIMENTS, OTHERS, SETTINGS, SMALL
from tests.quick import examples

FIELDS: dict[str, dict[str, Any]] = {
    kind: json.loads(json.dumps({**SMALL, **SETTINGS[kind], "network": kind}))
    for kind in EXPERIMENTS
}
NAMES = ("h", "z", "a", "x", "c", "A")
PLACE = {"layer": 0, "row": 1, "column": 0}
UNIT = {"layer": 0, "row": 1}
QUESTIONS: list[dict[str, Any]] = [
    *(
        {"type": "inspect", "target": target, **place}
        for target, place in (
            ("weight", PLACE),
            ("weight", {**PLACE, "sample": 2}),
            ("bias", UNIT),
            ("neuron", UNIT),
            ("layer", {"layer": 0}),
            ("loss", {}),
            ("input", {"row": 0}),
            ("output", {"row": 0}),
        )
    ),
    {"type": "program"},
    {"type": "script"},
    {"type": "graph"},
    {"type": "graph", "open": [0], "place": UNIT, "sample": 2},
    {"type": "check_gradient", **PLACE},
    {"type": "check_all"},
    {"type": "find_paths", **PLACE},
    {"type": "find_paths", **PLACE, "sample": 2},
    {"type": "uphill"},
    *(
        {"type": "grade", "step": step, "question": question, "answer": "0", **PLACE}
        for step in (1, 4)
        for question in ("sign", "direction", "layer", "sample", "uphill")
    ),
    *({"type": "sample", "part": part, "index": 3} for part in ("train", "test")),
    {"type": "gradient_terms", "block": 0, "row": 1, "column": 0},
    {"type": "explain", "quantity": "dW", "block": 0, "row": 1, "column": 0},
    {"type": "explain", "quantity": "value", "node": "z", "site": 0, "sample": 2},
    {"type": "input_gradient", "sample": 2},
    {"type": "full_gradient", "block": 0},
    *(
        {"type": "export", "kind": kind}
        for kind in (
            *("run", "run_link", "curves_npz", "numpy", "pytorch", "notebook"),
            *("trace_csv", "trace_npz", "checker"),
        )
    ),
    {"type": "runs", "action": "list"},
    {"type": "hello", "session": None},
]
MOVES: list[dict[str, Any]] = [
    *(
        {"type": "advance", "by": by, "count": n}
        for by, n in (("op", 3), ("layer", 2), ("phase", 1), ("step", 5), ("epoch", 1))
    ),
    {"type": "step_back", "by": "op", "count": 2},
    {"type": "step_back", "by": "step", "count": 1},
    {"type": "step_back", "by": "step", "count": 7},
    {"type": "set_parameter", **PLACE, "value": 0.5},
    {"type": "set_parameter", "layer": 1, "row": 0, "column": None, "value": 0.5},
    {"type": "seek", "step": 2},
    {"type": "seek", "step": 9},
    {"type": "branch", "action": "switch", "branch": 0},
    {"type": "branch", "action": "curves", "branch": 0},
    {"type": "branch", "action": "without", "branch": 0, "event": 0},
    {"type": "twin", "action": "make", "change": {"learning_rate": 0.1}, "at": "now"},
    {"type": "twin", "action": "make", "change": {"network": "lstm"}, "at": "start"},
    {"type": "twin", "action": "swap"},
    {"type": "twin", "action": "promote"},
    {"type": "twin", "action": "drop"},
    {"type": "play", "steps_per_second": 200},
    {"type": "play"},
    {"type": "pause"},
    {"type": "reset"},
    {"type": "reset", "seed": 3},
    {"type": "reset", "experiment": {"network": "rnn"}},
    *({"type": "reset", "experiment": fields} for fields in FIELDS.values()),
]
CHANGES: list[dict[str, Any]] = [
    {"type": "change", **change}
    for change in (
        {"learning_rate": 0.01},
        {"optimizer": "rmsprop"},
        {"batch_size": 4},
        {"batch_size": "full"},
        {"hidden": [4]},
        {"hidden": [6]},
        {"hidden": [3, 2]},
        {"activation": "relu"},
        {"noise": 0.1},
        {"use_bias": False},
        {"loss": "mse"},
        {"dropout": 0.2},
        {"network": "lstm"},
        {"network": "rnn"},
        {"network": "dense"},
        {"features": ["x1"]},
        {"truncation": 2},
        {"heads": 1},
        {"sequence_length": 6},
        {"clip_norm": 0.5},
        {"l2": 0.01},
        {"patience": 2},
        {"initializer": "zeros"},
    )
]


class Page:
    """A desk that reads frames as a page does, and asks for all that there is."""

    def __init__(self, **fields: Any) -> None:
        self.desk = Desk(**fields)
        self.desk.send("watch", sections=list(WATCHED), nodes=list(NAMES), probe=1)

    def ask(self, command: dict[str, Any]) -> list[Any]:
        """Send a command; return its events, all of which can be written as JSON."""
        try:
            events = self.desk.ask(**command)
        except ProtocolError as error:  # it is no message of the protocol
            return [Error.answering(error)]
        for event in events:
            assert json.loads(event.text())["type"] == event.type
            assert getattr(event, "code", "") != "internal"
        self.desk.train()
        events += self.desk.events()
        self.desk.now += 1
        if self.desk.frame():
            self.desk.acknowledge(self.desk.session.subscription.seq)
        return events

    def goes_on(self) -> None:
        """Check that the run can be trained on."""
        self.ask({"type": "pause"})
        trainer = self.desk.session.trainer
        is_over = trainer.stopped
        before = trainer.step_count
        events = self.ask({"type": "advance", "by": "step", "count": 2})
        assert not [e for e in events if e.type == "error" and e.code != "diverged"]
        assert is_over or self.desk.session.trainer.step_count > before


@pytest.mark.parametrize("kind", EXPERIMENTS)
@pytest.mark.parametrize("n_ops", [0, 4])
def test_every_question_is_answered_or_refused_and_changes_nothing(
    kind: str, n_ops: int
) -> None:
    page = Page(**FIELDS[kind])
    page.ask({"type": "advance", "by": "step", "count": 4})
    page.ask({"type": "advance", "by": "op", "count": n_ops or 1})
    if not n_ops:
        page.ask({"type": "step_back", "by": "op", "count": 1})
    before = page.desk.digest()
    for command in QUESTIONS:
        answer = page.ask(command)[0]
        assert answer.type != "ack"
        assert page.desk.digest() == before, command
    page.goes_on()


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_of_layers_alone_is_refused_in_words(kind: str) -> None:
    page = Page(**FIELDS[kind])
    page.ask({"type": "advance", "by": "step", "count": 2})
    (error, *_) = page.ask({"type": "inspect", "target": "layer"})
    assert (error.code, error.field) == ("invalid_value", "network")


def spread() -> Iterator[Any]:
    """Yield every command for every kind; quick ones are a third, and all of rnn."""
    for i, command in enumerate([*MOVES, *CHANGES]):
        for k, kind in enumerate(EXPERIMENTS):
            is_quick = kind == "rnn" or (i + k) % 3 == 0
            marks = () if is_quick else pytest.mark.slow
            name = f"{kind} {json.dumps(command)}"
            yield pytest.param(kind, command, marks=marks, id=name)


@pytest.mark.parametrize(("kind", "command"), list(spread()))
def test_a_command_is_carried_out_or_changes_nothing(
    kind: str, command: dict[str, Any]
) -> None:
    page = Page(**FIELDS[kind])
    page.ask({"type": "advance", "by": "step", "count": 8})
    before = page.desk.digest()
    events = page.ask(command)
    if events[0].type == "error":
        assert page.desk.digest() == before
    page.goes_on()


@pytest.mark.slow
@settings(max_examples=examples(30))
@given(
    kind=st.sampled_from(sorted(EXPERIMENTS)),
    commands=st.lists(
        st.sampled_from([*MOVES, *MOVES, *CHANGES, *QUESTIONS]), min_size=5, max_size=25
    ),
)
def test_no_sequence_of_commands_ends_a_session(
    kind: str, commands: list[dict[str, Any]]
) -> None:
    page = Page(**FIELDS[kind])
    for command in commands:
        page.ask(command)
    page.goes_on()


def test_every_command_is_tried() -> None:
    tried = {command["type"] for command in (*QUESTIONS, *MOVES, *CHANGES)}
    assert COMMANDS.keys() - tried == {"watch", "table", "load", "frame_ack"}


# ---- time ----------------------------------------------------------------------------


def alone(kind: str, *n_steps: int) -> Iterator[str]:
    """Yield the states of a run after some steps."""
    trainer = Trainer(EXPERIMENTS[kind])
    for n in n_steps:
        trainer.step(n - trainer.step_count)
        yield trainer.snapshot().digest()


@pytest.mark.parametrize("kind", EXPERIMENTS)
def test_any_step_of_the_past_is_gone_to_exactly(kind: str) -> None:
    page = Page(**FIELDS[kind])
    page.ask({"type": "advance", "by": "step", "count": SNAPSHOT_EVERY + 20})
    steps = 3, 70, SNAPSHOT_EVERY + 1
    for step, digest in zip(steps, alone(kind, *steps), strict=True):
        (ack, *_) = page.ask({"type": "seek", "step": step})
        assert ack.step == step
        assert page.desk.digest() == digest
    page.goes_on()


def written(desk: Any) -> Any:
    return json.loads(json.dumps(document_of(capture(desk.session.state))))


@pytest.mark.parametrize("kind", EXPERIMENTS)
def test_a_saved_run_goes_on_as_it_would_have(kind: str) -> None:
    page = Page(**FIELDS[kind])
    page.ask({"type": "advance", "by": "step", "count": 30})
    page.ask({"type": "change", "learning_rate": 0.02})
    page.ask({"type": "advance", "by": "step", "count": 30})
    session = page.desk.session
    opened = session_of(written(page.desk), clock=lambda: 0.0)
    assert opened.trainer.snapshot().digest() == page.desk.digest()
    ours, theirs = (
        each.state.run.records.histories()[0].model_dump() for each in (session, opened)
    )
    assert json.dumps(ours) == json.dumps(theirs)
    n_blocks = len(session.trainer.graph.parameters)
    assert {len(row) for row in ours["gradient_rms"]} == {n_blocks}
    for each in (session, opened):
        each.trainer.step(5)
    assert opened.trainer.snapshot().digest() == session.trainer.snapshot().digest()


@pytest.mark.parametrize("kind", EXPERIMENTS)
def test_a_link_leads_to_the_same_numbers(kind: str) -> None:
    page = Page(**FIELDS[kind])
    page.ask({"type": "advance", "by": "step", "count": 40})
    link = json.loads(json.dumps(link_of(capture(page.desk.session.state))))
    opened = session_of(link, clock=lambda: 0.0)
    assert opened.trainer.snapshot().digest() == page.desk.digest()


# ---- twins ---------------------------------------------------------------------------


@pytest.fixture
def twins(make_desk: Callable[..., Any]) -> Any:
    """A recurrent network of each kind, in lock-step from the start."""
    desk = make_desk(**FIELDS["rnn"])
    desk.send("twin", action="make", change={"network": "lstm"}, at="start")
    return desk


def test_an_lstm_trains_beside_a_plain_cell_on_the_same_batches(twins: Any) -> None:
    twins.ask("advance", by="step", count=25)
    one, other = twins.session.trainers
    assert (one.experiment.network, other.experiment.network) == ("rnn", "lstm")
    np.testing.assert_array_equal(one.trace().x, other.trace().x)
    for trainer in (one, other):
        own = Trainer(trainer.experiment)
        own.step(25)
        assert own.snapshot().digest() == trainer.snapshot().digest()


def test_frames_of_twins_have_the_nodes_of_both(twins: Any, read_sections: Any) -> None:
    sections = ["node_value", "node_grad_rms", "W"]
    layout = json.loads(twins.send("watch", sections=sections, nodes=["h"])[1].text())
    twins.ask("advance", by="step", count=3)
    frame = twins.frame()
    found = {
        run: {**layout, "sections": [s for s in layout["sections"] if s["run"] == run]}
        for run in (0, 1)
    }
    n_units, n_steps = 4, 5
    for run, trainer in enumerate(twins.session.trainers):
        numbers = read_sections(frame, found[run])
        assert numbers["node_value", None].shape == (n_units * (n_steps + 1),)
        assert numbers["node_grad_rms", None].shape == (n_steps,)
        last = Ref("value", trainer.graph.named("h")[-1])
        wanted = np.float32(trainer.trace().array(last).mean(axis=1))
        np.testing.assert_array_equal(numbers["node_value", None][-n_units:], wanted)


def test_twins_go_back_together(twins: Any) -> None:
    twins.ask("advance", by="step", count=20)
    twins.ask("seek", step=7)
    for trainer in twins.session.trainers:
        own = Trainer(trainer.experiment)
        own.step(7)
        assert own.snapshot().digest() == trainer.snapshot().digest()
