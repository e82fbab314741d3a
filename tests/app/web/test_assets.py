"""Files of the page and their addresses."""

import hashlib
import json
import re

import pytest

from app.web import assets
from app.web.assets import (
    VENDOR_MODULES,
    asset_url,
    import_map,
    module_url,
    static_dir,
    templates_dir,
)


def test_an_address_changes_with_the_content(html):
    path = static_dir() / "css" / "base" / "tokens.css"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    assert (
        asset_url("css/base/tokens.css") == f"./static/css/base/tokens.css?v={digest}"
    )
    assert asset_url("css/base/tokens.css") in html
    with pytest.raises(FileNotFoundError):
        asset_url("css/there-is-no-such.css")


def test_the_address_of_a_module_changes_with_any_module(html, monkeypatch, tmp_path):
    assert module_url("js/main.js") in html
    monkeypatch.setattr(assets, "static_dir", lambda: tmp_path)
    (tmp_path / "js").mkdir()
    seen = set()
    for name, text in (("a", "1"), ("a", "2"), ("b", "2"), ("b", "1")):
        (tmp_path / "js" / f"{name}.js").write_text(text)
        assets._digest_of_modules.cache_clear()
        address = module_url("js/a.js")
        assert re.fullmatch(r"\./static/[0-9a-f]{12}/js/a\.js", address)
        seen.add(address)
    assert len(seen) == 4
    assets._digest_of_modules.cache_clear()


def test_modules_import_each_other_from_their_own_folder():
    """Else a browser would load some of them twice, or an old one."""
    for path in (static_dir() / "js").rglob("*.js"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
        for name in re.findall(r"(?:from|import)\s*\(?[\"']([^\"']+)[\"']", text):
            if name in VENDOR_MODULES:
                continue
            found = (path.parent / name).resolve()
            assert found.is_relative_to(static_dir() / "js"), (path, name)


def test_the_import_map_has_every_library():
    imports = json.loads(import_map())["imports"]
    assert imports == {name: asset_url(file) for name, file in VENDOR_MODULES.items()}
    assert {"uplot", "@preact/signals-core", "papaparse"} < set(imports)


def test_templates_come_with_the_package():
    assert (templates_dir() / "page.html").is_file()
