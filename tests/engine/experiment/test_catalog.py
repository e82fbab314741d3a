"""Catalog: it lists all that the engine has, and everything in it works."""

import json

import pytest

from engine import Experiment, Trainer, catalog
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

TABLES = {
    "activations": ACTIVATIONS, "losses": LOSSES, "optimizers": OPTIMIZERS,
    "initializers": INITIALIZERS, "schedules": SCHEDULES, "features": FEATURES,
    "datasets": {**DATASETS, **SEQUENCES}, "outputs": OUTPUTS, "networks": NETWORKS,
}  # fmt: skip


def test_catalog_has_every_entry_of_every_table_in_its_order():
    found = {kind: [e["name"] for e in entries] for kind, entries in catalog().items()}
    assert found == {kind: list(table) for kind, table in TABLES.items()}


def test_catalog_is_plain_data():
    def allowed(value):
        # infinity means no bound and has no JSON
        return None if value in (float("inf"), float("-inf")) else value

    text = json.dumps(
        [
            {key: allowed(v) if isinstance(v, float) else v for key, v in entry.items()}
            for entries in catalog().values()
            for entry in entries
        ],
        allow_nan=False,
    )
    assert json.loads(text)


@pytest.mark.parametrize("kind", TABLES)
def test_every_entry_has_words(kind):
    for entry in catalog()[kind]:
        assert entry["label"], entry
        assert entry["help"], entry


def test_catalogs_are_independent_copies():
    catalog()["losses"].clear()
    catalog()["losses"][0]["outputs"].append("nosuch")
    assert "nosuch" not in LOSSES["squared_error"].outputs
    assert len(catalog()["losses"]) == len(LOSSES)


NETWORK_OF = {
    "steps": {"network": "rnn", "hidden": (2,)},
    "tokens": {"network": "attention", "hidden": (2,)},
    "columns": {"hidden": (2,)},
}
"""What reads samples of a form."""


def test_feature_names_of_a_dataset_are_what_it_accepts():
    for entry in catalog()["datasets"]:
        if entry["name"] in SEQUENCES:
            assert not entry["feature_names"]
            continue
        names = entry["feature_names"]
        experiment = Experiment(dataset=entry["name"], features=names, hidden=(2,))
        assert experiment.input_names == tuple(names)
        refused = set(FEATURES) - set(names)
        for name in refused:
            with pytest.raises(ValueError, match="feature"):
                Experiment(dataset=entry["name"], features=[name])


def test_dataset_entries_tell_what_the_data_are():
    for entry in catalog()["datasets"]:
        network = NETWORK_OF[entry["forms"][0]]
        data = Trainer(Experiment(dataset=entry["name"], **network)).data
        assert entry["task"] == data.task
        assert entry["n_axes"] == data.n_axes
        if entry["name"] not in ("blobs", "sort", "reverse", "copy"):
            assert entry["n_classes"] == data.n_classes
        assert entry["fixed"] == (
            entry["name"]
            in ("xor", "iris", "digits", "shifted_digits", "modular_addition")
        )
        assert entry["all_train"] == (entry["name"] == "xor")


def test_a_kind_of_network_reads_the_data_of_its_form_and_refuses_others():
    for network in catalog()["networks"]:
        least = max(network["n_layers"][0], 1)
        hidden = (network["n_units"][0],) * least
        for entry in catalog()["datasets"]:
            settings = {"network": network["name"], "dataset": entry["name"]}
            if network["reads"] in entry["forms"]:
                assert Experiment(hidden=hidden, **settings).network
            else:
                with pytest.raises(ValueError, match="reads"):
                    Experiment(hidden=hidden, **settings)


def test_outputs_of_a_loss_are_what_it_accepts():
    for entry in catalog()["losses"]:
        for output in OUTPUTS:
            settings = {"loss": entry["name"], "output": output}
            if output in entry["outputs"]:
                assert Experiment(**settings).output_activation == output
            else:
                with pytest.raises(ValueError, match="output"):
                    Experiment(**settings)


def test_optimizer_constants_are_settings():
    for entry in catalog()["optimizers"]:
        assert set(entry["constants"]) <= Experiment.live_fields
