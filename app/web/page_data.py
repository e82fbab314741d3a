"""The JSON in the page: what its scripts need of the engine, and their texts."""

import json
from dataclasses import asdict
from math import isfinite
from typing import Any

from markupsafe import Markup

from app.i18n import Entry, Language
from app.protocol.close_codes import FINAL_CODES
from app.protocol.commands.commands import (
    MAX_LINK,
    MAX_PIECE,
    MAX_STEPS_PER_SECOND,
    MIN_STEPS_PER_SECOND,
)
from app.protocol.sections import SECTIONS
from app.protocol.strict_json import MAX_MESSAGE_BYTES
from app.session.chunked_text import MAX_DOCUMENT_BYTES
from app.session.run.gesture import GESTURE_SECONDS
from app.session.uploads import MAX_NUMBERS, MAX_TABLES
from app.web.charts import FIGURES as LAYER_FIGURES
from app.web.controls import chosen_inputs
from app.web.default_view import DEFAULT_VIEW, SPEEDS
from app.web.lenses import LENSES, NODE_LENSES
from app.web.presets.presets import PRESETS
from engine import LIMITS, SETTINGS, Experiment, catalog
from engine.data.features import SUBSCRIPTS
from engine.functions.kinds.kinds import kind_of
from engine.functions.kinds.rms_norm import EPS
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.outputs import OUTPUTS
from engine.inspection.readout.distributions import (
    BINS_PER_DECADE,
    LINEAR_BINS,
    LOG_HEAD,
    MAGNITUDES,
    SIGNALS,
    Z_LIMIT,
)
from engine.limits import (
    MAX_HIDDEN_LAYERS,
    MAX_LABEL_LENGTH,
    MAX_UNITS,
    MAX_UPLOADED_FEATURES,
    MAX_UPLOADED_NUMBER,
    MAX_UPLOADED_SAMPLES,
)
from engine.program.ops.op import PHASES

_DEFAULT, _SOFTMAX = Experiment(), "softmax_cross_entropy"
FITTING: dict[str, dict[str, Any]] = {
    "dense": {"data": {"dataset": "circle", "loss": _DEFAULT.loss}, "hidden": (4, 2)},
    "convolution": {"data": {"dataset": "digits", "loss": _SOFTMAX}, "hidden": (4,)},
    "rnn": {"data": {"dataset": "echo", "loss": "mse"}, "hidden": (8,)},
    "lstm": {"data": {"dataset": "echo", "loss": "mse"}, "hidden": (8,)},
    "attention": {"data": {"dataset": "sort", "loss": _SOFTMAX}, "hidden": (16,)},
}
"""What a kind begins with: data, and what is learnt of them, where it does not read the
present ones, and a size where it cannot have the present one."""

__all__ = [
    "labels",
    "page_data",
    "page_words",
    "script_json",
]

MAX_TABLE_BYTES = 8 * 2**20
"""Of a pasted or opened table, as text."""


def page_words(language: Language) -> dict[str, Entry]:
    """Return the entries that the page's scripts write texts with.

    These are the entries of the scripts, those of the server's sentences, and the names
    of settings and phases, which the sentences mention.
    """
    names = [f"control.{field}" for field in SETTINGS]
    names += [f"phase.{phase}" for phase in PHASES]
    shared = {name: language.page[name] for name in names}
    return {**language.script, **language.server, **shared}


def _output_ranges() -> dict[str, list[float]]:
    """Return the least and the largest output of each activation that has both."""
    kinds = {name: kind_of(name) for name in OUTPUTS}
    return {
        name: [kind.low, kind.high]
        for name, kind in kinds.items()
        if isfinite(kind.low) and isfinite(kind.high)
    }


