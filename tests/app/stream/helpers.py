"""What the tests of frames share: experiments, layouts, and expected sections."""

import json
from typing import Any

import numpy as np

from app.protocol.sections import WATCHED
from engine import diagnostics, mean_field

ALL = list(WATCHED)
MAPS = ("surface", "neuron_surface")
OTHERS = (*MAPS, "predicted", "confusion", "distributions")
NODES = ("node_value", "node_grad", "node_rms", "node_grad_rms", "node_target")
FLOATS = [name for name in ALL if name not in (*OTHERS, *NODES)]
FIGURES = (
    *("gradient_rms", "delta_rms", "da_rms", "update_ratio"),
    *("mean_df", "saturated", "dead"),
)
EXPERIMENTS: dict[str, dict[str, Any]] = {
    "default": {},
    "W3": {"hidden": [8, 8, 8], "activation": "relu", "optimizer": "adam"},
    "no bias": {"use_bias": False},
    "no hidden layer": {"hidden": []},
    "iris": {"dataset": "iris", "loss": "softmax_cross_entropy"},
    "digits": {"dataset": "digits", "loss": "softmax_cross_entropy", "hidden": [5]},
    "line": {"dataset": "sine", "learning_rate": 0.001},
    "dropout": {"dropout": 0.4, "hidden": [6, 5]},
    "mixed": {"hidden": [3, 4], "activation": ["relu", "sigmoid"], "l2": 0.01},
}


def watched(desk: Any, sections: list[str], **fields: Any) -> dict[str, Any]:
    """Watch, and return the layout as the page gets it."""
    answer, layout = desk.send("watch", sections=sections, **fields)
    assert answer.type == "ack"
    found: dict[str, Any] = json.loads(layout.text())
    return found


def expected_sections(trainer: Any) -> dict[Any, np.ndarray]:
    """Return every float section of a trained step, read from its trace."""
    trace, figures = trainer.trace(), diagnostics(trainer)
    found: dict[Any, np.ndarray] = {}
    dead, saturated = trainer.unit_health()
    for layer, (W, b) in enumerate(trainer.parameters):
        found["unit_dead", layer] = dead[layer]
        found["unit_saturated", layer] = saturated[layer]
        of_layer = trace.layers[layer]
        found["W", layer] = W
        for name in ("W_before", "dW", "update_W"):
            found[name, layer] = getattr(of_layer, name)
        if b is not None:
            found["b", layer] = b[:, 0]
            for name in ("b_before", "db", "update_b"):
                found[name, layer] = getattr(of_layer, name)[:, 0]
        found["a_prev", layer] = of_layer.a_prev.mean(axis=1)
        for name in ("z", "a", "df"):
            found[name, layer] = getattr(of_layer, name).mean(axis=1)
        found["delta", layer] = of_layer.delta.sum(axis=1)
        rms = np.linalg.norm(of_layer.delta, axis=1) / np.sqrt(trace.batch_size)
        found["unit_delta_rms", layer] = rms
    for name in FIGURES:
        found[name, None] = getattr(figures, name)
    theory = mean_field(trainer)
    found["delta_theory", None] = theory.ratio
    found["delta_theory_band", None] = theory.band
    found["losses", None] = np.array([trainer.train_loss, trainer.test_loss])
    shares = trainer.train_accuracy, trainer.test_accuracy
    found["accuracies", None] = np.array(shares)
    return found
