"""Dependencies are pinned and hashed, and no file names the address of an index."""

import json
import re
import tomllib
from pathlib import Path

import pytest


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
        "constraints.txt",
        "pyproject.toml",
        "tsconfig.json",
    )
    texts += [(root / name).read_text("utf-8") for name in names]
    assert not [
        text for text in texts if re.search(r"https?:|git\+|registry\s*=", text)
    ]


def test_constraints_are_names_and_versions_only(root: Path) -> None:
    lines = (root / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", pin) for pin in pins)


def test_every_declared_dependency_has_a_tested_version(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    declared = project["dependencies"] + project["optional-dependencies"]["test"]
    names = {re.split(r"[<>=~\[ ]", line)[0].lower() for line in declared}
    constraints = (root / "constraints.txt").read_text("utf-8").lower()
    tested = {line.partition("==")[0].replace("_", "-") for line in constraints.split()}
    assert names <= tested


def test_every_dependency_of_the_server_is_imported(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {re.split(r"[<>=~\[ ]", line)[0] for line in project["dependencies"]}
    sources = [*root.glob("app/**/*.py"), *root.glob("engine/**/*.py")]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    imported = set(re.findall(r"^\s*(?:from|import) (\w+)", text, re.MULTILINE))
    assert {name.replace("-", "_") for name in declared} <= imported
