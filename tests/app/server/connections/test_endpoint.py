"""The endpoint over real loopback connections: handshake, life and end of a socket."""

import json
from itertools import product
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.protocol.commands.commands import PROTOCOL
from engine import Experiment, Trainer

ALL_FLOATS = ["W", "b", "z", "a", "df", "delta", "dW", "db", "update_W", "update_b"]


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


# ---- the handshake ---------------------------------------------------------------


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


# ---- while it is open ------------------------------------------------------------


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
    reference, evaluated = (Trainer(Experiment(**fields)) for _ in range(2))
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
            # A frame that comes soon after another may repeat its losses.
            evaluated.step(header["loss_step"] - evaluated.step_count)
            assert header["train_loss"] == evaluated.train_loss


def test_a_change_is_seen_in_the_first_frame_with_its_number(
    server: Any, read_header: Any
) -> None:
    with server.page() as page:
        page.ask("watch", sections=["W"], fps=1)
        page.frame()
        ack = page.ask("change", learning_rate=0.5)
        frame = page.frame(lambda header: header["command"] >= ack["command"])
        assert read_header(frame)["command"] == ack["command"]


def test_an_observer_sees_the_numbers_that_the_controller_sees(server: Any) -> None:
    sections = ["W", "dW", "gradient_rms"]
    with (
        server.page() as page,
        server.page(session=page.welcome["observer_key"]) as other,
    ):
        for each in (page, other):
            each.ask("watch", sections=sections)
        page.ask("advance", count=7)
        frames = [
            each.frame(lambda header: header["step"] == 7) for each in (page, other)
        ]
    assert frames[0][24:] == frames[1][24:]  # losses and all sections


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


# ---- the end and after it --------------------------------------------------------


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


def test_a_server_that_stops_says_so(make_server: Any) -> None:
    with make_server() as server, server.page() as page:
        page.ask("play")
        server.uvicorn.should_exit = True
        code, events = closed(page.socket)
    assert code == 1012
    assert events[-1]["reason"] == "restart"
