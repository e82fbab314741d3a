import base64
import hashlib
import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.config import Settings
from app.i18n import ENGLISH, PSEUDO, load
from app.web.assets import templates_dir
from app.web.controls import DATA, MORE, TOOLBAR
from app.web.page import content_security_policy, create_router, render

CONTROLS = (
    "play step reset seed speed learning-rate activation optimizer loss initializer"
    " batch-size dataset noise train-share lens preset theme"
).split()
FIGURES = (
    "out-step out-epoch out-train-loss out-test-loss out-speed status network output"
).split()


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
    controls = {control.id for control in (*TOOLBAR, *DATA)}
    controls |= {control.id for group in MORE for control in group.controls}
    assert named <= parts(html)
    assert parts(html) <= named | controls


def test_no_template_loads_from_elsewhere():
    for path in templates_dir().rglob("*.html"):
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


def test_a_page_on_the_servers_computer_knows_where_others_reach_it():
    app = FastAPI()
    known = {"localhost": ("http://10.0.0.7:8000", "http://a.test"), "127.0.0.1": ()}
    app.include_router(create_router(Settings(), addresses_for=known.get))
    client = TestClient(app)
    pages = [
        client.get("/", headers={"Host": host}).text
        for host in ("localhost", "127.0.0.1", "10.0.0.7:8000")
    ]
    assert ' data-addresses="http://10.0.0.7:8000 http://a.test">' in pages[0]
    assert ' data-addresses="">' in pages[1]
    assert "data-addresses" not in pages[2]
