import json

from app.protocol.answers.exports import Exported


def test_bytes_go_out_in_base_64() -> None:
    event = Exported(
        id=1,
        kind="curves_npz",
        step=5,
        filename="circle-step-5-curves.npz",
        mime="application/octet-stream",
        content="AAA=",
        is_base64=True,
    )
    plain = json.loads(event.text())
    assert (plain["type"], plain["content"]) == ("exported", "AAA=")
