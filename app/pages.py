"""The page: one template, rendered from what the engine offers."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.assets import asset_url, import_map, inline_hash, templates_dir
from app.controls import (
    DATA,
    MORE,
    STRIP,
    Control,
    Group,
    Option,
    feature_options,
    options_of,
)
from app.presets import PRESETS, Preset
from app.thumbnails import SIZE, Mark, thumbnail
from engine import LIMITS, Experiment, catalog

if TYPE_CHECKING:
    from app.config import Settings

__all__ = ["PageContext", "content_security_policy", "create_router", "render"]

STYLESHEETS = (
    "vendor/modern-normalize.css",
    "vendor/uplot.css",
    "css/tokens.css",
    "css/base.css",
    "css/controls.css",
    "css/layout.css",
    "css/panels.css",
    "css/charts.css",
    "css/share.css",
)
STEPS = (
    Option(value="op", label="op", help="One operation of the program"),
    Option(value="layer", label="layer", help="All operations of one layer"),
    Option(value="phase", label="phase", help="Forward, loss, backward or update"),
    Option(value="step", label="step", help="One batch and one update"),
    Option(value="epoch", label="epoch", help="All training samples once"),
)
LENSES = (
    Option(value="weights", label="weights", help="What the network has learned"),
    Option(
        value="gradients",
        label="gradients",
        help="How the loss would change with each weight",
    ),
    Option(
        value="updates", label="updates", help="What the last step added to each weight"
    ),
    Option(
        value="signal",
        label="signal",
        help="What each edge carried forward in the last step: weight times activation",
    ),
)
PHASES = (
    Option(value="forward", label="forward", help="Layer by layer to the output"),
    Option(value="loss", label="loss", help="The output beside the target"),
    Option(value="local", label="slopes", help="The slope f'(z) at each neuron"),
    Option(value="backward", label="backward", help="Errors and gradients, backwards"),
    Option(value="update", label="update", help="The optimizer moves the weights"),
)
KEYS = (
    Option(value="Space", label="play or pause"),
    Option(value="→", label="one step, as chosen"),
    Option(value="Shift →", label="one operation"),
    Option(value="R", label="reset to step 0, same weights"),
    Option(value="N", label="new weights"),
    Option(value="Ctrl Z", label="take the last change back"),
    Option(value="L", label="say the loss aloud"),
    Option(value="1 – 9", label="an experiment to try"),
    Option(value="?", label="this help"),
)
N_SPEEDS, DEFAULT_SPEED = 13, 8
MOST_HIDDEN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetEntry:
    """One dataset with its picture."""

    value: str
    label: str
    help: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """All that the template may use."""

    title: str
    embed: bool
    icon: str
    stylesheets: tuple[str, ...]
    import_map: Markup
    early_script: str
    main_script: str
    data: Markup
    strip: tuple[Control, ...]
    more: tuple[Group, ...]
    data_controls: tuple[Control, ...]
    datasets: tuple[DatasetEntry, ...]
    dataset: str
    thumbnail_size: int
    features: tuple[Option, ...]
    steps: tuple[Option, ...]
    lenses: tuple[Option, ...]
    phases: tuple[Option, ...]
    keys: tuple[Option, ...]
    presets: tuple[Preset, ...]
    speeds: int
    speed: int


def create_router(settings: "Settings") -> APIRouter:  # noqa: ARG001
    """Return the route of the page."""
    router = APIRouter()

    @router.get("/", response_class=HTMLResponse, include_in_schema=False)
    def page(embed: str = "", hide: str = "") -> HTMLResponse:
        html = render(embed=embed == "1", hide=hide.split(",", MOST_HIDDEN))
        return HTMLResponse(html, headers={"Cache-Control": "no-cache"})

    return router


def content_security_policy(settings: "Settings") -> str:
    """Return the policy of every response: own files only, one inline import map."""
    ancestors = " ".join(settings.allow_embedding) or "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {inline_hash(import_map())}",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {ancestors}",
        )
    )


def render(*, embed: bool = False, hide: Collection[str] = ()) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    embed : bool
        Whether the page is to be compact, for a frame in another page.
    hide : collection of str
        Names of parts of the page that are not to be seen; unknown ones mean nothing.
    """
    environment = Environment(
        loader=FileSystemLoader(templates_dir()),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["part"] = partial(_part, hide=frozenset(hide))
    return environment.get_template("page.html").render(page=_context(embed=embed))


def _part(name: str, *, hide: Collection[str]) -> Markup:
    """Return the attributes of a part of the page that can be hidden."""
    away = Markup(" data-away") if name in hide else Markup()
    return Markup(' data-part="{}"').format(name) + away


def _context(*, embed: bool) -> PageContext:
    datasets = tuple(
        DatasetEntry(
            value=option.value,
            label=option.label,
            help=option.help,
            marks=thumbnail(option.value),
        )
        for option in options_of("datasets")
    )
    return PageContext(
        title="Backprop Live",
        embed=embed,
        icon=asset_url("icon.svg"),
        stylesheets=tuple(asset_url(name) for name in STYLESHEETS),
        import_map=Markup(import_map()),
        early_script=asset_url("js/early.js"),
        main_script=asset_url("js/main.js"),
        data=_script_json(_page_data()),
        strip=STRIP,
        more=MORE,
        data_controls=DATA,
        datasets=datasets,
        dataset=str(Experiment().dataset),
        thumbnail_size=SIZE,
        features=feature_options(),
        steps=STEPS,
        lenses=LENSES,
        phases=PHASES,
        keys=KEYS,
        presets=PRESETS,
        speeds=N_SPEEDS,
        speed=DEFAULT_SPEED,
    )


def _page_data() -> dict[str, Any]:
    """Return what the scripts need to know of the engine."""
    lists = {
        "activation": "activations",
        "optimizer": "optimizers",
        "loss": "losses",
        "dataset": "datasets",
        "features": "features",
    }
    return {
        "live_fields": sorted(Experiment.live_fields),
        "defaults": Experiment().to_dict(),
        "limits": {field: list(bounds) for field, bounds in LIMITS.items()},
        "labels": {
            field: {entry["name"]: entry["label"] for entry in catalog()[kind]}
            for field, kind in lists.items()
        },
        "presets": [asdict(preset) for preset in PRESETS],
        "datasets": {
            entry["name"]: {
                "help": entry["help"],
                "fixed": entry["fixed"],
                "feature_names": list(entry["feature_names"]),
            }
            for entry in catalog()["datasets"]
        },
    }


def _script_json(value: Any) -> Markup:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))
