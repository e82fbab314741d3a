"""Catalog: every choice of a setting, with its label and help text.

Menus, help texts and documentation are made from it; all entries come from the tables
of `engine.functions` and `engine.data`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from engine.data.datasets import DATASETS
from engine.data.features import FEATURES
from engine.data.sequences import SEQUENCES
from engine.functions.activations import ACTIVATIONS
from engine.functions.initializers import INITIALIZERS
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS
from engine.functions.outputs import OUTPUTS
from engine.functions.schedules import SCHEDULES
from engine.networks.networks import NETWORKS

__all__ = ["TABLES", "catalog"]

Entry = dict[str, Any]

TABLES: dict[str, Collection[str]] = {
    "activations": ACTIVATIONS,
    "losses": LOSSES,
    "optimizers": OPTIMIZERS,
    "initializers": INITIALIZERS,
    "schedules": SCHEDULES,
    "features": FEATURES,
    "datasets": (*DATASETS, *SEQUENCES),
    "outputs": OUTPUTS,
    "networks": NETWORKS,
}
"""The names that a setting may have, by the list that `Setting.choices` names."""


def _entry(item: Any, **more: Any) -> Entry:
    return {"name": item.name, "label": item.label, "help": item.help, **more}


def catalog() -> dict[str, list[Entry]]:
    """Return lists of ``{"name", "label", "help", ...}`` by kind of choice."""
    return {
        "activations": [
            _entry(a, latex=a.latex, latex_df=a.latex_df, low=a.low, high=a.high)
            for a in ACTIVATIONS.values()
        ],
        "losses": [
            _entry(
                loss,
                latex=loss.latex,
                outputs=list(loss.outputs),
                classes_only=loss.classes_only,
            )
            for loss in LOSSES.values()
        ],
        "optimizers": [
            _entry(
                o, latex=o.latex, constants=list(o.constants), full_batch=o.full_batch
            )
            for o in OPTIMIZERS.values()
        ],
        "initializers": [
            _entry(i, latex=i.latex, scale=i.scale) for i in INITIALIZERS.values()
        ],
        "schedules": [
            _entry(s, latex=s.latex, settings=list(s.settings))
            for s in SCHEDULES.values()
        ],
        "features": [
            _entry(f, needs=list(f.needs), factors=[list(pair) for pair in f.factors])
            for f in FEATURES.values()
        ],
        "datasets": [
            _entry(
                d,
                task=d.task,
                n_classes=len(d.class_names),
                fixed=d.n_fixed is not None,
                all_train=d.train_share is not None,
                feature_names=_feature_names(d),
                n_axes=min(len(d.domain), 2),
                forms=["columns", "pictures"] if d.picture else ["columns"],
            )
            for d in DATASETS.values()
        ]
        + [
            _entry(
                s,
                task=s.task,
                n_classes=len(s.class_names),
                fixed=s.n_fixed is not None,
                all_train=False,
                feature_names=[],
                n_axes=0,
                forms=[s.form],
            )
            for s in SEQUENCES.values()
        ],
        "outputs": [{"name": o, "label": o, "help": f"{o} output"} for o in OUTPUTS],
        "networks": [
            _entry(
                n,
                reads=n.reads,
                units=n.units,
                n_layers=list(n.n_layers),
                n_units=list(n.n_units),
                settings=list(n.settings),
            )
            for n in NETWORKS.values()
        ],
    }


def _feature_names(dataset: Any) -> list[str]:
    columns = dataset.columns
    if len(columns) > 2:
        return list(columns)
    return [f.name for f in FEATURES.values() if set(f.needs) <= set(columns)]
