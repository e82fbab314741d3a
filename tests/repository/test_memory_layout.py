"""Where in memory a quantity is is known to the engine: the app asks for it by name."""

import re
from pathlib import Path

KNOWLEDGE = re.compile(
    r"(trainer|trace|step|memory|program)\w*\.(layout|placement|tape|matrix|masks)\b"
    r"|\.(pairs|blocks|block|stretch|array)\(|\.gradient\[|\.vector\["
)


def test_the_app_knows_no_memory_layout(root: Path) -> None:
    found = {
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for path in (root / "app").rglob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if KNOWLEDGE.search(line.replace("np.array(", ""))
    }
    assert not found


def test_what_would_be_found() -> None:
    for line in (
        "layout = trace.layout",
        "trainer.layout.pairs(trainer.vector)",
        "trace.placement.graph.parameters",
        "np.square(trace.array(ref))",
    ):
        assert KNOWLEDGE.search(line)
