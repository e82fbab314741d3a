"""Every activation, loss and optimizer has a textbook formula."""

from engine.export.step_file import textbook_formulas as formulas
from engine.functions.activations import ACTIVATIONS
from engine.functions.losses import LOSSES
from engine.functions.optimizers import OPTIMIZERS


def test_there_is_a_formula_of_everything():
    assert formulas.ACTIVATIONS.keys() == ACTIVATIONS.keys() | {"softmax"}
    assert formulas.LOSSES.keys() == LOSSES.keys()
    assert formulas.DIRECTIONS.keys() == OPTIMIZERS.keys()
    slots = {name: set(formulas.SLOTS.get(name, ())) for name in OPTIMIZERS}
    assert slots == {name: set(entry.slots) for name, entry in OPTIMIZERS.items()}
