"""The fields of a derivation hold what the inspector found, to the last bit."""

import json
from typing import Any

import numpy as np
import pytest

from app.protocol.commands.questions import Inspect
from app.session.messages.derivation_fields import derivation_fields
from engine import Experiment, Trainer, inspected


def fields_of(trainer: Trainer, **asked: Any) -> dict[str, Any]:
    command = Inspect(type="inspect", id=1, **asked)
    place = command.model_dump(exclude={"type", "id", "run"})
    event = derivation_fields(command, inspected(trainer, **place), trainer.data)
    fields: dict[str, Any] = json.loads(event.text())
    return fields


def stepped(**settings: Any) -> Trainer:
    trainer = Trainer(Experiment(hidden=(3,), batch_size=4, **settings))
    trainer.step(2)
    return trainer


def test_all_seventeen_digits_arrive() -> None:
    trainer = stepped(optimizer="adam", clip_norm=0.1)
    fields = fields_of(trainer, target="weight", layer=0, row=2, column=1)
    trace = trainer.trace()
    layer = trace.layers[0]
    assert fields["parts"][0]["factor"]["value"] == layer.dW[2, 1]
    assert fields["bars"]["deltas"] == layer.delta[2].tolist()
    assert fields["bars"]["inputs"] == trace.x[1].tolist()
    update = fields["update"]
    assert (update["old"], update["new"]) == (layer.W_before[2, 1], layer.W_after[2, 1])
    moments = next(op for op in update["ops"] if op["name"] == "moments")
    changes = {each["symbol"]: each for each in moments["changes"]}
    for name, each in changes.items():
        before, after = layer.slots[name]["W"]
        assert (each["before"], each["after"]) == (before[2, 1], after[2, 1])
        assert each["ref"]["quantity"] == name


def test_matrices_and_losses_come_by_rows() -> None:
    trainer = stepped(dataset="blobs", loss="softmax_cross_entropy")
    trace = trainer.trace()
    z = next(
        m for m in fields_of(trainer, target="layer")["matrices"] if m["name"] == "z"
    )
    assert z["values"] == trace.layers[0].z.tolist()
    assert (z["n_rows"], z["n_columns"]) == (3, 4)
    losses = fields_of(trainer, target="loss")["losses"]
    assert losses["outputs"] == trace.layers[-1].a.tolist()
    assert losses["targets"] == trace.y.tolist()
    assert np.mean(losses["losses"]) == pytest.approx(trace.loss, rel=1e-12)
