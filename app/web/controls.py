"""The page's controls, one per setting, made from what the engine offers.

Lists, ranges and help texts come from `engine.catalog` and `engine.LIMITS`; a new
activation or dataset appears here by itself. A new control is one entry in
`STRIP`, `MORE` or `DATA`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import LIMITS, Experiment, catalog

__all__ = [
    "DATA",
    "MORE",
    "STRIP",
    "Control",
    "Group",
    "Option",
    "feature_options",
    "options_of",
]

MAX_RATE, MIN_RATE = 10.0, 1e-5
L_RATES = (0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
MAX_CHOSEN_INPUTS = 16
OTHER_IDS = {"output": "output-activation", "seed": "seed-value"}
"""Ids of fields whose own name is the id of another element of the page."""
BATCHES = (1, 2, 5, 10, 20, 32, 64, 128, 256)


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
class Group:
    """Controls under one heading."""

    name: str
    controls: tuple[Control, ...]

    @property
    def title_key(self) -> str:
        """Key of the heading."""
        return f"more.{self.name}"


_DEFAULTS: Mapping[str, Any] = Experiment().to_dict()
_CATALOG = catalog()


def feature_options() -> tuple[Option, ...]:
    """Return all inputs that can be chosen one by one: features, and real columns."""
    options = {option.value: option for option in options_of("features")}
    for entry in _CATALOG["datasets"]:
        if len(entry["feature_names"]) <= MAX_CHOSEN_INPUTS:
            for name in entry["feature_names"]:
                label = name.replace("_", " ")
                options.setdefault(name, Option(value=name, label=label))
    return tuple(options.values())


def options_of(kind: str) -> tuple[Option, ...]:
    """Return the entries of one of the catalogue's lists."""
    return tuple(
        Option(value=entry["name"], label=entry["label"], help=entry["help"])
        for entry in _CATALOG[kind]
    )


def _named(value: str, name: str) -> Option:
    return Option(value=value, label_key=f"control.{name}")


def _choice(field: str, options: tuple[Option, ...]) -> Control:
    return Control(
        kind="choice",
        field=field,
        value=_text(_DEFAULTS[field]),
        options=options,
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _values(field: str, values: tuple[float, ...], *more: Option) -> tuple[Option, ...]:
    """Return the values that the engine's limits allow as options."""
    low, high = LIMITS[field]
    numbers = [value for value in values if low <= value <= high]
    options = [Option(value=f"{value:g}", label=f"{value:g}") for value in numbers]
    return (*options, *more)


def _number(
    field: str,
    *,
    optional: bool = False,
    needed_field: str = "",
    needed_by: tuple[str, ...] = (),
) -> Control:
    low, high = LIMITS[field]
    return Control(
        kind="number",
        field=field,
        value=_text(_DEFAULTS[field]),
        low=low,
        high=high,
        optional=optional,
        needed_field=needed_field,
        needed_by=needed_by,
    )


def _constant(field: str) -> Control:
    users = tuple(
        entry["name"]
        for entry in _CATALOG["optimizers"]
        if field in entry.get("constants", ())
    )
    return _number(field, needed_field="optimizer", needed_by=users)


def _share(field: str, *, low: float, step: float) -> Control:
    lowest, highest = LIMITS[field]
    return Control(
        kind="share",
        field=field,
        value=_DEFAULTS[field],
        low=max(low, lowest),
        high=highest,
        step=step,
    )


STRIP: tuple[Control, ...] = (
    Control(
        kind="rate",
        field="learning_rate",
        value=_text(_DEFAULTS["learning_rate"]),
        low=MIN_RATE,
        high=min(MAX_RATE, LIMITS["learning_rate"][1]),
    ),
    _choice("activation", options_of("activations")),
    _choice("optimizer", options_of("optimizers")),
    _choice("loss", options_of("losses")),
    _choice("initializer", options_of("initializers")),
    _choice("l2", _values("l2", L_RATES)),
    _choice(
        "batch_size", _values("batch_size", BATCHES, _named("full", "all_samples"))
    ),
)


def _of_schedule(field: str) -> Control:
    users = tuple(e["name"] for e in _CATALOG["schedules"] if field in e["settings"])
    return _number(field, needed_field="schedule", needed_by=users)


MORE: tuple[Group, ...] = (
    Group(
        name="optimizer",
        controls=tuple(
            map(_constant, "momentum beta1 beta2 rho eps weight_decay".split())
        ),
    ),
    Group(
        name="schedule",
        controls=(
            _choice("schedule", options_of("schedules")),
            _of_schedule("schedule_steps"),
            _of_schedule("schedule_factor"),
            _number("warmup_steps"),
        ),
    ),
    Group(
        name="penalties",
        controls=(
            _choice("l1", _values("l1", L_RATES)),
            _number("dropout"),
            _number("clip_norm", optional=True),
            _number("max_norm", optional=True),
            _number("patience", optional=True),
        ),
    ),
    Group(
        name="network",
        controls=(
            _choice("output", (_named("", "automatic"), *options_of("outputs"))),
            _number("initializer_scale", optional=True),
            _number("seed"),
            _number("data_seed"),
            _choice(
                "standardize",
                (_named("", "automatic"), _named("true", "yes"), _named("false", "no")),
            ),
            Control(kind="toggle", field="use_bias", value=_DEFAULTS["use_bias"]),
        ),
    ),
)

DATA: tuple[Control, ...] = (
    _share("noise", low=0, step=0.05),
    _share("train_share", low=0.1, step=0.05),
    _number("n_samples"),
    _number("n_classes", needed_field="dataset", needed_by=("blobs",)),
)
