"""What /metrics counts, when it is switched on."""

import sys
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from app.config import Settings
from app.main import create_app
from app.server.metrics import MetricsMissingError, metrics_route


def get(server: Any, path: str, **headers: str) -> tuple[int, bytes]:
    request = Request(f"http://{server.address}{path}", headers=headers)
    try:
        with urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


def numbers(body: bytes) -> dict[str, float]:
    lines = body.decode().splitlines()
    pairs = (line.split() for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def test_the_numbers_are_those_of_the_hub(make_hub: Any) -> None:
    hub = make_hub()
    with hub.counted_connection():
        hub.counters.commands, hub.counters.refusals = 2, 3
        hub.counters.frames, hub.counters.frame_bytes = 4, 5
        app: Any = SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace(hub=hub)))
        response = metrics_route()(app)
    assert response.headers["cache-control"] == "no-store"
    assert numbers(bytes(response.body)) == {
        "backprop_sessions": 0,
        "backprop_sockets": 1,
        "backprop_sockets_opened_total": 1,
        "backprop_commands_total": 2,
        "backprop_commands_refused_total": 3,
        "backprop_frames_total": 4,
        "backprop_frame_bytes_total": 5,
    }


def test_metrics_count_what_happens_when_they_are_switched_on(
    make_server: Any,
) -> None:
    with make_server(metrics=True) as server:
        before = numbers(get(server, "/metrics")[1])
        assert before["backprop_sessions"] == before["backprop_frames_total"] == 0
        with server.page() as page:
            page.ask("watch", sections=["W"])
            frame = page.frame()
            after = numbers(get(server, "/metrics")[1])
        assert after["backprop_sessions"] == after["backprop_sockets"] == 1
        assert after["backprop_commands_total"] == 2
        assert after["backprop_frames_total"] >= 1
        assert (
            after["backprop_frame_bytes_total"]
            == len(frame) * (after["backprop_frames_total"])
        )
        assert get(server, "/metrics", Host="evil.example")[0] == 421


def test_metrics_are_off_at_first(server: Any) -> None:
    assert get(server, "/metrics")[0] == 404


def test_metrics_without_their_library_name_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(MetricsMissingError, match="pip install"):
        create_app(Settings(metrics=True))
