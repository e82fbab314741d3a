"""What the network answers to one sample."""

import json
from typing import Any

import numpy as np
import pytest


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
