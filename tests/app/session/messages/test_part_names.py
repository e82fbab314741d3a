"""Part names: the parts of every kind of network, in words."""

from app.i18n import ENGLISH, load
from app.session.messages.part_names import (
    BLOCKS,
    block_word,
    layer_words,
    part_sentence,
)
from engine import Trainer
from tests.app.english import english
from tests.engine.networks_of import EXPERIMENTS


def places(name: str) -> list[str]:
    """Return the places of all ops but the update, each once, in their order."""
    trainer = Trainer(EXPERIMENTS[name])
    n_blocks = len(trainer.layout.parameters)
    found = [part_sentence(op, name, n_blocks) for op in trainer.ops]
    return list(dict.fromkeys(english(each) for each in found if each))


def test_the_layers_of_a_deep_network_are_named_alike() -> None:
    names = [english(layer_words(layer, 4)) for layer in range(4)]
    assert names == ["layer 1", "layer 2", "layer 3", "the output"]


def test_the_update_has_no_place() -> None:
    trainer = Trainer(EXPERIMENTS["dense"])
    assert part_sentence(trainer.ops[-1], "dense", 2) is None


def test_layers_are_the_places_of_dense_and_convolutional_networks() -> None:
    assert places("dense") == ["layer 1", "the output", "all layers"]
    assert places("convolution") == ["layer 1", "the output"]


def test_time_steps_are_those_of_recurrent_networks() -> None:
    steps = [f"time step {t}" for t in range(1, 6)]
    others = ["all time steps", "the output", "the cell"]
    assert places("rnn") == [*steps, *others]


def test_attention_has_parts() -> None:
    assert places("attention") == [
        "the embedding",
        "the attention",
        "the hidden layer",
        "the output",
    ]


def test_what_is_computed_of_several_parts_at_once_is_of_all() -> None:
    """Hidden layer and output have the same f, so one op has all of its derivatives."""
    changes = {"activation": "tanh", "output": "tanh", "loss": "squared_error"}
    trainer = Trainer(EXPERIMENTS["attention"].replace(**changes))
    (local,) = (op for op in trainer.ops if op.phase == "local")
    words = part_sentence(local, "attention", len(trainer.graph.parameters))
    assert words is not None
    assert english(words) == "all layers"


def test_blocks_have_words_of_the_page() -> None:
    words = load(ENGLISH).later
    for block in BLOCKS:
        assert f"block.{block_word(block)}" in words
