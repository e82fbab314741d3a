"""The socket over real loopback connections: knock, speak, leave, come back."""

import itertools
import json
import random
import threading
import time
from itertools import product
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.protocol.commands import PROTOCOL
from engine import Experiment, Trainer
from tests.app.english import english

ALL_FLOATS = ["W", "b", "z", "a", "df", "delta", "dW", "db", "update_W", "update_b"]


def fail(*_: object, **__: object) -> None:
    """Be at fault, in the place of whatever is called."""
    raise ZeroDivisionError


def closed(socket: Any) -> tuple[int, list[dict[str, Any]]]:
    """Read to the end; return the close code and the events before it."""
    events = []
    try:
        while True:
            message = socket.recv(timeout=20)
            if isinstance(message, str):
                events.append(json.loads(message))
    except ConnectionClosed as error:
        end = error.rcvd
    assert end is not None, "closed with 1006"
    return end.code, events


# ---- at the door ----------------------------------------------------------------


def test_host_origin_scheme_and_cookie_are_checked_before_accept(server: Any) -> None:
    own, port = server.address, server.port
    hosts = (
        own,
        f"localhost:{port}",
        "evil.example",
        f"{own}.evil.example",
        f"evil.example:{port}",
        f"127.0.0.1:{port + 1}",
    )
    names = (own, f"localhost:{port}", "evil.example", f"{own}.evil.example")
    origins = (*product(("http", "https", "ws"), names), "null", None)
    cookies = (None, "session=stolen", f"origin=http://{own}")
    cells = list(product(hosts, origins, cookies))
    assert len(cells) >= 150
    for host, origin, cookie in cells:
        text = "://".join(origin) if isinstance(origin, tuple) else origin
        headers = {"Host": host} | ({"Cookie": cookie} if cookie else {})
        allowed = host in hosts[:2] and text == f"http://{host}"
        with connect_raw(server, headers, text) as status:
            assert status == (101 if allowed else 403), (host, text, cookie)


def connect_raw(server: Any, headers: dict[str, str], origin: str | None) -> Any:
    """Shake hands by hand, because a client library sends its own Host."""
    return _Handshake(server, headers, origin)


class _Handshake:
    def __init__(
        self, server: Any, headers: dict[str, str], origin: str | None
    ) -> None:
        self._socket = server.raw()
        lines = [
            "GET /ws HTTP/1.1",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            f"Sec-WebSocket-Protocol: {PROTOCOL}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        if origin is not None:
            lines.append(f"Origin: {origin}")
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode())

    def __enter__(self) -> int:
        return int(self._socket.recv(4096).split()[1])

    def __exit__(self, *_: object) -> None:
        self._socket.close()


def test_without_an_origin_only_a_session_s_token_opens(server: Any) -> None:
    with server.page() as page:
        secret = page.welcome["session"]
        for header in (None, "Bearer nonsense", secret, f"Basic {secret}"):
            headers = {} if header is None else {"Authorization": header}
            with (
                pytest.raises(InvalidStatus) as caught,
                server.connect(origin=None, additional_headers=headers),
            ):
                pass
            assert caught.value.response.status_code == 403
        headers = {"Authorization": f"Bearer {secret}"}
        with server.connect(origin=None, additional_headers=headers):
            pass


@pytest.mark.parametrize("offered", [None, ["backprop-live.v2"], ["chat"]])
def test_another_protocol_gets_a_typed_close(server: Any, offered: Any) -> None:
    with server.connect(subprotocols=offered) as socket:
        code, (closing,) = closed(socket)
    assert code == closing["code"] == 1002
    assert closing["reason"] == "unsupported_protocol"


def test_one_socket_too_many_gets_a_typed_close_and_http_lives(
    make_server: Any,
) -> None:
    with make_server(max_sockets=2) as server:
        with server.page(), server.page(), server.connect() as third:
            code, (closing,) = closed(third)
            assert (code, closing["reason"]) == (1013, "too_many_sockets")
            with server.raw() as plain:
                plain.sendall(
                    f"GET /healthz HTTP/1.0\r\nHost: {server.address}\r\n\r\n".encode()
                )
                assert b"200 OK" in plain.recv(4096)
        with server.page() as page:
            assert page.welcome["type"] == "welcome"


# ---- commands -------------------------------------------------------------------


