"""Network checks: what does not fit a kind of network is refused with the reason."""

import pytest

from engine import Experiment, ExperimentError
from engine.data.datasets import DATASETS
from engine.data.sequences import SEQUENCES
from engine.limits import MAX_MULTIPLY_ADDS
from engine.networks.networks import NETWORKS
from tests.engine.networks_of import EXPERIMENTS, OTHERS


def refused(**settings):
    """Return the error that settings raise."""
    with pytest.raises(ExperimentError) as caught:
        Experiment(**settings)
    assert len(caught.value.message) < 200
    return caught.value


def reads(network, dataset):
    """Return whether a kind of network reads a dataset, by what each is."""
    wanted = NETWORKS[network].reads
    if dataset in SEQUENCES:
        return wanted == SEQUENCES[dataset].form
    return wanted == "columns" or (
        wanted == "pictures" and DATASETS[dataset].picture is not None
    )


@pytest.mark.whole
@pytest.mark.parametrize("dataset", [*DATASETS, *SEQUENCES])
@pytest.mark.parametrize("network", NETWORKS)
def test_a_network_reads_the_samples_that_fit_it_and_no_others(network, dataset):
    settings = {"network": network, "dataset": dataset, "hidden": (4,)}
    loss = {"loss": "softmax_cross_entropy"} if dataset == "modular_addition" else {}
    if reads(network, dataset):
        assert Experiment(**settings, **loss).network == network
        return
    error = refused(**settings)
    assert (error.field, error.value) == ("network", network)
    assert NETWORKS[network].label in error.message
    assert error.limit == [name for name in NETWORKS if reads(name, dataset)]


def test_the_reason_names_both_forms():
    assert refused(network="rnn", hidden=(4,)).message == (
        "a network of the kind recurrent reads sequences of steps, and circle has"
        " columns of numbers"
    )
    assert (
        "and digits has pictures"
        in refused(network="rnn", dataset="digits", hidden=(4,)).message
    )
    own = {"x": [[0, 1]] * 8, "y": ["a", "b"] * 4}
    assert (
        "own data has columns"
        in refused(network="convolution", dataset=own, hidden=(4,)).message
    )


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("field", ["features", "initial_parameters"])
def test_inputs_are_not_chosen_and_parameters_not_given(name, field):
    e = EXPERIMENTS[name]
    values = {"features": list(e.columns[:1]), "initial_parameters": [{"W": [[1]]}]}
    error = refused(**{**e.to_dict(), field: values[field]})
    assert error.field == field
    assert NETWORKS[name].label in error.message


@pytest.mark.parametrize("name", OTHERS)
def test_the_number_of_units_is_that_of_the_kind(name):
    network, settings = NETWORKS[name], EXPERIMENTS[name].to_dict()
    low, high = network.n_units
    fewest, most = network.n_layers
    for hidden, limit in (
        ((low - 1,), low),
        ((high + 1,), high),
        ((low,) * (most + 1), most),
        ((low,) * (fewest - 1), fewest),
    ):
        error = refused(**{**settings, "hidden": hidden})
        assert (error.field, error.limit) == ("hidden", limit)
    assert network.units in error.message


def test_a_task_has_its_own_lengths():
    settings = {"dataset": "echo", "network": "rnn", "hidden": (4,)}
    error = refused(sequence_length=3, **settings)
    assert (error.field, error.limit) == ("sequence_length", 4)
    assert error.message == "echo has 4 to 50 steps, not 3"
    assert Experiment(sequence_length=4, **settings).n_steps == 4


def test_softmax_has_one_answer_for_each_sample():
    settings = {"network": "rnn", "hidden": (4,), "loss": "softmax_cross_entropy"}
    error = refused(dataset="temporal_xor", **settings)
    assert error.field == "output"
    assert "at every step" in error.message
    assert Experiment(dataset="temporal_order", **settings).n_outputs == 4


def test_heads_share_the_width_evenly():
    settings = {**EXPERIMENTS["attention"].to_dict(), "heads": 2}
    error = refused(**{**settings, "hidden": (7,)})
    assert (error.field, error.limit) == ("heads", 1)
    assert error.message == "2 heads cannot share 7 numbers of each position"
    recurrent = {"dataset": "echo", "network": "rnn", "heads": 2, "hidden": (7,)}
    assert Experiment(**recurrent).hidden == (7,)


def test_a_picture_must_be_large_enough_for_all_filters():
    error = refused(network="convolution", dataset="digits", hidden=(2, 2))
    assert error.field == "hidden"
    assert "8 by 8 pixels is too small" in error.message


def test_a_long_sequence_makes_a_step_expensive():
    settings = {"dataset": "adding", "network": "lstm", "hidden": (32,)}
    error = refused(sequence_length=50, batch_size=64, **settings)
    assert (error.field, error.limit) == ("batch_size", MAX_MULTIPLY_ADDS)
    assert Experiment(sequence_length=50, batch_size=14, **settings).batch == 14


def test_another_kind_gets_units_that_fit_it():
    wide = Experiment(dataset="digits", hidden=(64, 32), activation=("relu", "tanh"))
    changed, gave_way = wide.adapted(network="convolution")
    assert changed.hidden == (8,)
    assert set(gave_way) == {"hidden", "activation"}
