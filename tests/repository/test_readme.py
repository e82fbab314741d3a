"""The README's map is the tree, and the files that it names exist."""

import re
import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def tracked(root: Path) -> set[str]:
    """Return the files of the project, from git or, without it, from the folder."""
    git = ["git", "-C", str(root), "ls-files"]
    try:
        return set(subprocess.check_output(git, text=True).splitlines())
    except (OSError, subprocess.CalledProcessError):
        found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
        return {path.as_posix() for path in found if not path.parts[0].startswith(".")}


def test_every_folder_at_the_top_is_on_the_map(readme: str, tracked: set[str]) -> None:
    folders = {name.split("/")[0] + "/" for name in tracked if "/" in name}
    assert not [folder for folder in sorted(folders) if folder not in readme]


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "docs/*.md"])
def test_every_file_that_a_text_names_exists(name: str, root: Path) -> None:
    """From the root or, in a row of modules, from a folder that is named before."""
    texts = {path: path.read_text("utf-8") for path in root.glob(name)}
    missing = []
    for path, text in texts.items():
        named = re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.\w+)`", text)
        linked = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
        missing += [n for n in named if not any(root.rglob(n))]
        missing += [n for n in linked if not (path.parent / n).exists()]
    assert texts
    assert not missing


def test_both_commands_come_first(readme: str) -> None:
    commands = readme.index("python3 run.py"), readme.index("python3 run.py test")
    assert max(commands) < readme.index("\n## ")


def test_the_picture_is_a_committed_file(readme: str, tracked: set[str]) -> None:
    picture = re.search(r"!\[[^\]]+\]\(([^)]+)\)", readme)
    assert picture
    assert picture.group(1) in tracked