def test_the_first_command_is_hello(server: Any) -> None:
    with server.connect() as socket:
        socket.send('{"type":"frame_ack","seq":1}')
        socket.send('{"type":"play","id":3}')
        error = json.loads(socket.recv(timeout=20))
        assert (error["code"], error["id"]) == ("not_ready", 3)
        socket.send('{"type":"hello","id":4,"experiment":{"dataset":"nowhere"}}')
        error = json.loads(socket.recv(timeout=20))
        assert (error["code"], error["id"], error["field"]) == (
            "invalid_value",
            4,
            "dataset",
        )
        socket.send('{"type":"hello","id":5}')
        assert json.loads(socket.recv(timeout=20))["type"] == "welcome"


def test_who_never_says_hello_is_shown_out(make_server: Any) -> None:
    with make_server(hello_seconds=0.05) as server, server.connect() as socket:
        code, (closing,) = closed(socket)
    assert (code, closing["reason"]) == (1008, "no_hello")


def test_every_command_is_answered_once_with_its_id(server: Any) -> None:
    commands = [
        ("watch", {"sections": ["W"]}),
        ("advance", {"by": "op"}),
        ("advance", {"by": "step"}),
        ("play", {}),
        ("change", {"learning_rate": 0.1}),
        ("change", {"learning_rate": 1e9}),
        ("set_parameter", {"layer": 0, "row": 0, "column": 0, "value": 0.5}),
        ("set_parameter", {"layer": 9, "row": 0, "column": 0, "value": 0.5}),
        ("pause", {}),
        ("hello", {}),
        ("reset", {}),
        ("advance", {"by": "epoch", "count": 1000}),
        ("nonsense", {}),
        ("pause", {}),
    ]
    with server.page() as page:
        ids = [page.post(kind, **fields) for kind, fields in commands]
        page.until(lambda event: event.get("id") == ids[-1])
        answered = [event["id"] for event in page.events if "id" in event]
    assert sorted(answered) == [1, *ids]


def test_a_network_learns_before_our_eyes(server: Any, read_sections: Any) -> None:
    with server.page() as page:
        page.ask("watch", sections=["W", "surface"], fps=60)
        page.ask("play")
        frame = page.frame(lambda header: header["train_loss"] < 0.05)
        layout = page.until(lambda event: event["type"] == "status") and page.layout
        assert read_sections(frame, layout)["surface", None].any()
        page.ask("pause")


def test_frames_are_the_steps_that_a_trainer_makes(
    server: Any, read_sections: Any, read_header: Any
) -> None:
    fields = {"hidden": [8, 8, 8], "activation": "relu", "optimizer": "adam"}
    reference = Trainer(Experiment(**fields))
    with server.page(**fields) as page:
        page.ask("watch", sections=ALL_FLOATS, fps=60)
        page.ask("play", steps_per_second=500)
        for _ in range(10):
            frame = page.frame(lambda header: header["step"] > reference.step_count)
            header = read_header(frame)
            reference.step(header["step"] - reference.step_count)
            found = read_sections(frame, page.layout)
            trace = reference.trace()
            for layer, (W, _) in enumerate(reference.parameters):
                np.testing.assert_array_equal(found["W", layer], W.astype("f4"))
                for name in ("dW", "update_W"):
                    value = getattr(trace.layers[layer], name)
                    np.testing.assert_array_equal(
                        found[name, layer], value.astype("f4")
                    )
            assert header["train_loss"] == reference.train_loss


def test_a_change_is_seen_in_the_first_frame_with_its_number(
    server: Any, read_header: Any
) -> None:
    with server.page() as page:
        page.ask("watch", sections=["W"], fps=1)
        page.frame()
        ack = page.ask("change", learning_rate=0.5)
        frame = page.frame(lambda header: header["command"] >= ack["command"])
        assert read_header(frame)["command"] == ack["command"]


# ---- hostile input --------------------------------------------------------------


def test_malformed_messages_get_typed_errors_and_the_next_command_works(
    server: Any, malformed_texts: dict[str, str]
) -> None:
    rng = random.Random(4)
    texts = [
        text
        for text in malformed_texts.values()
        if len(text.encode(errors="replace")) <= 65_536 and "\ud800" not in text
    ]
    with server.page() as page:
        for count in range(300):
            if count % 3:
                text = rng.choice(texts)
            else:
                whole = json.dumps({"type": "change", "id": 7, "noise": 0.1})
                text = whole[: rng.randrange(len(whole))]
            page.socket.send(text)
            error = page.until(lambda event: event["type"] == "error")
            assert error["code"] in {"bad_json", "bad_message", "too_large"}
        assert page.ask("pause")["type"] == "ack"


