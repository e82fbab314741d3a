"""The page's controls, one per setting, made from the engine's table of settings.

Their kinds, lists, ranges and places follow from the rows of `engine.SETTINGS`; a new
setting, activation or dataset appears here by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engine import SETTINGS, Setting, catalog
from engine.experiment.catalog import TABLES
from engine.experiment.derived import UncheckedExperiment

__all__ = [
    "DATA",
    "MORE",
    "TOOLBAR",
    "Control",
    "ControlGroup",
    "Option",
    "chosen_inputs",
    "feature_options",
    "options_of",
]

GROUPS = ("optimizer", "schedule", "penalties", "network")
"""The groups behind *More*."""
FIRST = (
    *("learning_rate", "activation", "optimizer", "loss", "initializer", "l2"),
    *("l1", "dropout", "clip_norm"),
    *("output", "initializer_scale", "seed"),
    *("noise", "train_share"),
)
"""Settings that come first in their group; the others have the order of the table."""
SHARE_STEP = 0.05
MAX_CHOSEN_INPUTS = 16
OTHER_IDS = {"output": "output-activation", "seed": "seed-value"}
"""Ids of fields whose own name is the id of another element of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One entry of a list.

    Attributes
    ----------
    value : str
    label : str
        Empty where ``label_key`` is given.
    label_key : str
        Key of the label in the catalogue, where the engine has no label.
    help : str
    """

    value: str
    label: str = ""
    label_key: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One setting of an experiment, as the page shows it.

    Attributes
    ----------
    kind : str
        ``choice`` (a list), ``rate`` (logarithmic slider and number box), ``share``
        (slider in per cent), ``number`` (number box) or ``toggle``.
    field : str
        The experiment's field that it sets.
    low, high, step : float
        Range of a slider or number box.
    optional : bool
        Whether an empty number box means None.
    needed_by : tuple of str
        Values of ``needed_field`` for which the setting has an effect; empty
        where it always has.
    """

    kind: str
    field: str
    value: Any
    options: tuple[Option, ...] = ()
    low: float = 0
    high: float = 0
    step: float = 1
    optional: bool = False
    needed_field: str = ""
    needed_by: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The element's id: the field's name as the page spells it."""
        return OTHER_IDS.get(self.field, self.field.replace("_", "-"))

    @property
    def label_key(self) -> str:
        """Key of its name."""
        return f"control.{self.field}"

    @property
    def help_key(self) -> str:
        """Key of the sentence that explains it."""
        return f"control.{self.field}.help"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlGroup:
    """Controls under one heading."""

    name: str
    controls: tuple[Control, ...]

    @property
    def title_key(self) -> str:
        """Key of the heading."""
        return f"more.{self.name}"


_CATALOG = catalog()


def feature_options() -> tuple[Option, ...]:
    """Return all inputs that can be chosen one by one: features, and real columns."""
    options = {option.value: option for option in options_of("features")}
    for entry in _CATALOG["datasets"]:
        for name in chosen_inputs(entry):
            label = name.replace("_", " ")
            options.setdefault(name, Option(value=name, label=label))
    return tuple(options.values())


def chosen_inputs(entry: dict[str, Any]) -> list[str]:
    """Return the inputs of a dataset that are chosen one by one; none if too many."""
    names = entry["feature_names"]
    return list(names) if len(names) <= MAX_CHOSEN_INPUTS else []


def options_of(kind: str) -> tuple[Option, ...]:
    """Return the entries of one of the catalogue's lists."""
    return tuple(
        Option(value=entry["name"], label=entry["label"], help=entry["help"])
        for entry in _CATALOG[kind]
    )


def _kind_of(setting: Setting) -> str:
    if setting.slider:
        return "rate"
    if setting.steps or setting.choices:
        return "choice"
    if setting.kind == "flag":
        return "choice" if setting.is_optional else "toggle"
    return "share" if setting.unit == "%" else "number"


def _options_for(setting: Setting) -> tuple[Option, ...]:
    """Return the entries of the list of a setting; none if it has no list."""
    options = [_named("", "automatic")] if setting.is_optional else []
    if setting.choices:
        return (*options, *options_of(setting.choices))
    if setting.kind == "flag" and setting.is_optional:
        return (*options, _named("true", "yes"), _named("false", "no"))
    return tuple(
        _named(step, "all_samples") if isinstance(step, str) else _number(step)
        for step in setting.steps
    )


def _named(value: str, name: str) -> Option:
    return Option(value=value, label_key=f"control.{name}")


def _number(value: float) -> Option:
    return Option(value=f"{value:g}", label=f"{value:g}")


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _needed_by(setting: Setting) -> tuple[str, ...]:
    """Return the values of the setting that decides it for which it has an effect."""
    if setting.unused is None or not setting.decided_by:
        return ()
    decides = SETTINGS[setting.decided_by]
    values: Iterable[Any] = (True, False)
    if decides.choices:
        values = TABLES[decides.choices]
    return tuple(
        value if isinstance(value, str) else str(value).lower()
        for value in values
        if not setting.unused(_with(decides.name, value), setting.name)
    )


def _with(field: str, value: Any) -> UncheckedExperiment:
    fields: dict[str, Any] = {field: value}
    return UncheckedExperiment(**fields)


def control_of(setting: Setting) -> Control:
    """Return the control of a setting, as its row in the engine's table asks for it."""
    kind, value = _kind_of(setting), setting.default_value
    low, high = setting.slider or setting.limits or (0, 0)
    return Control(
        kind=kind,
        field=setting.name,
        value=value if kind in ("share", "toggle") else _text(value),
        options=_options_for(setting) if kind == "choice" else (),
        low=low,
        high=high,
        step=SHARE_STEP if kind == "share" else 1,
        optional=setting.is_optional,
        needed_field=setting.decided_by,
        needed_by=_needed_by(setting),
    )


def controls_of(group: str) -> tuple[Control, ...]:
    """Return the controls of a group; those that `FIRST` does not name come last."""
    rows = [setting for setting in SETTINGS.values() if setting.group == group]
    places = {name: place for place, name in enumerate(FIRST)}
    rows.sort(key=lambda setting: places.get(setting.name, len(FIRST)))
    return tuple(map(control_of, rows))


TOOLBAR = controls_of("main")
MORE = tuple(ControlGroup(name=name, controls=controls_of(name)) for name in GROUPS)
DATA = controls_of("data")
