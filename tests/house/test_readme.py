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


def test_every_file_that_it_names_exists(readme: str, root: Path) -> None:
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.\w+)`", readme)
    named += re.findall(r"\]\((?!https?:|#)([^)#]+)", readme)
    assert named
    assert not [name for name in named if not (root / name).exists()]


def test_both_commands_come_first(readme: str) -> None:
    commands = readme.index("python3 run.py"), readme.index("python3 run.py test")
    assert max(commands) < readme.index("\n## ")


def test_the_picture_is_a_committed_file(readme: str, tracked: set[str]) -> None:
    picture = re.search(r"!\[[^\]]+\]\(([^)]+)\)", readme)
    assert picture
    assert picture.group(1) in tracked