def test_a_message_at_the_limit_is_read(server: Any) -> None:
    with server.page() as page:
        text = json.dumps({"type": "pause", "id": 99})
        page.socket.send(text + " " * (65_536 - len(text)))
        assert page.until(lambda event: event.get("id") == 99)["type"] == "ack"


@pytest.mark.parametrize("size", [65_537, 6_553_600])
def test_a_message_past_the_limit_closes_with_1009(server: Any, size: int) -> None:
    with server.page() as page:
        try:
            page.socket.send(" " * size)
        except ConnectionClosed:
            pass
        assert closed(page.socket)[0] == 1009


def test_binary_closes_with_1003(server: Any) -> None:
    with server.page() as page:
        page.socket.send(b'{"type":"pause","id":1}')
        code, events = closed(page.socket)
    assert code == 1003
    assert events[-1]["reason"] == "not_text"


def test_too_many_commands_are_refused_then_work_again(make_server: Any) -> None:
    with make_server(commands_per_second=2, command_burst=10) as server:
        with server.page() as page:
            ids = [page.post("pause") for _ in range(40)]
            last = page.until(lambda event: event.get("id") == ids[-1])
            assert last["code"] == "too_many_commands"
            answers = [event["type"] for event in page.events if event.get("id") in ids]
            assert len(answers) == len(ids)
            assert "ack" in answers
            while page.ask("pause")["type"] == "error":
                threading.Event().wait(0.02)


def test_abuse_is_closed_with_1008(make_server: Any) -> None:
    with make_server(commands_per_second=1, command_burst=2) as server:
        with server.page() as page:
            try:
                for _ in range(200):
                    page.post("pause")
            except ConnectionClosed:
                pass
            code, events = closed(page.socket)
    assert code == 1008
    assert events[-1]["reason"] == "too_many_commands"


