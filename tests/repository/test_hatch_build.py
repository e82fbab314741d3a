"""The build hook: what it ships, when it does nothing, how it fails."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import hatch_build


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """Return a copy of the files that the hook reads, with the vendor folder filled."""
    for name in (*hatch_build.NPM_INPUTS, "hatch_build.py"):
        shutil.copy(root / name, tmp_path / name)
    vendor = tmp_path / "static" / "vendor"
    shutil.copytree(root / "static" / "vendor", vendor)
    stamp = json.loads((vendor / hatch_build.STAMP).read_text("utf-8"))
    names = (*hatch_build.NPM_INPUTS, "hatch_build.py")
    stamp["inputs"] = hatch_build._sha256(*(tmp_path / name for name in names))
    (vendor / hatch_build.STAMP).write_text(json.dumps(stamp), encoding="utf-8")
    return tmp_path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Replace npm by a list of the folders in which it would have run."""
    folders: list[Path] = []

    def npm_ci(folder: Path) -> None:
        folders.append(folder)
        raise hatch_build.VendorError("stopped")

    monkeypatch.setattr(hatch_build, "_npm_ci", npm_ci)
    return folders


def test_a_current_folder_is_left_alone(checkout: Path, calls: list[Path]) -> None:
    hatch_build.fill_vendor(checkout)
    assert not calls


@pytest.mark.parametrize("name", ["uplot.js", "THIRD_PARTY_NOTICES.txt", ".stamp.json"])
def test_a_missing_or_edited_file_installs_again(
    checkout: Path, calls: list[Path], name: str
) -> None:
    path = checkout / "static" / "vendor" / name
    path.write_text("edited", encoding="utf-8")
    with pytest.raises(hatch_build.VendorError):
        hatch_build.fill_vendor(checkout)
    path.unlink()
    with pytest.raises(hatch_build.VendorError):
        hatch_build.fill_vendor(checkout)
    assert len(calls) == 2


def test_a_new_lock_file_installs_again(checkout: Path, calls: list[Path]) -> None:
    (checkout / "package-lock.json").write_text("{}", encoding="utf-8")
    with pytest.raises(hatch_build.VendorError):
        hatch_build.fill_vendor(checkout)
    assert len(calls) == 1


def test_a_failing_npm_is_one_sentence_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "npm error code ENOTFOUND\n")

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(hatch_build.VendorError) as stop:
        hatch_build._npm_ci(tmp_path)
    sentence = str(stop.value)
    assert "(code ENOTFOUND)" in sentence
    assert "connect to the network" in sentence
    assert "\n" not in sentence


def test_the_tools_of_the_developers_are_not_installed_for_the_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []

    def succeed(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", succeed)
    hatch_build._npm_ci(tmp_path)
    assert {"ci", "--ignore-scripts", "--omit=dev"} <= set(commands[0])


def test_a_module_that_imports_others_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "bundle.js"
    source.write_text("import{a}from'./a.js';export{a};", encoding="utf-8")
    with pytest.raises(hatch_build.VendorError, match="single-file ES module"):
        hatch_build._copy(source, tmp_path / "copy.js")


def test_a_script_that_is_no_module_gets_a_default_export(
    tmp_path: Path, root: Path
) -> None:
    source = tmp_path / "library.js"
    script = "(function(f){module.exports=f()})(function(){return {n: 1};});"
    source.write_text(script, encoding="utf-8")
    with pytest.raises(hatch_build.VendorError, match="single-file ES module"):
        hatch_build._copy(source, tmp_path / "copy.js")
    hatch_build._copy(source, tmp_path / "copy.js", is_module=False)
    text = (tmp_path / "copy.js").read_text(encoding="utf-8")
    assert script in text
    assert text.endswith("\nexport default module.exports;\n")
    exports = (root / "static" / "vendor" / "papaparse.js").read_text("utf-8")
    assert exports.endswith("\nexport default module.exports;\n")


def test_source_maps_that_are_not_shipped_are_not_named(tmp_path: Path) -> None:
    source = tmp_path / "bundle.js"
    source.write_text("export{a};//# sourceMappingURL=b.js.map", encoding="utf-8")
    hatch_build._copy(source, tmp_path / "copy.js")
    assert (tmp_path / "copy.js").read_text(encoding="utf-8") == "export{a};\n"


def test_fonts_that_are_not_shipped_are_not_named(tmp_path: Path) -> None:
    source = tmp_path / "maths.css"
    face = '@font-face{font-family:A;src:url(fonts/A.woff2) format("woff2")}'
    source.write_text(f"{face}{face}.katex{{color:red}}", encoding="utf-8")
    hatch_build._copy(source, tmp_path / "copy.css")
    assert (tmp_path / "copy.css").read_text("utf-8") == ".katex{color:red}\n"


def test_every_font_of_the_style_sheets_is_shipped(root: Path) -> None:
    named = {
        name
        for path in (root / "static" / "css").rglob("*.css")
        for name in re.findall(r"vendor/([\w.-]+\.woff2)", path.read_text("utf-8"))
    }
    files = (target for library in hatch_build.LIBRARIES for _, target in library.files)
    assert named == {name for name in files if name.endswith(".woff2")}


def test_every_package_has_its_licence_in_the_notices(root: Path) -> None:
    notices = (root / "static" / "vendor" / hatch_build.NOTICES).read_text("utf-8")
    pinned = json.loads((root / "package.json").read_text("utf-8"))["dependencies"]
    assert {library.package for library in hatch_build.LIBRARIES} == set(pinned)
    for package, version in pinned.items():
        assert f"\n{package} {version} (" in notices
    assert notices.count("Copyright") >= len(pinned)
    assert "SIL OPEN FONT LICENSE" in notices
