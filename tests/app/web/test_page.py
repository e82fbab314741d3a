import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.config import Settings
from app.i18n import ENGLISH, PSEUDO, load
from app.web.assets import asset_url, import_map, static_dir, templates_dir
from app.web.controls import DATA, MORE, STRIP
from app.web.page import content_security_policy, create_router, render
from app.web.presets import PRESETS
from engine import catalog

CONTROLS = (
    "play step reset seed speed learning-rate activation optimizer loss initializer"
    " batch-size dataset noise train-share lens preset theme"
).split()
FIGURES = (
    "out-step out-epoch out-train-loss out-test-loss out-speed status network output"
).split()


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def html() -> str:
    return render(load(ENGLISH))


@pytest.fixture(scope="module")
def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(html)
    return parser.found


def test_the_page_has_every_stable_name_once(elements):
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not {*CONTROLS, *FIGURES} - set(ids)


def test_the_body_says_how_the_connection_stands(html):
    assert '<body data-connection="connecting" data-running="false">' in html


def test_no_markup_carries_style_or_script(elements):
    for tag, attributes in elements:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag


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
        path = static_dir() / address.removeprefix("./static/").split("?")[0]
        assert path.is_file(), address


def test_an_address_changes_with_the_content(html):
    path = static_dir() / "js" / "main.js"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    assert asset_url("js/main.js") == f"./static/js/main.js?v={digest}"
    assert asset_url("js/main.js") in html
    with pytest.raises(FileNotFoundError):
        asset_url("js/there-is-no-such.js")


def test_the_import_map_has_every_module_and_library():
    imports = json.loads(import_map())["imports"]
    modules = {
        f"./static/{path.relative_to(static_dir()).as_posix()}"
        for path in (static_dir() / "js").rglob("*.js")
    }
    assert modules < set(imports)
    assert {"uplot", "@preact/signals-core"} < set(imports)


def test_the_policy_allows_own_files_and_the_one_import_map(html):
    policy = content_security_policy(Settings())
    inline = re.findall(r'<script type="importmap">(.*?)</script>', html, re.DOTALL)
    assert len(inline) == 1
    digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_only_listed_sites_may_embed_the_page():
    sites = "https://learn.example", "http://localhost:9000"
    policy = content_security_policy(Settings(allow_embedding=sites))
    assert policy.endswith(
        "frame-ancestors https://learn.example http://localhost:9000"
    )
    anyone = content_security_policy(Settings(allow_embedding=("*",)))
    assert anyone.endswith("frame-ancestors *")


def test_the_data_of_the_page_are_json_that_cannot_end_their_element(html):
    match = re.search(r'id="page-data">(.*?)</script>', html, re.DOTALL)
    assert match
    assert "<" not in match[1]
    data = json.loads(match[1])
    assert data["defaults"]["dataset"] == "circle"
    assert "learning_rate" in data["live_fields"]
    assert "dataset" not in data["live_fields"]
    labels = {entry["name"]: entry["label"] for entry in catalog()["activations"]}
    assert data["labels"]["activation"] == labels


def parts(html: str, mark: str = "") -> set[str]:
    return set(re.findall(rf'data-part="([\w-]+)"{mark}', html))


def test_nothing_is_hidden_unless_asked_for(html):
    assert parts(html)
    assert "data-away" not in html
    assert "data-embed" not in html


def test_what_the_link_hides_is_marked_in_the_markup():
    hidden = render(load(ENGLISH), hide=["data", "presets", "nonsense"])
    assert parts(hidden, " data-away") == {"data", "presets"}
    assert "nonsense" not in hidden


def test_a_page_for_a_frame_says_so():
    assert '<html lang="en" data-embed>' in render(load(ENGLISH), embed=True)


def test_every_part_that_can_be_hidden_is_in_the_guide(html):
    guide = (templates_dir().parent / "docs" / "sharing.md").read_text("utf-8")
    hiding = guide[guide.index("## Hiding") : guide.index("## In a frame")]
    named = set(re.findall(r"`([a-z][a-z0-9-]*)`", hiding))
    controls = {control.id for control in (*STRIP, *DATA)}
    controls |= {control.id for group in MORE for control in group.controls}
    assert named <= parts(html)
    assert parts(html) <= named | controls


def test_the_guide_names_every_preset():
    guide = (templates_dir().parent / "docs" / "sharing.md").read_text("utf-8")
    assert not [preset.name for preset in PRESETS if f"`{preset.name}`" not in guide]


def test_every_dataset_has_a_picture(html):
    for entry in catalog()["datasets"]:
        start = html.index(f'name="dataset" value="{entry["name"]}"')
        picture = html[start : html.index("</svg>", start)]
        assert '<path class="' in picture, entry["name"]


def test_templates_come_with_the_package():
    assert (templates_dir() / "page.html").is_file()


def test_no_template_loads_from_elsewhere():
    for path in templates_dir().glob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"(src|href)=\"(https?:)?//", text), path.name


def client_of(settings: Settings) -> TestClient:
    app = FastAPI()
    app.include_router(create_router(settings))
    return TestClient(app)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", PSEUDO),
        ("?lang=en", ENGLISH),
        ("?lang=xx", PSEUDO),
        ("?lang=../en", PSEUDO),
    ],
)
def test_the_address_chooses_a_language_that_exists(query, code):
    page = client_of(Settings(language=PSEUDO)).get(f"/{query}").text
    assert f'<html lang="{code}">' in page


def test_a_page_is_encoded_once_per_language():
    client = client_of(Settings())
    pages = [client.get(f"/?lang={code}").text for code in (ENGLISH, PSEUDO, ENGLISH)]
    assert pages[0] == pages[2] != pages[1]
    assert "Play" in pages[0]
    assert "Plààýý" in pages[1]
