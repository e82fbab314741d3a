"""The table of rules, the most severe first, and what they find in a window.

``find(w)`` of an entry returns a finding or None, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.inspection.diagnosis import (
    fit_rules,
    flow_rules,
    kind_rules,
    rate_rules,
    unit_rules,
)
from engine.inspection.diagnosis.finding import Finding
from engine.inspection.diagnosis.window import LEAST, Window
from engine.networks.networks import NETWORKS

__all__ = ["FIRST_STEP", "RULES", "SMALL_BATCH", "Rule", "diagnose"]

FIRST_STEP = 10
"""Before this step there is no finding, but for a divergence, which is a fact."""
SMALL_BATCH = 8
"""With fewer samples a batch's figures are noisy, which findings state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    Attributes
    ----------
    silences : tuple of str
        Later rules whose findings are consequences of this one.
    networks : tuple of str
        The kinds of networks that it is about.
    """

    name: str
    find: Callable[[Window], Finding | None]
    silences: tuple[str, ...] = ()
    networks: tuple[str, ...] = ("dense",)


_NOTHING_LEARNT = ("one_class", "stuck")
_ALL = tuple(NETWORKS)

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            name="symmetry",
            find=flow_rules.symmetry,
            silences=(
                *("vanishing_derivatives", "vanishing_weights", "saturated_units"),
                *("dead_units", "updates_small", "updates_large", "penalty"),
                *_NOTHING_LEARNT,
            ),
        ),
        Rule(
            name="exploding",
            find=flow_rules.exploding,
            silences=("updates_large", "rising", "oscillating", *_NOTHING_LEARNT),
        ),
        Rule(
            name="exploding_time",
            find=kind_rules.exploding_time,
            silences=("rising", "oscillating"),
            networks=("rnn",),
        ),
        Rule(
            name="vanishing_time",
            find=kind_rules.vanishing_time,
            networks=("rnn",),
        ),
        Rule(
            name="saturated_gates",
            find=kind_rules.saturated_gates,
            silences=("rising", "oscillating"),
            networks=("lstm",),
        ),
        Rule(
            name="dead_filters",
            find=kind_rules.dead_filters,
            silences=("rising", "oscillating"),
            networks=("convolution",),
        ),
        Rule(
            name="attention_one_hot",
            find=kind_rules.attention_one_hot,
            silences=("rising", "oscillating"),
            networks=("attention",),
        ),
        Rule(
            name="attention_uniform",
            find=kind_rules.attention_uniform,
            networks=("attention",),
        ),
        Rule(
            name="rising",
            find=rate_rules.rising,
            networks=_ALL,
            silences=("oscillating", "updates_large", *_NOTHING_LEARNT),
        ),
        Rule(
            name="oscillating",
            find=rate_rules.oscillating,
            networks=_ALL,
            silences=("updates_large", *_NOTHING_LEARNT),
        ),
        Rule(
            name="input_spread",
            find=unit_rules.input_spread,
            silences=("saturated_units", "vanishing_derivatives", *_NOTHING_LEARNT),
        ),
        Rule(
            name="dead_units",
            find=unit_rules.dead_units,
            silences=("vanishing_derivatives", "updates_small", *_NOTHING_LEARNT),
        ),
        Rule(
            name="saturated_units",
            find=unit_rules.saturated_units,
            silences=(
                *("output_saturated", "vanishing_derivatives", "updates_small"),
                *_NOTHING_LEARNT,
            ),
        ),
        Rule(
            name="output_saturated",
            find=fit_rules.output_saturated,
            silences=("updates_small", *_NOTHING_LEARNT),
        ),
        Rule(
            name="output_range",
            find=fit_rules.output_range,
            silences=_NOTHING_LEARNT,
        ),
        Rule(
            name="penalty",
            find=fit_rules.penalty,
            silences=("vanishing_weights", "updates_small", *_NOTHING_LEARNT),
        ),
        Rule(
            name="vanishing_derivatives",
            find=flow_rules.vanishing_derivatives,
            silences=("updates_small", *_NOTHING_LEARNT),
        ),
        Rule(
            name="vanishing_weights",
            find=flow_rules.vanishing_weights,
            silences=("updates_small", *_NOTHING_LEARNT),
        ),
        Rule(
            name="clipped",
            find=rate_rules.clipped,
            networks=_ALL,
            silences=("updates_small", *_NOTHING_LEARNT),
        ),
        Rule(
            name="updates_large",
            find=rate_rules.updates_large,
            silences=_NOTHING_LEARNT,
        ),
        Rule(
            name="updates_small",
            find=rate_rules.updates_small,
            silences=_NOTHING_LEARNT,
        ),
        Rule(name="overfitting", find=fit_rules.overfitting),
        Rule(name="one_class", find=fit_rules.one_class, silences=("stuck",)),
        Rule(name="stuck", find=fit_rules.stuck),
    )
}
"""All rules but the divergence, which leaves no run to look at."""


def diagnose(window: Window) -> tuple[Finding, ...]:
    """Return the findings of a window, the most severe first; none if all is well."""
    error = fit_rules.diverged(window)
    if error is not None:
        return (error,)
    seen = window.observations
    if len(seen) < LEAST or window.newest.step < FIRST_STEP:
        return ()
    found: list[Finding] = []
    silent: set[str] = set()
    network = window.experiment.network
    for name, rule in RULES.items():
        is_asked = network in rule.networks and name not in silent
        finding = rule.find(window) if is_asked else None
        if finding is not None:
            found.append(finding)
            silent |= {*rule.silences}
    if window.newest.batch >= SMALL_BATCH:
        return tuple(found)
    batch = float(window.newest.batch)
    return tuple(
        replace(each, evidence={**each.evidence, "batch": batch}) for each in found
    )
