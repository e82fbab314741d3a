"""Files of the page and their addresses."""

import hashlib
import json

import pytest

from app.web.assets import asset_url, import_map, static_dir, templates_dir


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
    assert {"uplot", "@preact/signals-core", "papaparse"} < set(imports)


def test_templates_come_with_the_package():
    assert (templates_dir() / "page.html").is_file()