def test_senders_of_long_messages_wait_for_one_another(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.page() as page, server.page() as other:
        clock = itertools.count(0, 0.05)
        monkeypatch.setattr("app.server.connection.thread_time", lambda: next(clock))
        started = time.perf_counter()
        page.post("pause")
        other.post("pause")
        for one in (page, other):
            ids = [one.post("pause"), one.post("pause")]
            one.until(lambda event, last=ids[-1]: event.get("id") == last)
        # Six messages of 50 ms: they get half of the time, whoever sends them.
        assert time.perf_counter() - started > 0.35
        monkeypatch.setattr("app.server.connection.thread_time", lambda: 0.0)
        assert other.ask("pause")["type"] == "ack"


def test_a_frame_ack_may_be_spelt_in_any_way(make_server: Any) -> None:
    with make_server(commands_per_second=0.001, command_burst=4) as server:
        with server.page() as page:
            page.ask("watch", sections=[], fps=60)
            page.ask("play")
            for spell in (
                '{{"type":"frame_ack","seq":{}}}',
                '{{"type": "frame_ack", "seq": {}}}',
                '{{"seq":{},\n"type":"frame_ack"}}',
            ) * 3:
                while not isinstance(frame := page.socket.recv(timeout=20), bytes):
                    assert json.loads(frame)["type"] != "error"
                page.socket.send(spell.format(page.seq_of(frame)))


def test_a_frame_ack_that_nobody_waits_for_counts_as_a_command(
    make_server: Any,
) -> None:
    with make_server(commands_per_second=1, command_burst=3) as server:
        with server.page() as page:
            for _ in range(4):
                page.socket.send('{"type":"frame_ack","seq":77}')
            error = page.until(lambda event: event["type"] == "error")
            assert (error["code"], error["id"]) == ("too_many_commands", None)


def test_a_page_that_never_acknowledges_is_closed_with_a_reason(
    make_server: Any,
) -> None:
    with make_server(stall_seconds=0.2) as server:
        with server.page() as page:
            page.post("watch", sections=["W"], fps=60)
            page.post("play")
            code, events = closed(page.socket)
            assert (code, events[-1]["reason"]) == (1013, "slow_reader")
            assert len([event for event in events if event["type"] == "status"]) < 10


def test_a_fault_of_the_server_is_an_answer_and_no_end(
    server: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with server.page() as page:
        with monkeypatch.context() as patch:
            patch.setattr(Trainer, "change", fail)
            error = page.ask("change", noise=0.1)
        assert (error["code"], english(error["message"])) == (
            "internal",
            "The server has made a mistake",
        )
        assert page.ask("pause")["type"] == "ack"
        with monkeypatch.context() as patch:
            patch.setattr(Trainer, "step", fail)
            page.ask("play")
            page.until(lambda event: event["type"] == "status" and not event["running"])
        assert page.ask("advance")["type"] == "ack"
    assert len([record for record in caplog.records if record.exc_info]) == 2


def test_a_fault_outside_of_commands_ends_the_connection_with_a_reason(
    server: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with server.page() as page:
        page.ask("pause")
        with monkeypatch.context() as patch:
            patch.setattr("app.server.connection.parse", fail)
            page.post("pause")
            code, events = closed(page.socket)
    assert (code, events[-1]["reason"]) == (1011, "internal")
    assert len([record for record in caplog.records if record.exc_info]) == 1


# ---- coming back ----------------------------------------------------------------


def test_a_session_is_resumed_at_its_exact_step(server: Any) -> None:
    with server.page() as page:
        secret = page.welcome["session"]
        page.ask("watch", sections=["gradient_rms"], fps=60)
        page.ask("play", steps_per_second=2000)
        page.frame(lambda header: header["step"] > 100)
    session = server.until_left(secret)
    step, digest = session.trainer.step_count, session.trainer.snapshot().digest()
    with server.page(session=secret) as page:
        assert page.welcome["resumed"]
        assert page.welcome["step"] == step
        assert page.welcome["running"]
        assert page.welcome["steps_per_second"] == 2000
        history = page.until(lambda event: event["type"] == "history")
        assert history["step"][-1] <= step
        reference = Trainer(Experiment())
        reference.step(step)
        assert reference.snapshot().digest() == digest
        page.ask("pause")


def test_an_unknown_session_is_an_error_and_a_new_one_can_follow(server: Any) -> None:
    with server.connect() as socket:
        socket.send('{"type":"hello","id":1,"session":"nonsense"}')
        error = json.loads(socket.recv(timeout=20))
        assert (error["code"], error["field"]) == ("session_unknown", "session")
        socket.send('{"type":"hello","id":2}')
        assert json.loads(socket.recv(timeout=20))["type"] == "welcome"


def test_a_second_page_takes_over_and_the_first_one_s_end_hurts_nobody(
    server: Any,
) -> None:
    with server.page() as old:
        secret = old.welcome["session"]
        old.ask("advance", count=5)
        with server.page(session=secret) as new:
            assert new.welcome["step"] == 5
            code, events = closed(old.socket)
            assert (code, events[-1]["reason"]) == (4000, "replaced")
            assert new.ask("advance")["step"] == 6
            assert secret in server.hub.rooms


def test_nobody_trains_while_nobody_watches(server: Any) -> None:
    with server.page() as page:
        secret = page.welcome["session"]
        page.ask("play")
    session = server.until_left(secret)
    step = session.trainer.step_count
    with server.page() as other:
        other.ask("advance", by="epoch", count=50)
    assert session.trainer.step_count == step


def test_a_session_is_forgotten_when_its_time_is_up(make_server: Any) -> None:
    with make_server(session_survival_seconds=0.05) as server:
        with server.page() as page:
            secret = page.welcome["session"]
        while secret in server.hub.rooms:
            threading.Event().wait(0.01)


def test_sessions_are_limited_and_the_limit_is_told(make_server: Any) -> None:
    with make_server(max_sessions=1) as server, server.page():
        with server.connect() as socket:
            socket.send('{"type":"hello","id":1}')
            error = json.loads(socket.recv(timeout=20))
            assert (error["code"], error["limit"]) == ("session_limit", 1)


def test_a_refused_hello_takes_nobody_s_place(make_server: Any) -> None:
    with make_server(max_sessions=1) as server:
        with server.page() as page:
            secret = page.welcome["session"]
        server.until_left(secret)
        with server.connect() as socket:
            socket.send('{"type":"hello","id":1,"experiment":{"noise":9}}')
            assert json.loads(socket.recv(timeout=20))["type"] == "error"
        with server.page(session=secret) as page:
            assert page.welcome["resumed"]


def test_a_server_that_stops_says_so(make_server: Any) -> None:
    with make_server() as server, server.page() as page:
        page.ask("play")
        server.uvicorn.should_exit = True
        code, events = closed(page.socket)
    assert code == 1012
    assert events[-1]["reason"] == "restart"
