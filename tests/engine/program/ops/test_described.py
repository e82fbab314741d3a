"""Described: the words of an op, and parts that become ops when they are asked for."""

from engine import Experiment, Trainer
from engine.program.compiled import Compiled
from engine.program.memory.placement import Placement
from engine.program.ops import described
from tests.engine.program.graphs import Step
from tests.engine.program.ops.test_backward import graph_of

PLACEMENT = Placement(graph_of("a shared parameter"))
X, Z, A, SECOND, THIRD, LOSS = PLACEMENT.graph.nodes


def test_training_makes_no_op(monkeypatch):
    monkeypatch.delattr(Compiled, "ops")
    trainer = Trainer(Experiment(dropout=0.1))
    trainer.step(3)
    assert trainer.train_loss > 0


def test_an_op_has_the_calls_and_the_node_of_its_part():
    compiled = Step(PLACEMENT.graph).compiled
    for (node, calls, _, _), op in zip(compiled.parts, compiled.ops, strict=True):
        assert op.calls is calls
        assert op.node is (None if op.name == "sum" else node)


def test_the_op_of_a_value_has_the_words_of_its_kind():
    op = described.forward_op(PLACEMENT, A, ())
    kind = PLACEMENT.kinds[A]
    assert (op.phase, op.layer) == ("forward", A.site)
    assert (op.name, op.latex, op.numpy) == (kind.name, kind.latex, kind.numpy)


def test_derivatives_of_several_layers_are_of_no_layer():
    for group, layer in (((A,), 0), ((A, SECOND), None)):
        op = described.local_op(PLACEMENT, A, (), group)
        assert (op.phase, op.layer, op.name) == ("local", layer, "tanh derivative")


def test_the_loss_is_a_phase_of_its_own():
    assert described.contribution_op(PLACEMENT, LOSS, (), 1).phase == "loss"
    assert described.contribution_op(PLACEMENT, THIRD, (), 0).phase == "backward"


def test_a_gradient_is_of_the_parameter_if_only_one_node_uses_it():
    op = described.gradient_op(PLACEMENT, Z, ())
    assert op.writes == (("dW", Z.parameter),)
    op = described.gradient_op(PLACEMENT, THIRD, ())
    assert op.writes == (("dW", THIRD),)


def test_the_gradients_of_all_uses_are_those_that_are_added_up():
    together = described.gradients_op(PLACEMENT, SECOND, ())
    total = described.sum_op(PLACEMENT, SECOND, ())
    assert together.writes == total.reads == (("dW", SECOND), ("dW", THIRD))
    assert total.writes == (("dW", SECOND.parameter),)
