"""Setting: a row of the table becomes a field with a type and a default."""

from dataclasses import FrozenInstanceError, dataclass
from typing import Any

import pytest

from engine.experiment.setting import Setting, settings_of


@dataclass(frozen=True, kw_only=True)
class Table:
    count: int = Setting("A count", limits=(1, 9)).default(4)
    share: float | None = Setting("A share", cost="update").default(None)
    on: bool = Setting("A switch", cost="scalar").default(False)
    method: str = Setting("A method", choices="losses").default("hinge")
    shape: Any = Setting("Some numbers").default((1, 2))  # noqa: RUF009


def test_a_row_is_a_field_with_its_default():
    assert Table() == Table(count=4, share=None, on=False, shape=(1, 2))
    assert Table(count=7).count == 7
    with pytest.raises(FrozenInstanceError):
        Table().count = 1


def test_name_type_and_default_come_from_the_field():
    settings = settings_of(Table)
    assert list(settings) == ["count", "share", "on", "method", "shape"]
    assert all(name == setting.name for name, setting in settings.items())
    assert [(s.kind, s.is_optional, s.default_value) for s in settings.values()] == [
        ("integer", False, 4), ("number", True, None), ("flag", False, False),
        ("name", False, "hinge"), ("own", False, (1, 2)),
    ]  # fmt: skip
    assert settings["count"].limits == (1, 9)


def test_only_what_needs_no_reset_is_live():
    live = {name for name, setting in settings_of(Table).items() if setting.is_live}
    assert live == {"share", "on"}
