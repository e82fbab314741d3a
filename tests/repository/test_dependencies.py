"""Dependencies are pinned and hashed, and no file names the address of an index."""

import importlib.metadata
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import hatchling.build
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HASHED = ("requirements.txt", "tests/requirements.txt")


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def pins(path: Path) -> dict[str, tuple[str, list[str]]]:
    """Return version and hashes of every package that a file names."""
    found: dict[str, tuple[str, list[str]]] = {}
    for entry in path.read_text("utf-8").replace("\\\n", " ").splitlines():
        if entry and not entry.startswith(("#", "--")):
            pin, *hashes = re.split(r"\s+--hash=", entry)
            name, _, version = pin.partition(" ;")[0].partition("==")
            found[canonicalize_name(Requirement(name).name)] = version.strip(), hashes
    return found


def test_a_package_that_is_needed_with_an_extra_is_pinned_with_it(root: Path) -> None:
    """Or else pip asks for the newest one, whose hash is not listed."""
    text = (root / "tests/requirements.txt").read_text("utf-8")
    needed = {
        str(Requirement(line.partition(";")[0]).name) + f"[{','.join(extras)}]=="
        for package in importlib.metadata.distributions()
        for line in package.requires or ()
        if (extras := sorted(Requirement(line).extras)) and "extra ==" not in line
        if canonicalize_name(package.name) in pins(root / "tests/requirements.txt")
    }
    assert needed
    assert {name for name in needed if f"\n{name}" not in text} == set()


def closure(names: set[str]) -> set[str]:
    """Return these packages and all that they need in this environment."""
    found: set[str] = set()
    waiting = {canonicalize_name(name) for name in names}
    while waiting:
        found.add(name := waiting.pop())
        for line in importlib.metadata.requires(name) or ():
            needed = Requirement(line)
            if not needed.marker or needed.marker.evaluate({"extra": ""}):
                waiting |= {canonicalize_name(needed.name)} - found
    return found


@pytest.fixture(scope="module")
def lock(root: Path) -> dict[str, dict[str, object]]:
    packages = json.loads((root / "package-lock.json").read_text("utf-8"))["packages"]
    return {name: facts for name, facts in packages.items() if name}


def test_every_browser_package_has_an_integrity_hash(
    lock: dict[str, dict[str, object]],
) -> None:
    assert lock
    for name, facts in lock.items():
        assert str(facts.get("integrity", "")).startswith("sha512-"), name


def test_no_browser_package_runs_a_script_when_installed(
    lock: dict[str, dict[str, object]],
) -> None:
    assert not [name for name, facts in lock.items() if "hasInstallScript" in facts]


def test_package_json_pins_exact_versions(
    root: Path, lock: dict[str, dict[str, object]]
) -> None:
    package = json.loads((root / "package.json").read_text("utf-8"))
    for name, version in {
        **package["dependencies"],
        **package["devDependencies"],
    }.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
        assert lock[f"node_modules/{name}"]["version"] == version


def test_no_lock_or_config_file_names_an_index(
    root: Path, lock: dict[str, dict[str, object]]
) -> None:
    assert not [name for name, facts in lock.items() if "resolved" in facts]
    for facts in lock.values():
        facts.pop("funding", None)  # links to people, not to an index
    texts = [json.dumps(lock)]
    names = (
        "package.json",
        ".npmrc",
        "biome.jsonc",
        *HASHED,
        "pyproject.toml",
        "tsconfig.json",
    )
    texts += [(root / name).read_text("utf-8") for name in names]
    assert not [
        text for text in texts if re.search(r"https?:|git\+|registry\s*=", text)
    ]


@pytest.mark.parametrize("name", HASHED)
def test_every_python_package_has_an_exact_version_and_hashes(
    root: Path, name: str
) -> None:
    found = pins(root / name)
    assert found
    for package, (version, hashes) in found.items():
        assert re.fullmatch(r"[\d.]+", version), package
        assert hashes, package
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes)


@pytest.mark.parametrize("name", HASHED)
def test_no_package_is_built_where_it_is_installed(root: Path, name: str) -> None:
    lines = (root / name).read_text("utf-8").splitlines()
    assert "--only-binary :all:" in lines


def test_tests_and_server_run_with_the_same_versions(root: Path) -> None:
    server, tests = (pins(root / name) for name in HASHED)
    assert server.items() <= tests.items()


def test_everything_that_is_needed_has_a_version(
    root: Path, project: dict[str, Any]
) -> None:
    server, tests = (pins(root / name) for name in HASHED)
    extras = project["project"]["optional-dependencies"]
    declared = {
        name: {Requirement(line).name for line in lines}
        for name, lines in {"": project["project"]["dependencies"], **extras}.items()
    }
    assert closure(declared[""] | declared["metrics"]) <= server.keys()
    assert closure(declared["test"]) <= tests.keys()


def test_no_build_requirement_is_unpinned(root: Path, project: dict[str, Any]) -> None:
    required = [Requirement(line) for line in project["build-system"]["requires"]]
    pinned = {canonicalize_name(each.name): str(each.specifier) for each in required}
    assert pinned.keys() == closure(set(pinned))
    server = pins(root / "requirements.txt")
    assert pinned == {name: f"=={server[name][0]}" for name in pinned}


def test_what_a_build_asks_for_when_it_runs_is_pinned(
    root: Path, project: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    pinned = [Requirement(line) for line in project["build-system"]["requires"]]
    versions = {each.name: str(each.specifier)[2:] for each in pinned}
    monkeypatch.chdir(root)
    asked = hatchling.build.get_requires_for_build_wheel()
    asked += hatchling.build.get_requires_for_build_editable()
    for each in map(Requirement, asked):
        assert each.specifier.contains(versions[each.name])


def test_every_dependency_of_the_server_is_imported(
    root: Path, project: dict[str, Any]
) -> None:
    lines = project["project"]["dependencies"]
    declared = {Requirement(line).name for line in lines}
    sources = [*root.glob("app/**/*.py"), *root.glob("engine/**/*.py")]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    imported = set(re.findall(r"^\s*(?:from|import) (\w+)", text, re.MULTILINE))
    assert {name.replace("-", "_") for name in declared} <= imported
