"""The table of sections is the only list of them."""

import pytest
from pydantic import TypeAdapter, ValidationError

from app.protocol.commands.commands import Watch
from app.protocol.events import Section
from app.protocol.sections import SECTIONS, WATCHED


def test_a_page_can_ask_for_every_section_at_once_and_for_no_other() -> None:
    assert Watch(type="watch", id=1, sections=WATCHED).sections == WATCHED
    with pytest.raises(ValidationError, match="at most"):
        Watch(type="watch", id=1, sections=(*WATCHED, "W"))
    with pytest.raises(ValidationError, match="should be 'gradient_rms', "):
        Watch(type="watch", id=1, sections=("nothing",))


def test_a_layout_names_sections_of_the_table() -> None:
    schema = TypeAdapter(Section).json_schema()
    assert schema["properties"]["name"]["enum"] == [row.name for row in SECTIONS]


def test_doubles_come_first() -> None:
    types = [row.dtype for row in SECTIONS]
    assert types.index("f4") == types.count("f8")


def test_the_names_of_sections_are_unique() -> None:
    names = [row.name for row in SECTIONS]
    assert len(names) == len(set(names))
