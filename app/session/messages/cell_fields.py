"""Cell fields: what the engine found about one number of any network, as events."""

from typing import Any

from app.protocol.answers.cells import (
    Explained,
    FullGradientFound,
    InputGradientFound,
    TermsFound,
)
from app.protocol.answers.inspection import BarFields
from app.protocol.commands.questions import (
    Explain,
    FullGradient,
    GradientTerms,
    InputGradient,
)
from app.session.messages.derivation_fields import (
    factor_fields,
    plain_fields,
    update_fields,
)
from engine.inspection.inspector.cell import Cell
from engine.inspection.inspector.full_gradient import FullGradient as FullFound
from engine.inspection.inspector.gradient import Gradient
from engine.inspection.inspector.input_gradient import InputGradient as InputFound
from engine.inspection.readout.followed import Followed

__all__ = ["explained", "full_gradient_found", "input_gradient_found", "terms_found"]


def terms_found(command: GradientTerms, found: Gradient) -> TermsFound:
    """Return the answer to a ``gradient_terms``."""
    terms = found.terms
    bars = plain_fields(BarFields, found.bars)
    assert bars is not None
    return TermsFound(
        **_about(command, found.followed),
        block=command.block,
        row=command.row,
        column=command.column,
        symbol=found.symbol,
        gradient=found.gradient,
        value=found.value,
        along=terms.along,  # type: ignore[arg-type]
        terms=_numbers(terms.values),
        deltas=None if terms.deltas is None else _numbers(terms.deltas),
        inputs=None if terms.inputs is None else _numbers(terms.inputs),
        sites=terms.sites,
        grid=terms.grid,
        bars=bars,
    )


def explained(command: Explain, found: Cell) -> Explained:
    """Return the answer to an ``explain``."""
    return Explained(
        **_about(command, found.followed),
        root=factor_fields(found.root),
        update=None if found.update is None else update_fields(found.update),
    )


def input_gradient_found(
    command: InputGradient, found: InputFound, picture: tuple[int, int] | None
) -> InputGradientFound:
    """Return the answer to an ``input_gradient``."""
    n_rows, n_columns = found.x.shape
    return InputGradientFound(
        **_about(command, found.followed),
        n_rows=n_rows,
        n_columns=n_columns,
        picture=picture,
        inputs=_numbers(found.x),
        values=_numbers(found.dx),
    )


def full_gradient_found(command: FullGradient, found: FullFound) -> FullGradientFound:
    """Return the answer to a ``full_gradient``."""
    trace = found.trace
    return FullGradientFound(
        id=command.id,
        run=command.run,
        step=trace.step,
        done=trace.done,
        block=command.block,
        truncation=trace.experiment.truncation,
        norm=found.norm,
        full_norm=found.full_norm,
        left_out_norm=found.left_out_norm,
        cosine=found.cosine,
        share=found.share,
        sites=found.sites,
        norms=_numbers(found.norms),
        full_norms=_numbers(found.full_norms),
    )


def _about(
    command: GradientTerms | Explain | InputGradient, found: Followed
) -> dict[str, Any]:
    """Return which step is meant, and where the followed sample is in it."""
    return {
        "id": command.id,
        "run": command.run,
        "step": found.step.step,
        "done": found.step.done,
        "n_ops": found.step.n_ops,
        "sample": command.sample,
        "position": found.column if found.in_batch else None,
        "in_batch": found.in_batch,
        "mean_over": found.trace.x.shape[1],
    }


def _numbers(array: Any) -> tuple[float, ...]:
    return tuple(array.ravel().tolist())
