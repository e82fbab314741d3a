"""The page's controls: what there is to set, made from what the engine offers.

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

HIGHEST_RATE, LOWEST_RATE = 10.0, 1e-5
L_RATES = (0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
MOST_CHOSEN_INPUTS = 16
OTHER_IDS = {"output": "output-activation", "seed": "seed-value"}
"""Fields whose own name is the id of something else on the page."""
BATCHES = (1, 2, 5, 10, 20, 32, 64, 128, 256)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One entry of a list."""

    value: str
    label: str
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
        Values of ``needed_field`` for which the setting means anything; empty
        where it always does.
    """

    kind: str
    field: str
    label: str
    help: str
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Controls that belong together, under one heading."""

    title: str
    controls: tuple[Control, ...]


_DEFAULTS: Mapping[str, Any] = Experiment().to_dict()
_CATALOG = catalog()


def feature_options() -> tuple[Option, ...]:
    """Return all inputs that can be chosen one by one: features, and real columns."""
    options = {option.value: option for option in options_of("features")}
    for entry in _CATALOG["datasets"]:
        if len(entry["feature_names"]) <= MOST_CHOSEN_INPUTS:
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


def _choice(field: str, label: str, help: str, options: tuple[Option, ...]) -> Control:
    return Control(
        kind="choice",
        field=field,
        label=label,
        help=help,
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
    label: str,
    help: str,
    *,
    optional: bool = False,
    needed_field: str = "",
    needed_by: tuple[str, ...] = (),
) -> Control:
    low, high = LIMITS[field]
    return Control(
        kind="number",
        field=field,
        label=label,
        help=help,
        value=_text(_DEFAULTS[field]),
        low=low,
        high=high,
        optional=optional,
        needed_field=needed_field,
        needed_by=needed_by,
    )


def _constant(field: str, label: str, help: str) -> Control:
    users = tuple(
        entry["name"]
        for entry in _CATALOG["optimizers"]
        if field in entry.get("constants", ())
    )
    return _number(field, label, help, needed_field="optimizer", needed_by=users)


def _share(field: str, label: str, help: str, *, low: float, step: float) -> Control:
    lowest, highest = LIMITS[field]
    return Control(
        kind="share",
        field=field,
        label=label,
        help=help,
        value=_DEFAULTS[field],
        low=max(low, lowest),
        high=highest,
        step=step,
    )


STRIP: tuple[Control, ...] = (
    Control(
        kind="rate",
        field="learning_rate",
        label="learning rate",
        help="How far one step goes along the gradient. Type any number: 0.03, 3e-2"
        " or 3/100.",
        value=_text(_DEFAULTS["learning_rate"]),
        low=LOWEST_RATE,
        high=min(HIGHEST_RATE, LIMITS["learning_rate"][1]),
    ),
    _choice(
        "activation",
        "activation",
        "What every hidden neuron does to its weighted sum z.",
        options_of("activations"),
    ),
    _choice(
        "optimizer",
        "optimizer",
        "How a gradient becomes a change of the weights.",
        options_of("optimizers"),
    ),
    _choice(
        "loss",
        "loss",
        "The one number that training makes smaller.",
        options_of("losses"),
    ),
    _choice(
        "initializer",
        "initial weights",
        "How weights are drawn before the first step; takes effect with a reset.",
        options_of("initializers"),
    ),
    _choice(
        "l2",
        "L2 penalty",
        "Pulls every weight towards 0, in proportion to its size.",
        _values("l2", L_RATES),
    ),
    _choice(
        "batch_size",
        "batch",
        "Samples whose gradients are averaged for one step.",
        _values("batch_size", BATCHES, Option(value="full", label="all")),
    ),
)

_STEPPED = tuple(e["name"] for e in _CATALOG["schedules"] if e["name"] != "constant")

MORE: tuple[Group, ...] = (
    Group(
        title="Optimizer",
        controls=(
            _constant("momentum", "momentum", "Share of the last step that is kept."),
            _constant("beta1", "β₁", "Decay of the mean of gradients."),
            _constant("beta2", "β₂", "Decay of the mean of squared gradients."),
            _constant("rho", "ρ", "Decay of the mean of squared gradients."),
            _constant("eps", "ε", "Keeps the division away from zero."),
            _constant(
                "weight_decay",
                "weight decay",
                "Shrinks weights beside the gradient step.",
            ),
        ),
    ),
    Group(
        title="Schedule of the learning rate",
        controls=(
            _choice(
                "schedule",
                "schedule",
                "How the learning rate goes on with the steps.",
                options_of("schedules"),
            ),
            _number(
                "schedule_steps",
                "length, steps",
                "Steps that the schedule is laid out for.",
                needed_field="schedule",
                needed_by=_STEPPED,
            ),
            _number(
                "schedule_factor",
                "factor",
                "What the learning rate is multiplied by.",
                needed_field="schedule",
                needed_by=_STEPPED,
            ),
            _number("warmup_steps", "warm-up, steps", "Steps of slow beginning."),
        ),
    ),
    Group(
        title="Penalties and limits",
        controls=(
            _choice(
                "l1",
                "L1 penalty",
                "Pulls every weight towards 0 with the same force.",
                _values("l1", L_RATES),
            ),
            _number(
                "dropout",
                "dropout",
                "Share of hidden neurons that each step leaves out.",
            ),
            _number(
                "max_norm",
                "longest weights",
                "Most that the weights into one neuron may measure together;"
                " empty for no limit.",
                optional=True,
            ),
            _number(
                "patience",
                "patience, epochs",
                "Stops when the test loss has not fallen for so many epochs; empty"
                " for never.",
                optional=True,
            ),
        ),
    ),
    Group(
        title="Network",
        controls=(
            _choice(
                "output",
                "output activation",
                "What the output neurons do; automatic suits the loss and the data.",
                (Option(value="", label="automatic"), *options_of("outputs")),
            ),
            _number(
                "initializer_scale",
                "scale of initial weights",
                "Empty for the initializer's own.",
                optional=True,
            ),
            _number(
                "seed", "seed", "The same seed draws the same weights and batches."
            ),
            Control(
                kind="toggle",
                field="use_bias",
                label="biases",
                help="Whether neurons have a bias: a weight from a unit that is"
                " always 1.",
                value=_DEFAULTS["use_bias"],
            ),
        ),
    ),
)

DATA: tuple[Control, ...] = (
    _share("noise", "noise", "How far samples stray.", low=0, step=0.05),
    _share(
        "train_share",
        "train share",
        "Part of the samples that trains; the rest tests.",
        low=0.1,
        step=0.05,
    ),
    _number("n_samples", "samples", "Points, for training and testing together."),
    _number(
        "n_classes",
        "classes",
        "Clouds of points, each a class of its own.",
        needed_field="dataset",
        needed_by=("blobs",),
    ),
)
