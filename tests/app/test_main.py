"""HTTP, as a browser and as a stranger see it, from a real server."""

import json
import mimetypes
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from app.assets import static_dir
from app.config import Settings
from app.main import MIME_TYPES, create_app


def get(server: Any, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = Request(f"http://{server.address}{path}", headers=headers)
    try:
        with urlopen(request, timeout=5) as answer:
            return answer.status, dict(answer.headers.items()), answer.read()
    except HTTPError as error:
        with error:
            return error.code, dict(error.headers.items()), error.read()


def test_health_is_answered_while_a_session_trains(server: Any) -> None:
    with server.page() as page:
        page.ask("play")
        status, headers, body = get(server, "/healthz")
    assert (status, json.loads(body)) == (200, {"status": "ok"})
    assert headers["cache-control"] == "no-store"


def test_the_page_comes_with_its_policy(server: Any) -> None:
    status, headers, body = get(server, "/")
    assert status == 200
    assert headers["content-type"].startswith("text/html")
    assert b"<title>" in body
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def some_file(suffix: str) -> str:
    files = (path for path in static_dir().rglob(f"*{suffix}") if path.is_file())
    return next(files).relative_to(static_dir()).as_posix()


@pytest.mark.parametrize("suffix", [".js", ".css", ".svg"])
def test_assets_have_pinned_types(server: Any, suffix: str) -> None:
    status, headers, _ = get(server, f"/static/{some_file(suffix)}")
    assert status == 200
    assert headers["content-type"].split(";")[0] == MIME_TYPES[suffix]
    assert headers["x-content-type-options"] == "nosniff"


def test_no_system_s_table_of_types_is_believed() -> None:
    mimetypes.init()
    mimetypes.add_type("text/plain", ".js")
    create_app(Settings())
    for suffix, kind in MIME_TYPES.items():
        assert mimetypes.guess_type(f"x{suffix}")[0] == kind


def test_what_is_named_by_its_hash_never_expires(server: Any) -> None:
    path = f"/static/{some_file('.css')}"
    assert "immutable" in get(server, f"{path}?v=abc")[1]["cache-control"]
    assert get(server, path)[1]["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/docs",
        "/redoc",
        "/openapi.json",
        "/static/../app/main.py",
        "/static/%2e%2e/app/main.py",
        "/static/..%2fapp%2fmain.py",
        "/static/nothing.js",
        "/static/",
        "/nothing",
    ],
)
def test_there_is_nothing_else_to_see(server: Any, path: str) -> None:
    status, headers, body = get(server, path)
    assert status == 404
    assert b"import" not in body
    assert "content-security-policy" in headers


def test_a_foreign_host_is_misdirected(server: Any) -> None:
    status, headers, body = get(server, "/", Host="evil.example")
    assert status == 421
    assert b"<title>" not in body
    assert "content-security-policy" in headers


def test_the_app_can_be_made_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BACKPROP_LIVE_MAX_SESSIONS", "3")
    assert create_app().state.settings == Settings(max_sessions=3)
