"""PageContext: everything that the page's template may use."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app.i18n import Language
from app.web.assets import asset_url, import_map, module_url
from app.web.charts import FIGURES as LAYER_FIGURES
from app.web.controls import (
    DATA,
    MORE,
    TOOLBAR,
    Control,
    ControlGroup,
    Option,
    feature_options,
    options_of,
)
from app.web.default_view import ANSWERS, DEFAULT_VIEW, SPEEDS, STEPS, TABS
from app.web.later_words import later_words_url
from app.web.lenses import LENSES, NODE_LENSES
from app.web.page_data import page_data, page_words, script_json
from app.web.presets.preset import Preset
from app.web.presets.presets import GROUPS
from app.web.thumbnails.sequence_thumbnails import sequence_thumbnail
from app.web.thumbnails.thumbnails import SIZE, ThumbnailPath, thumbnail
from engine import Experiment
from engine.data.sequences import SEQUENCES
from engine.program.ops.op import PHASES

__all__ = ["PageContext", "page_context"]

STYLESHEETS = (
    "vendor/modern-normalize.css",
    "vendor/uplot.css",
    "vendor/katex.css",
    "css/base/tokens.css",
    "css/base/base.css",
    "css/base/buttons.css",
    "css/base/controls.css",
    "css/base/dialogs.css",
    "css/page/topbar.css",
    "css/page/page.css",
    "css/data/data.css",
    "css/network/network.css",
    "css/network/gradient-strip.css",
    "css/kinds/kinds.css",
    "css/kinds/recurrent.css",
    "css/kinds/convolution.css",
    "css/kinds/attention.css",
    "css/twins/twins.css",
    "css/twins/view.css",
    "css/base/maths.css",
    "css/inside/inside.css",
    "css/inside/program.css",
    "css/inside/batch.css",
    "css/inside/inspector.css",
    "css/inside/figures.css",
    "css/inside/hand.css",
    "css/inside/graph.css",
    "css/inside/paths.css",
    "css/inside/chips.css",
    "css/inside/check.css",
    "css/inside/code.css",
    "css/base/legend.css",
    "css/base/cards.css",
    "css/network/diagnosis.css",
    "css/results/results.css",
    "css/results/output-views.css",
    "css/data/upload-dialog.css",
    "css/results/charts.css",
    "css/results/chart-details.css",
    "css/share/share.css",
    "css/share/invite.css",
    "css/share/runs.css",
    "css/results/distributions.css",
    "css/results/figures.css",
    "css/time/time.css",
    "css/time/branches.css",
    "css/share/export.css",
)
LATER = {
    "css/kinds/kinds.css": "kinds",
    "css/kinds/recurrent.css": "recurrent",
    "css/kinds/convolution.css": "convolution",
    "css/kinds/attention.css": "attention",
    "vendor/uplot.css": "charts",
    "vendor/katex.css": "katex",
    "css/twins/twins.css": "twins",
    "css/twins/view.css": "twins-view",
    "css/base/maths.css": "maths",
    "css/inside/inside.css": "inside",
    "css/inside/program.css": "inside-program",
    "css/inside/batch.css": "inside-batch",
    "css/inside/inspector.css": "inside-inspector",
    "css/inside/figures.css": "inside-figures",
    "css/inside/hand.css": "inside-hand",
    "css/inside/graph.css": "inside-graph",
    "css/inside/paths.css": "inside-paths",
    "css/inside/chips.css": "inside-chips",
    "css/inside/check.css": "inside-check",
    "css/inside/code.css": "inside-code",
    "css/base/cards.css": "cards",
    "css/base/dialogs.css": "dialogs",
    "css/results/chart-details.css": "chart-details",
    "css/results/distributions.css": "distributions",
    "css/network/diagnosis.css": "diagnosis",
    "css/results/output-views.css": "output-views",
    "css/data/upload-dialog.css": "upload-dialog",
    "css/results/figures.css": "figures",
    "css/share/invite.css": "invite",
    "css/time/time.css": "time",
    "css/time/branches.css": "branches",
    "css/share/runs.css": "runs",
    "css/share/export.css": "export",
}
"""The stylesheets that a script asks for, by a name, and that need not load before."""
BRUSHES = ("1", "2", "3", "0")
TOPICS = (
    "squares",
    "output",
    "answers",
    "lines",
    "point",
    "factors",
    "flow",
    "rest",
    "change",
    "time",
    "inside",
    "twins",
    "kinds",
    "own",
)
FIGURES = (
    *("step", "epoch", "train_loss", "test_loss", "right", "speed"),
    *("rms", "ratio", "z_and_a", "delta"),
)
KEYS = (
    *("play", "step", "op", "reset", "seed", "undo", "loss"),
    *("preset", "train", "inside", "through", "twins", "time", "export", "help"),
)
MOST_HIDDEN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Stylesheet:
    """One stylesheet; `later` is its name where a script asks for it."""

    url: str
    later: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetEntry:
    """One dataset with its picture."""

    value: str
    label: str
    help: str
    paths: tuple[ThumbnailPath, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """All that the template may use."""

    language: str
    title: str
    embed: bool
    saves: bool
    icon: str
    stylesheets: tuple[Stylesheet, ...]
    import_map: Markup
    browser_check_script: str
    theme_boot_script: str
    main_script: str
    words: Markup
    later_words: str
    data: Markup
    toolbar: tuple[Control, ...]
    more: tuple[ControlGroup, ...]
    data_controls: tuple[Control, ...]
    datasets: tuple[DatasetEntry, ...]
    sequences: tuple[DatasetEntry, ...]
    dataset: str
    networks: tuple[Option, ...]
    network: str
    thumbnail_size: int
    features: tuple[Option, ...]
    steps: tuple[Option, ...]
    tabs: tuple[Option, ...]
    lenses: tuple[Option, ...]
    node_lenses: tuple[Option, ...]
    answers: tuple[Option, ...]
    layer_figures: tuple[Option, ...]
    brushes: tuple[Option, ...]
    phases: tuple[Option, ...]
    topics: tuple[Option, ...]
    figures: tuple[Option, ...]
    keys: tuple[Option, ...]
    preset_groups: tuple[tuple[str, tuple[Preset, ...]], ...]
    speeds: int
    speed: int
    view: dict[str, Any]


def page_context(language: Language, *, embed: bool, saves: bool) -> PageContext:
    """Return the context of the page in a language."""
    return PageContext(
        language=language.code,
        title=language.text("title"),
        embed=embed,
        saves=saves,
        icon=asset_url("icon.svg"),
        stylesheets=tuple(
            Stylesheet(url=asset_url(name), later=LATER.get(name))
            for name in STYLESHEETS
        ),
        import_map=Markup(import_map()),
        browser_check_script=module_url("js/base/page/browser-check.js"),
        theme_boot_script=module_url("js/base/theme/theme-boot.js"),
        main_script=module_url("js/main.js"),
        words=script_json(page_words(language)),
        later_words=later_words_url(language),
        data=script_json(page_data(language)),
        toolbar=TOOLBAR,
        more=MORE,
        data_controls=DATA,
        datasets=_datasets(is_sequence=False),
        sequences=_datasets(is_sequence=True),
        dataset=str(Experiment().dataset),
        networks=options_of("networks"),
        network=Experiment().network,
        thumbnail_size=SIZE,
        features=feature_options(),
        steps=_options(language, "by", STEPS),
        tabs=_options(language, "tab", TABS),
        lenses=_options(language, "lens", [lens.name for lens in LENSES]),
        node_lenses=_options(
            language, "node_lens", [lens.name for lens in NODE_LENSES]
        ),
        layer_figures=_options(
            language,
            "charts",
            [figure.name for figure in LAYER_FIGURES],
            ".title",
        ),
        answers=_options(language, "answers", ANSWERS),
        brushes=_options(language, "draw.brush", BRUSHES),
        phases=_options(language, "phase", PHASES),
        topics=_options(language, "help", TOPICS, ".text"),
        figures=_options(language, "figure", FIGURES),
        keys=_options(language, "key", KEYS),
        preset_groups=GROUPS,
        speeds=len(SPEEDS) - 1,
        speed=SPEEDS.index(DEFAULT_VIEW["speed"]),
        view=DEFAULT_VIEW,
    )


def _datasets(*, is_sequence: bool) -> tuple[DatasetEntry, ...]:
    picture = sequence_thumbnail if is_sequence else thumbnail
    return tuple(
        DatasetEntry(
            value=option.value,
            label=option.label,
            help=option.help,
            paths=picture(option.value),
        )
        for option in options_of("datasets")
        if (option.value in SEQUENCES) == is_sequence
    )


def _options(
    language: Language, kind: str, names: Iterable[str], suffix: str = ".help"
) -> tuple[Option, ...]:
    """Return options whose labels and helps are entries of the catalogue."""
    return tuple(
        Option(
            value=name,
            label=language.text(f"{kind}.{name}"),
            help=language.text(f"{kind}.{name}{suffix}"),
        )
        for name in names
    )
