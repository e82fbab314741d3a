"""The list of features names only tests that exist."""

import re
from pathlib import Path


def test_every_test_that_the_features_name_exists(root: Path) -> None:
    text = (root / "docs" / "features.md").read_text(encoding="utf-8")
    source = "".join(
        path.read_text(encoding="utf-8") for path in (root / "tests").rglob("*.py")
    )
    defined = set(re.findall(r"def (test_\w+)\(", source))
    named = set(re.findall(r"`(test_\w+)`", text))
    assert len(named) > 30
    assert not named - defined
    files = re.findall(r"`(tests/[\w./]+)`", text)
    assert not [name for name in files if not (root / name).is_file()]
