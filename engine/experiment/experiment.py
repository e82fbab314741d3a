"""Experiment: every setting of a run, checked and frozen."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from engine.experiment.checks import checked, checked_alone
from engine.experiment.derived import UncheckedExperiment
from engine.experiment.network_checks import check_cost
from engine.experiment.settings import SCALARS, SETTINGS
from engine.limits import ExperimentError

__all__ = ["Experiment"]


@dataclass(frozen=True, kw_only=True, eq=True)
class Experiment(UncheckedExperiment):
    """Everything that determines a run; equal experiments give equal bits.

    Raises
    ------
    ExperimentError
        At construction, for a value that is not allowed.
    """

    def __post_init__(self) -> None:
        """Check every field, and turn sequences into tuples."""
        for field, value in checked(self):
            object.__setattr__(self, field, value)
        for name in self.__dict__.keys() - SETTINGS.keys():
            del self.__dict__[name]  # found before all fields had their values
        check_cost(self)

    # ---- conversions ---------------------------------------------------------------

    def to_dict(self, *, with_samples: bool = True) -> dict[str, Any]:
        """Return JSON values of every field; uploaded samples can be left out."""
        return self._plain(SETTINGS, with_samples=with_samples)

    def _plain(self, names: Iterable[str], *, with_samples: bool) -> dict[str, Any]:
        """Return the JSON values of fields, by their names."""
        own = self.__dict__
        plain = {
            name: list(own[name]) if isinstance(own[name], tuple) else own[name]
            for name in names
        }
        if (uploaded := self.uploaded) and "dataset" in plain:
            plain["dataset"] = uploaded.to_dict() if with_samples else None
        if self.initial_parameters is not None and "initial_parameters" in plain:
            plain["initial_parameters"] = [
                {"W": [list(row) for row in W], "b": None if b is None else list(b)}
                for W, b in self.initial_parameters
            ]
        return plain

    def changes_to(
        self, other: Experiment, names: Container[str] = SETTINGS
    ) -> dict[str, tuple[Any, Any]]:
        """Return the JSON values of those named fields that differ, without samples."""
        before, after = self.__dict__, other.__dict__
        differing = [
            name
            for name in SETTINGS
            if before[name] is not after[name] and before[name] != after[name]
        ]
        if not differing:
            return {}
        old, new = (
            each._plain(filter(names.__contains__, differing), with_samples=False)
            for each in (self, other)
        )
        return {name: (old[name], new[name]) for name in old if old[name] != new[name]}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Experiment:
        """Return the experiment of a mapping; missing fields take their default."""
        _check_known(values)
        return cls(**values)

    def replace(self, **changes: Any) -> Experiment:
        """Return a copy with some fields changed and all fields checked."""
        _check_known(changes)
        if SCALARS.issuperset(changes):
            return self._with_scalars(changes)
        return Experiment(**{**self._values(), **changes})

    def _with_scalars(self, changes: Mapping[str, Any]) -> Experiment:
        """Return a copy with other scalars, on which no other setting depends.

        A slider changes them many times a second.
        """
        copy = object.__new__(Experiment)
        copy.__dict__.update(self.__dict__)
        for name in SETTINGS:
            if name in changes:
                copy.__dict__[name] = checked_alone(name, changes[name])
        return copy

    def _values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in SETTINGS}

    def adapted(self, **changes: Any) -> tuple[Experiment, tuple[str, ...]]:
        """Return a changed copy in which settings that no longer fit are replaced.

        Returns
        -------
        experiment : Experiment
        gave_way : tuple of str
            The fields, not named in ``changes``, that were set to a value that fits;
            as few as possible.  Examples are inputs that the new dataset lacks, a
            batch that is too large for it, an output or loss that cannot be combined
            with it, one activation per layer when the depth changes, and given
            parameters of another shape.

        Raises
        ------
        ExperimentError
            If no replacement makes the changes valid.
        """
        replacements: dict[str, Any] = {
            "output": None,
            "loss": "squared_error",
            "initial_parameters": None,
            "axes": None,
        }
        if "hidden" in changes and not isinstance(self.activation, str):
            replacements["activation"] = self._resized_activations(changes["hidden"])
        if {"dataset", "use_bias", "hidden", "features"} & set(changes):
            replacements |= {"features": None, "batch_size": 10}
        if "network" in changes:
            replacements |= {"hidden": (8,), "activation": "tanh"}
        candidates = [field for field in replacements if field not in changes]
        first_error: ExperimentError | None = None
        for count in range(len(candidates) + 1):
            for gave_way in combinations(candidates, count):
                replaced = {field: replacements[field] for field in gave_way}
                try:
                    return self.replace(**replaced, **changes), gave_way
                except ExperimentError as error:
                    first_error = first_error or error
        raise first_error or AssertionError

    def _resized_activations(self, hidden: Any) -> str | tuple[str, ...]:
        """Return one activation per layer of ``hidden``; new layers repeat the last."""
        given = tuple(self.activation)
        count = len(hidden) if isinstance(hidden, (list, tuple)) else 0
        if not given or not count:
            return given[0] if given else "tanh"
        return (given + given[-1:] * count)[:count]


def _check_known(values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name not in SETTINGS:
            raise ExperimentError(name, value, f"there is no setting {name}")
