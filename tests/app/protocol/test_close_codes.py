"""The close codes are those that the server closes sockets with."""

import re
from pathlib import Path

from app.protocol.close_codes import CLOSE_CODES, FINAL_CODES

CALL = r"\b(?:close|refuse|fail|send_reason)\((\d{4})(?:, \"(\w+)\")?"


def test_the_server_closes_with_these_codes_and_reasons(root: Path) -> None:
    text = "".join(path.read_text("utf-8") for path in (root / "app").rglob("*.py"))
    calls = re.findall(CALL, text)
    known = {str(row.code): row.words for row in CLOSE_CODES}
    assert len(calls) > 15
    assert {code for code, _ in calls} == known.keys()
    missing = [(c, reason) for c, reason in calls if f"`{reason}`" not in known[c]]
    assert {reason for _, reason in missing} <= {""}


def test_after_a_final_code_no_client_connects_again() -> None:
    assert FINAL_CODES == [1002, 1003, 1007, 1008, 4000, 4001]
    assert {row.reconnect.partition(",")[0] for row in CLOSE_CODES} == {"yes", "no"}
