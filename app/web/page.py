"""The page: one template, rendered from what the engine offers."""

import gzip
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.i18n import Language, spoken, t
from app.session.sentences import LABELS, field_name
from app.session.uploads import MAX_NUMBERS
from app.web.assets import asset_url, import_map, inline_hash, templates_dir
from app.web.controls import (
    DATA,
    MORE,
    STRIP,
    Control,
    Group,
    Option,
    feature_options,
    options_of,
)
from app.web.presets import PRESETS, Preset
from app.web.thumbnails import SIZE, Mark, thumbnail
from engine import LIMITS, Experiment, catalog
from engine.limits import MAX_UPLOADED_FEATURES, MAX_UPLOADED_SAMPLES
from engine.program.op import PHASES

if TYPE_CHECKING:
    from app.config import Settings

__all__ = ["PageContext", "content_security_policy", "create_router", "render"]

STYLESHEETS = (
    "vendor/modern-normalize.css",
    "vendor/uplot.css",
    "css/tokens.css",
    "css/base.css",
    "css/controls.css",
    "css/sheets.css",
    "css/layout.css",
    "css/data.css",
    "css/network.css",
    "css/legend.css",
    "css/cards.css",
    "css/results.css",
    "css/output-views.css",
    "css/upload.css",
    "css/charts.css",
    "css/share.css",
)
STEPS = ("op", "layer", "phase", "step", "epoch")
LENSES = ("weights", "gradients", "updates", "signal")
ANSWERS = ("boundary", "samples", "confusion")
TARGET_KINDS = ("automatic", "classes", "values")
BRUSHES = ("1", "2", "3", "0")
TOPICS = (
    "squares",
    "output",
    "answers",
    "lines",
    "point",
    "flow",
    "rest",
    "change",
    "own",
)
FIGURES = (
    *("step", "epoch", "train_loss", "test_loss", "right", "speed"),
    *("rms", "ratio", "z_and_a", "delta"),
)
KEYS = ("play", "step", "op", "reset", "seed", "undo", "loss", "preset", "help")
N_SPEEDS, DEFAULT_SPEED = 13, 8
MOST_HIDDEN = 100
MAX_TABLE_BYTES = 2**20
"""Of a pasted or opened table, as text."""


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

    language: str
    title: str
    embed: bool
    icon: str
    stylesheets: tuple[str, ...]
    import_map: Markup
    theme_boot_script: str
    main_script: str
    words: Markup
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
    answers: tuple[Option, ...]
    target_kinds: tuple[Option, ...]
    brushes: tuple[Option, ...]
    phases: tuple[Option, ...]
    topics: tuple[Option, ...]
    figures: tuple[Option, ...]
    keys: tuple[Option, ...]
    presets: tuple[Preset, ...]
    speeds: int
    speed: int


def create_router(settings: "Settings") -> APIRouter:  # noqa: ARG001
    """Return the route of the page."""
    router = APIRouter()

    @router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    def page(request: Request, embed: str = "", hide: str = "") -> Response:
        parts = frozenset(hide.split(",", MOST_HIDDEN))
        html, compressed = _encoded(spoken(), embed == "1", parts)
        headers = {"cache-control": "no-cache", "vary": "accept-encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            html = compressed
        return Response(html, headers=headers, media_type="text/html")

    return router


@lru_cache(maxsize=64)
def _encoded(
    language: Language,  # noqa: ARG001
    embed: bool,
    hide: frozenset[str],
) -> tuple[bytes, bytes]:
    """Return the page as it is and compressed; it is the same for all who ask."""
    html = render(embed=embed, hide=hide).encode()
    return html, gzip.compress(html)


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
    environment.globals["t"] = t
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
        language=spoken().code,
        title=t("title"),
        embed=embed,
        icon=asset_url("icon.svg"),
        stylesheets=tuple(asset_url(name) for name in STYLESHEETS),
        import_map=Markup(import_map()),
        theme_boot_script=asset_url("js/base/theme-boot.js"),
        main_script=asset_url("js/main.js"),
        words=_script_json(spoken().script),
        data=_script_json(_page_data()),
        strip=STRIP,
        more=MORE,
        data_controls=DATA,
        datasets=datasets,
        dataset=str(Experiment().dataset),
        thumbnail_size=SIZE,
        features=feature_options(),
        steps=_named("by", STEPS),
        lenses=_named("lens", LENSES),
        answers=_named("answers", ANSWERS),
        target_kinds=_named("own.kind", TARGET_KINDS),
        brushes=_named("draw.brush", BRUSHES),
        phases=_named("phase", PHASES),
        topics=_named("help", TOPICS, ".text"),
        figures=_named("figure", FIGURES),
        keys=_named("key", KEYS),
        presets=PRESETS,
        speeds=N_SPEEDS,
        speed=DEFAULT_SPEED,
    )


def _named(
    kind: str, names: Iterable[str], suffix: str = ".help"
) -> tuple[Option, ...]:
    """Return entries of the catalogue, each with what it says of itself."""
    return tuple(
        Option(value=n, label=t(f"{kind}.{n}"), help=t(f"{kind}.{n}{suffix}"))
        for n in names
    )


def _page_data() -> dict[str, Any]:
    """Return what the scripts need to know of the engine."""
    lists = {
        "activation": "activations",
        "optimizer": "optimizers",
        "loss": "losses",
        "dataset": "datasets",
    }
    return {
        "live_fields": sorted(Experiment.live_fields),
        "defaults": Experiment().to_dict(),
        "limits": {field: list(bounds) for field, bounds in LIMITS.items()},
        "own_features": {
            n: [entry["name"] for entry in catalog()["features"] if _fits(entry, n)]
            for n in (1, 2)
        },
        "table_limits": {
            "samples": MAX_UPLOADED_SAMPLES,
            "features": MAX_UPLOADED_FEATURES,
            "numbers": MAX_NUMBERS,
            "classes": list(LIMITS["n_classes"]),
            "bytes": MAX_TABLE_BYTES,
        },
        "labels": {
            field: {entry["name"]: entry["label"] for entry in catalog()[kind]}
            for field, kind in lists.items()
        }
        | {"features": LABELS["features"]}
        | {"field": {name: field_name(name) for name in Experiment().to_dict()}},
        "presets": [
            {**asdict(preset), "label": preset.label, "message": preset.message}
            for preset in PRESETS
        ],
        "datasets": {
            entry["name"]: {
                "help": entry["help"],
                "fixed": entry["fixed"],
                "feature_names": list(entry["feature_names"]),
            }
            for entry in catalog()["datasets"]
        },
    }


def _fits(feature: dict[str, Any], n_columns: int) -> bool:
    """Tell whether a feature can be computed from the first columns x1, x2."""
    return set(feature["needs"]) <= {f"x{k + 1}" for k in range(n_columns)}


def _script_json(value: Any) -> Markup:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True)
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))
