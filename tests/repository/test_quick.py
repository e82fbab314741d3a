"""tests/quick.py: what the quick suite leaves out, and that it leaves out no kind."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings

from tests import quick
from tests.quick import LONG, MOST_CASES, MOST_SEEDS, each_choice, examples, spread


class FakeItem:
    """A test as pytest collects it, with its marks and the values of its parameters."""

    def __init__(self, name: str, *marks: str, **values: Any) -> None:
        folder = "browser" if "page" in name else "engine"
        self.path = Path("tests") / folder / "test_x.py"
        self.nodeid = f"{self.path}::{name}"
        self.marks = list(marks)
        if values:
            self.nodeid += f"[{values}]"
            self.callspec = SimpleNamespace(params=values)

    def iter_markers(self) -> Iterator[Any]:
        return (SimpleNamespace(name=name) for name in self.marks)

    def get_closest_marker(self, name: str) -> bool:
        return name in self.marks

    def add_marker(self, name: str) -> None:
        self.marks.append(name)


def n_quick(*items: Any) -> int:
    quick.mark(items, Path("tests/browser"))
    return sum("slow" not in item.marks for item in items)


def test_each_value_of_each_parameter_occurs() -> None:
    cases = [{"a": a, "b": b, "c": None} for a in "xyz" for b in ("p", "q")]
    chosen = [cases[k] for k in each_choice(cases)]
    assert chosen == [cases[0], cases[1], cases[2], cases[4]]
    assert each_choice([{"a": object()} for _ in range(50)]) == list(range(50))


@pytest.mark.parametrize(("n", "most"), [(3, 24), (24, 24), (25, 24), (1000, 24)])
def test_a_spread_has_both_ends_and_no_case_twice(n: int, most: int) -> None:
    chosen = spread(range(n), most)
    assert len(set(chosen)) == len(chosen) == min(n, most)
    assert (chosen[0], chosen[-1]) == (0, n - 1)
    assert chosen == sorted(chosen)


GRID = [{"a": a, "b": b} for a in "xyz" for b in ("p", "q")]


def test_of_a_grid_some_cases_are_quick_or_all_where_it_says_so() -> None:
    assert n_quick(*(FakeItem("test_a", **case) for case in GRID)) == 4
    assert n_quick(*(FakeItem("test_a", "whole", **case) for case in GRID)) == 6
    assert n_quick(*(FakeItem("test_a", x=object()) for _ in range(100))) == MOST_CASES
    assert (
        n_quick(*(FakeItem("test_a", seed=1000 + k) for k in range(30))) == MOST_SEEDS
    )
    assert n_quick(FakeItem("test_a"), FakeItem("test_b", x=1)) == 2


def test_each_test_has_cases_of_its_own() -> None:
    items = [FakeItem(name, **case) for name in ("test_a", "test_b") for case in GRID]
    assert n_quick(*items) == 8


@pytest.mark.parametrize("mark", sorted(LONG))
def test_what_is_marked_already_is_no_case_of_the_spread(mark: str) -> None:
    items = [FakeItem("test_a", mark, x=0), FakeItem("test_a", x=0)]
    assert n_quick(*items) == 2 - (mark == "slow")
    assert items[0].marks == [mark]


def test_all_tries_every_example_and_the_quick_suite_a_tenth() -> None:
    shares = {"quick": [1, 3, 8, 100], "steady": [1, 30, 80, 1000]}
    shares["explore"] = shares["steady"]
    assert settings().max_examples in {10, 100}
    in_use = settings.get_current_profile_name()
    try:
        for name, expected in shares.items():
            settings.load_profile(name)
            assert [examples(n) for n in (1, 30, 80, 1000)] == expected
    finally:
        settings.load_profile(in_use)


def test_no_test_fixes_its_number_of_examples(root: Path) -> None:
    for path in (root / "tests").rglob("test_*.py"):
        assert not re.search(r"max_examples=\d", path.read_text(encoding="utf-8")), path


def test_in_the_browser_only_stories_are_quick() -> None:
    story = FakeItem("test_page", "quick")
    assert n_quick(story, FakeItem("test_page_b"), FakeItem("test_page_c", x=1)) == 1
    assert story.marks == ["quick"]
    assert n_quick(*(FakeItem("test_page", "quick", **case) for case in GRID)) == 1
    assert n_quick(FakeItem("test_page", "quick", "slow")) == 0
