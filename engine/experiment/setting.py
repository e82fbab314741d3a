"""Setting: all that is known of one setting of an experiment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field, fields, replace
from typing import Any, Literal, TypeVar, get_args, get_type_hints

__all__ = ["Cost", "Kind", "Reason", "Setting", "settings_of"]

Cost = Literal["scalar", "update", "network", "data", "reset"]
Kind = Literal["integer", "number", "flag", "name", "own"]
Reason = Callable[[Any, str], str | None]
T = TypeVar("T")

_KINDS: dict[Any, Kind] = {int: "integer", float: "number", bool: "flag", str: "name"}


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table of settings, `engine.experiment.settings.Fields`.

    Attributes
    ----------
    summary : str
        What it is, in a few words.
    cost : str
        What a change takes during a run: ``scalar`` sets a number that the program
        reads; ``update`` compiles a program that differs in its update phase, or less;
        ``network`` one whose network, loss or batch differs; ``data`` draws the samples
        anew, too; ``reset`` needs a new run.
    limits : (low, high) or None
        The lowest and the highest number, both allowed.
    choices : str
        The list of the catalogue that its names are from; empty without names.
    none : str
        What None means, if it is allowed: ``automatic`` or ``none``.
    unused : callable or None
        ``unused(experiment, name)`` returns the reason in words why the setting is
        without effect, or None.
    decided_by : str
        The setting whose value alone decides whether it is unused; empty without one.
    of_data : bool
        Whether the samples follow from it, which twins share.
    group : str
        Where the page shows it; empty where a part of the page is its control.
    steps : tuple
        The values that the page offers; empty for any.
    slider : (low, high) or None
        The ends of a logarithmic slider.
    unit : str
        ``"%"`` for a share, with a slider; else empty.
    name, kind, is_optional, default_value
        From the field: ``kind`` is ``integer``, ``number``, ``flag``, ``name``, or
        ``own`` for a type with a check of its own.
    """

    summary: str
    _: KW_ONLY
    cost: Cost = "reset"
    limits: tuple[float, float] | None = None
    choices: str = ""
    none: Literal["automatic", "none"] = "automatic"
    unused: Reason | None = None
    decided_by: str = ""
    of_data: bool = False
    group: str = ""
    steps: tuple[float | str, ...] = ()
    slider: tuple[float, float] | None = None
    unit: Literal["", "%"] = ""
    name: str = ""
    kind: Kind = "own"
    is_optional: bool = False
    default_value: Any = None

    def default(self, value: T) -> T:
        """Return the field of a dataclass that has this setting and a default."""
        return field(default=value, metadata={"setting": self})

    @property
    def is_live(self) -> bool:
        """Whether it can change during a run."""
        return self.cost != "reset"


def settings_of(table: type[Any]) -> dict[str, Setting]:
    """Return the settings of a dataclass by name, in order."""
    hints = get_type_hints(table)
    return {
        row.name: replace(
            row.metadata["setting"],
            name=row.name,
            default_value=row.default,
            **_kind_of(hints[row.name]),
        )
        for row in fields(table)
    }


def _kind_of(hint: Any) -> dict[str, Any]:
    options = get_args(hint) or (hint,)
    known = [_KINDS[option] for option in options if option in _KINDS]
    kind = known[0] if known else "own"
    return {"kind": kind, "is_optional": type(None) in options}
