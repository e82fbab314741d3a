"""What the template may use."""

from app.i18n import PSEUDO, load
from app.web.assets import static_dir
from app.web.page_context import LATER, STYLESHEETS, page_context
from app.web.static_files import VERSION
from engine import catalog


def test_every_address_is_relative_and_exists(elements):
    addresses = [
        attributes[name]
        for tag, attributes in elements
        for name in ("src", "href")
        if attributes.get(name) and tag in {"script", "link"}
    ]
    assert addresses
    for address in addresses:
        assert address.startswith("./static/"), address
        name = VERSION.sub("", address.removeprefix("./static/").split("?")[0])
        assert (static_dir() / name).is_file(), address


def test_stylesheets_for_later_keep_their_place_and_do_not_load(elements):
    links = [
        attributes
        for tag, attributes in elements
        if tag == "link" and attributes["rel"] == "stylesheet"
    ]
    assert len(links) == len(STYLESHEETS)
    assert set(LATER) <= set(STYLESHEETS)
    for name, link in zip(STYLESHEETS, links, strict=True):
        assert link["href"].startswith(f"./static/{name}?v=")
        assert ("disabled" in link) == (name in LATER)
        assert link.get("id") == (f"styles-{LATER[name]}" if name in LATER else None)


def test_a_script_asks_for_every_stylesheet_for_later():
    scripts = [file.read_text("utf-8") for file in static_dir().rglob("js/**/*.js")]
    asking = [text for text in scripts if "applyStyles(" in text]
    never = [
        name
        for name in LATER.values()
        if not any(f'"{name}"' in text for text in asking)
    ]
    assert never == []


def test_its_texts_are_in_the_language_of_the_page():
    context = page_context(load(PSEUDO), embed=True, saves=True)
    assert (context.language, context.embed) == (PSEUDO, True)
    assert [step.value for step in context.steps] == [
        *("op", "layer", "phase", "step", "epoch"),
    ]
    assert context.steps[3].label == load(PSEUDO).text("by.step")
    assert context.steps[3].help == load(PSEUDO).text("by.step.help")


def test_every_dataset_is_offered_with_its_picture():
    context = page_context(load(PSEUDO), embed=False, saves=True)
    names = [entry["name"] for entry in catalog()["datasets"]]
    offered = (*context.datasets, *context.sequences)
    assert [dataset.value for dataset in offered] == names
    assert all(dataset.paths for dataset in offered)
