"""What the network answers to one sample."""

import json
from typing import Any

import numpy as np
import pytest

from engine.inspection.outputs.inference import infer
from tests.engine.networks_of import OTHERS, SETTINGS, SMALL


def asked(desk: Any, **fields: Any) -> dict[str, Any]:
    (event,) = desk.ask("sample", **fields)
    answer: dict[str, Any] = json.loads(event.text())
    return answer


def test_a_sample_has_its_inputs_targets_outputs_and_loss(desk: Any) -> None:
    desk.session.trainer.step(20)
    trainer = desk.session.trainer
    data = trainer.data
    for part, x, y in (
        ("train", data.train_x, data.train_y),
        ("test", data.test_x, data.test_y),
    ):
        answer = asked(desk, part=part, index=4)
        assert (answer["type"], answer["step"]) == ("sample_found", 20)
        assert answer["inputs"] == x[:, 4].tolist()
        assert answer["targets"] == y[:, 4].tolist()
        a = x[:, 4]
        for W, b in trainer.parameters:
            a = np.tanh(W @ a + b[:, 0])
        np.testing.assert_allclose(answer["outputs"], a, rtol=1e-12)
        own = 0.5 * float(np.sum((a - y[:, 4]) ** 2))
        assert answer["loss"] == pytest.approx(own, rel=1e-12)
        assert answer["label"] == int(y[0, 4] > 0)
        assert answer["predicted"] == int(a[0] > 0)


def test_the_losses_of_all_samples_have_the_loss_as_their_mean(desk: Any) -> None:
    fields = {"dataset": "iris", "output": "softmax", "loss": "softmax_cross_entropy"}
    desk.ask("reset", experiment=fields)
    desk.session.trainer.step(10)
    n = desk.session.trainer.data.train_x.shape[1]
    losses = [asked(desk, part="train", index=k)["loss"] for k in range(n)]
    assert np.mean(losses) == pytest.approx(desk.session.trainer.train_loss, rel=1e-12)


def test_a_regression_has_no_classes(desk: Any) -> None:
    desk.ask("reset", experiment={"dataset": "sine"})
    answer = asked(desk, part="test", index=0)
    assert (answer["label"], answer["predicted"]) == (None, None)


def test_a_sample_has_the_units_of_its_table(desk: Any) -> None:
    """A table of 100 to 139 whose first value is 1000 and whose second is 7."""
    x = [[100.0 + k, 0.001 * (k % 5)] for k in range(40)]
    y = [[1000.0 + 10 * k, 7.0] for k in range(40)]
    desk.ask("reset", experiment={"dataset": {"x": x, "y": y}})
    trainer = desk.session.trainer
    trainer.step(30)
    data = trainer.data
    assert np.abs(data.train_x).max() < 3
    assert np.abs(data.train_y).max() < 3
    answer = asked(desk, part="test", index=3)
    k = round(answer["inputs"][0] - 100)
    np.testing.assert_allclose(answer["inputs"], x[k], rtol=1e-9)
    np.testing.assert_allclose(answer["targets"], y[k], rtol=1e-9)
    (a,) = trainer.forward(data.test_x[:, 3:4])[-1][1].T
    values = [row[0] for row in y]
    expected = a[0] * np.std(data.train_labels[:, 0]) + np.mean(data.train_labels[:, 0])
    assert answer["outputs"][0] == pytest.approx(expected)
    assert min(values) - 200 < answer["outputs"][0] < max(values) + 200
    off = a - data.test_y[:, 3]
    assert answer["loss"] == pytest.approx(0.5 * float(off @ off))


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"index": 100_000}, "invalid_value", "index"),
        ({"index": 0, "run": 1}, "not_ready", "run"),
    ],
)
def test_there_is_no_such_sample(
    desk: Any, fields: dict[str, Any], code: str, field: str
) -> None:
    answer = asked(desk, part="train", **fields)
    assert (answer["code"], answer["field"]) == (code, field)


@pytest.mark.parametrize("kind", OTHERS)
def test_samples_of_every_kind_are_answered(kind: str, make_desk: Any) -> None:
    given = {**SMALL, **SETTINGS[kind], "network": kind}
    desk = make_desk(**json.loads(json.dumps(given)))
    desk.session.trainer.step(3)
    data = desk.session.trainer.data
    answer = asked(desk, part="test", index=5)
    assert answer["inputs"] == data.test_x[:, 5].tolist()
    assert answer["targets"] == data.test_y[:, 5].tolist()
    found = infer(desk.session.trainer, data.test_x[:, 5:6], data.test_y[:, 5:6])
    assert answer["outputs"] == found.outputs[:, 0].tolist()
    assert answer["loss"] == found.loss
    assert (answer["label"] is None) == (kind in ("rnn", "attention"))
    if answer["label"] is not None:
        assert answer["label"] == data.test_labels[5]
        assert answer["predicted"] == desk.session.trainer.predicted("test")[5]
