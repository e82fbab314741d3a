from typing import get_args

from app.protocol.commands.commands import ExportKind
from app.session.exports.table import EXPORTS


def test_every_kind_can_be_made_and_has_a_name_of_its_own() -> None:
    assert set(EXPORTS) == set(get_args(ExportKind))
    assert len({each.name for each in EXPORTS.values()}) == len(EXPORTS)
