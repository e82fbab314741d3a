r"""Intermediates: the numbers between those that an op of the update reads and writes.

An op works on whole vectors, and folds what it can into constants; for one parameter,
:math:`\hat m = m / (1 - \beta_1^t)` and the like are what a reader looks for.  An
intermediate has a symbol, and follows from numbers by their symbols: those that the
op's formula names, and the intermediates before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

__all__ = [
    "BOUNDED",
    "CLIPPED",
    "CORRECTED",
    "DECAY",
    "LOOK_AHEAD",
    "MAX_NORM",
    "NORM",
    "PENALTY_L1",
    "PENALTY_L2",
    "SCALED",
    "Intermediate",
]

Numbers = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Intermediate:
    """One number of a formula.

    Attributes
    ----------
    symbol, latex : str
        Its name, and how it follows from others.
    value : callable
        From the numbers, by their symbols.
    """

    symbol: str
    latex: str
    value: Callable[[Numbers], float]


ETA, EPS = r"\eta", r"\epsilon"
C1, C2 = r"1 - \beta_1^t", r"1 - \beta_2^t"
M_HAT, V_HAT = r"\hat m", r"\hat v"
NORM = r"\lVert g \rVert"

CORRECTED = (
    Intermediate(C1, C1, lambda n: 1 - n[r"\beta_1"] ** n["t"]),
    Intermediate(C2, C2, lambda n: 1 - n[r"\beta_2"] ** n["t"]),
    Intermediate(M_HAT, r"m / (1 - \beta_1^t)", lambda n: n["m"] / n[C1]),
    Intermediate(V_HAT, r"v / (1 - \beta_2^t)", lambda n: n["v"] / n[C2]),
    Intermediate(
        r"\sqrt{\hat v} + \epsilon",
        r"\sqrt{\hat v} + \epsilon",
        lambda n: np.sqrt(n[V_HAT]) + n[EPS],
    ),
    Intermediate(
        r"\eta_{\text{eff}}",
        r"\eta / (\sqrt{\hat v} + \epsilon)",
        lambda n: n[ETA] / n[r"\sqrt{\hat v} + \epsilon"],
    ),
)
"""Adam's step."""

SCALED = (
    Intermediate(
        r"\sqrt{s} + \epsilon",
        r"\sqrt{s} + \epsilon",
        lambda n: np.sqrt(n["s"]) + n[EPS],
    ),
    Intermediate(
        r"\eta_{\text{eff}}",
        r"\eta / (\sqrt{s} + \epsilon)",
        lambda n: n[ETA] / n[r"\sqrt{s} + \epsilon"],
    ),
)
"""The step of AdaGrad and RMSProp."""

LOOK_AHEAD = (
    Intermediate(r"g + \mu v", r"g + \mu v", lambda n: n["g"] + n[r"\mu"] * n["v"]),
)
DECAY = (
    Intermediate(
        r"\eta \lambda\, w",
        r"\eta \lambda\, w",
        lambda n: n[ETA] * n[r"\lambda"] * n["w"],
    ),
)
PENALTY_L2 = (
    Intermediate(r"\lambda_2 w", r"\lambda_2 w", lambda n: n[r"\lambda_2"] * n["w"]),
)
PENALTY_L1 = (
    Intermediate(
        r"\lambda_1 \mathrm{sign}\, w",
        r"\lambda_1 \mathrm{sign}\, w",
        lambda n: n[r"\lambda_1"] * np.sign(n["w"]),
    ),
)


MAX_NORM = r"\lVert w + \Delta \rVert"


def _bound(limit: str, norm: str) -> Intermediate:
    """Return the factor that makes a vector at most as long as a limit."""
    latex = rf"\min(1, {limit} / {norm})"
    return Intermediate(
        latex,
        latex,
        lambda n: 1.0 if n[norm] <= n[limit] else n[limit] / n[norm],
    )


CLIPPED = (_bound("c", NORM),)
BOUNDED = (_bound("r", MAX_NORM),)
"""What clipping multiplies g by, and max-norm the weights of a unit."""