def page_data(language: Language) -> dict[str, Any]:
    """Return what the scripts need of the engine."""
    return {
        "live_fields": sorted(Experiment.live_fields),
        "data_fields": [name for name, row in SETTINGS.items() if row.of_data],
        "defaults": Experiment().to_dict(),
        "limits": {field: list(bounds) for field, bounds in LIMITS.items()},
        "network_limits": {"layers": MAX_HIDDEN_LAYERS, "units": MAX_UNITS},
        "speeds": SPEEDS,
        "view": DEFAULT_VIEW,
        "speed_limits": (MIN_STEPS_PER_SECOND, MAX_STEPS_PER_SECOND),
        "features": {
            entry["name"]: entry["factors"] for entry in catalog()["features"]
        },
        "lenses": {lens.name: asdict(lens) for lens in LENSES},
        "node_lenses": {lens.name: asdict(lens) for lens in NODE_LENSES},
        "layer_figures": {figure.name: asdict(figure) for figure in LAYER_FIGURES},
        "memoryless": [f.name for f in OPTIMIZERS.values() if not f.slots],
        "output_ranges": _output_ranges(),
        "rms_norm_eps": EPS,
        "gesture_ms": 1000 * GESTURE_SECONDS,
        "histograms": {
            "z_limit": Z_LIMIT,
            "bins": LINEAR_BINS,
            "bins_per_decade": BINS_PER_DECADE,
            "signals": SIGNALS,
            "magnitudes": MAGNITUDES,
            "head": LOG_HEAD,
        },
        "tiny_sections": {
            each: [row.name for row in SECTIONS if row.may_be_tiny and row.each == each]
            for each in ("unit", "bias", "weight")
        },
        "own_features": {
            n: [entry["name"] for entry in catalog()["features"] if _fits(entry, n)]
            for n in (1, 2)
        },
        "table_limits": {
            "samples": MAX_UPLOADED_SAMPLES,
            "features": MAX_UPLOADED_FEATURES,
            "numbers": MAX_NUMBERS,
            "classes": list(LIMITS["n_classes"]),
            "bytes": MAX_TABLE_BYTES,
            "label": MAX_LABEL_LENGTH,
            "number": MAX_UPLOADED_NUMBER,
            "tables": MAX_TABLES,
        },
        "message_limits": {
            "bytes": MAX_MESSAGE_BYTES,
            "piece": MAX_PIECE,
            "document": MAX_DOCUMENT_BYTES,
            "link": MAX_LINK,
            "name": MAX_LABEL_LENGTH,
        },
        "final_codes": FINAL_CODES,
        "labels": labels(language),
        "presets": [
            {**asdict(preset), "label": language.text(preset.label_key)}
            for preset in PRESETS
        ],
        "networks": {
            entry["name"]: {
                **{key: entry[key] for key in ("reads", "n_layers", "n_units")},
                "fitting": FITTING[entry["name"]],
            }
            for entry in catalog()["networks"]
        },
        "datasets": {
            entry["name"]: {
                "help": entry["help"],
                "fixed": entry["fixed"],
                "all_train": entry["all_train"],
                "feature_names": chosen_inputs(entry),
                "forms": entry["forms"],
            }
            for entry in catalog()["datasets"]
        },
    }


def labels(language: Language) -> dict[str, dict[str, str]]:
    """Return the labels of the values of settings, by field and value.

    The empty value is None, where that switches the setting off.
    """
    known = {
        field: {entry["name"]: entry["label"] for entry in catalog()[row.choices]}
        for field, row in SETTINGS.items()
        if row.choices
    }
    for field, row in SETTINGS.items():
        if row.none == "none":
            known.setdefault(field, {})[""] = language.text("none")
    columns = [f"x{k + 1}" for k in range(MAX_UPLOADED_FEATURES)]
    known["features"] |= {name: name.translate(SUBSCRIPTS) for name in columns}
    return known


def _fits(feature: dict[str, Any], n_columns: int) -> bool:
    """Return whether a feature can be computed from the first columns x1, x2."""
    return set(feature["needs"]) <= {f"x{k + 1}" for k in range(n_columns)}


def script_json(value: Any) -> Markup:
    """Return JSON that cannot end the script element that contains it."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))
