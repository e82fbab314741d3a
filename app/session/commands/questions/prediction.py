"""Commands about predictions, which are made before a step and graded after it."""

from app.protocol.answers.predictions import Graded, UphillFound
from app.protocol.commands.questions import Grade, ParameterPlace, Uphill
from app.protocol.errors import ProtocolError
from app.protocol.event import Event
from app.protocol.sentence import Sentence, sentence
from app.session.messages.part_names import block_word, has_layers, layer_words
from app.session.state import SessionState
from engine import ParameterPlace as At
from engine import Solution, Trace, solve, uphill_moves
from engine import Uphill as Found

__all__ = ["MAX_SAMPLES", "grade", "uphill"]

MAX_SAMPLES = 1000
"""The largest batch whose samples are compared: all that are equal are named."""


def uphill(state: SessionState, command: Uphill, now: float) -> list[Event]:  # noqa: ARG001
    """Find what the step just applied moved uphill, along its gradient.

    Raises
    ------
    ProtocolError
        Before the first step and within a step.
    """
    trace = _trace(state, command.run)
    found = uphill_moves(trace)
    place = found.place
    return [
        UphillFound(
            id=command.id,
            run=command.run,
            step=trace.step,
            n=found.n,
            of=found.of,
            place=None if place is None else ParameterPlace(**place._asdict()),
            gradient=found.gradient,
            update=found.update,
            message=why_uphill(found),
        )
    ]


def grade(state: SessionState, command: Grade, now: float) -> list[Event]:  # noqa: ARG001
    """Compare a prediction with the step just applied.

    Raises
    ------
    ProtocolError
        If the step just applied is not the one that was predicted, or its batch is too
        large for a question about its samples.
    ExperimentError
        If the network has no such parameter.
    """
    trace = _trace(state, command.run)
    if trace.step != command.step:
        message = sentence("error.other_step", step=command.step, at=trace.step)
        raise ProtocolError("not_ready", message, field="step")
    if command.question == "sample" and trace.batch_size > MAX_SAMPLES:
        message = sentence("error.long_derivation", limit=MAX_SAMPLES)
        raise ProtocolError(
            "limit_exceeded", message, field="question", limit=MAX_SAMPLES
        )
    at = At(command.layer, command.row, command.column)
    solution = solve(trace, command.question, at)
    return [
        Graded(
            id=command.id,
            run=command.run,
            step=trace.step,
            is_right=command.answer in solution.right,
            right=solution.right,
            value=solution.value,
            message=why(trace, command.question, at, solution),
        )
    ]


def why(trace: Trace, question: str, at: At, solution: Solution) -> Sentence:
    """Return the number that decides a question, and what it means."""
    right, value, least = solution.right[0], solution.value, solution.least
    if question == "layer":
        blocks, numbers = trace.graph.parameters, {"value": value, "least": least}
        if has_layers(trace.experiment.network):
            layer = layer_words(int(right), len(blocks))
            return sentence("predict.why.layer", layer=layer, **numbers)
        block = sentence(f"block.{block_word(blocks[int(right)].name)}")
        return sentence("predict.why.block", block=block, **numbers)
    if question == "sample":
        gradient = solve(trace, "sign", at).value
        number = str(int(right) + 1)
        return sentence(
            "predict.why.sample",
            sample=number,
            value=value,
            least=least,
            all=gradient,
        )
    if question == "uphill":
        found = uphill_moves(trace)
        reason = why_uphill(found)
        if not found.n:
            return reason
        return sentence("predict.why.uphill", n=found.n, of=found.of, reason=reason)
    if question == "sign":
        return sentence(f"predict.why.sign.{right}", value=value)
    gradient = solve(trace, "sign", at).value
    way = "uphill" if gradient * value > 0 else right
    return sentence(f"predict.why.direction.{way}", value=value, gradient=gradient)


def why_uphill(found: Found) -> Sentence:
    """Return why a parameter moved uphill, along its gradient."""
    gradient, update = found.gradient, found.update
    if found.reason == "memory":
        return sentence(
            "uphill.memory",
            gradient=gradient,
            update=update,
            slot=found.slot or "",
            remembered=found.remembered,
        )
    if found.reason == "penalty":
        pushed = found.pushed
        return sentence(
            "uphill.penalty", gradient=gradient, update=update, pushed=pushed
        )
    if found.reason == "decay":
        return sentence("uphill.decay", gradient=gradient, update=update)
    return sentence("uphill.none")


def _trace(state: SessionState, run: int) -> Trace:
    trainer = state.trainer_of(run)
    if trainer.op_index or trainer.last_step() is None:
        raise ProtocolError("not_ready", sentence("error.no_step"))
    return trainer.trace()
