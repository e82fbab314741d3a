"""No module is too long to be read in one sitting."""

from pathlib import Path

LIMIT = 300
# Tables grow by whole entries, which belong side by side in one file. run.py starts
# where nothing is installed, so it has to be one file.
TABLES = {
    "run.py",
    "app/protocol/commands/commands.py",
    "app/protocol/events.py",
    "app/protocol/sections.py",
    "engine/experiment/settings.py",
    "engine/functions/activations.py",
    "engine/functions/losses.py",
    "engine/functions/optimizers.py",
    "engine/program/ops/update.py",
}
TABLE_LIMIT = 500
PATTERNS = (
    *("*.py", "docs/*.py", "app/**/*.py", "engine/**/*.py", "benchmarks/**/*.py"),
    "static/js/**/*.js",
)


def test_no_module_is_too_long(root: Path) -> None:
    sizes = {
        path.relative_to(root).as_posix(): len(path.read_text("utf-8").splitlines())
        for pattern in PATTERNS
        for path in root.glob(pattern)
    }
    assert all(sizes[name] > LIMIT - 50 for name in TABLES)
    too_long = {
        name: size
        for name, size in sizes.items()
        if size > (TABLE_LIMIT if name in TABLES else LIMIT)
    }
    assert not too_long
