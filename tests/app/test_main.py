"""HTTP, as a browser and as a stranger see it, from a real server."""

import gzip
import json
import os
from pathlib import Path
from threading import get_ident
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from starlette.testclient import TestClient

from app.config import Settings
from app.main import create_app
from app.web.assets import static_dir
from app.web.static_files import MIME_TYPES, StaticFiles
from engine.training import sample_pass


def get(server: Any, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = Request(f"http://{server.address}{path}", headers=headers)
    try:
        with urlopen(request, timeout=20) as answer:
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


@pytest.mark.parametrize(
    "path", ["/", "/static/js/main.js", "/static/css/base/base.css"]
)
def test_texts_come_compressed_to_those_who_can_read_them(
    server: Any, path: str
) -> None:
    plain = get(server, path)
    small = get(server, path, **{"Accept-Encoding": "br, gzip"})
    assert "content-encoding" not in plain[1]
    assert small[1]["content-encoding"] == "gzip"
    assert gzip.decompress(small[2]) == plain[2]
    assert len(small[2]) < 0.6 * len(plain[2])
    assert plain[1]["vary"] == small[1]["vary"] == "accept-encoding"


def test_what_a_browser_has_already_is_not_sent_again(server: Any) -> None:
    path = "/static/js/main.js"
    _, headers, body = get(server, path)
    status, _, nothing = get(server, path, **{"If-None-Match": headers["etag"]})
    assert (status, nothing) == (304, b"")
    assert get(server, path, **{"If-None-Match": '"other"'})[2] == body


@pytest.mark.parametrize("path", ["/", "/healthz", "/static/js/main.js"])
def test_a_head_is_answered_like_a_get_without_the_body(server: Any, path: str) -> None:
    status, headers, body = get(server, path)
    request = Request(f"http://{server.address}{path}", method="HEAD")
    with urlopen(request, timeout=20) as answer:
        assert (answer.status, answer.read()) == (status, b"")
        assert answer.headers["content-length"] == headers["content-length"]
    assert len(body) == int(headers["content-length"])


def test_files_are_only_read(server: Any) -> None:
    origin = f"http://{server.address}"
    request = Request(
        f"{origin}/static/js/main.js", method="POST", headers={"Origin": origin}
    )
    with pytest.raises(HTTPError) as caught:
        urlopen(request, timeout=20)
    with caught.value:
        assert caught.value.code == 405


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "a.js"
    file.write_text("one")
    client = TestClient(StaticFiles(tmp_path))
    assert client.get("/a.js").text == "one"
    file.write_text("other")
    os.utime(file, ns=(1, 1))
    assert client.get("/a.js").text == "other"
    file.unlink()
    assert client.get("/a.js").status_code == 404
    (tmp_path / "later.js").write_text("x")
    assert client.get("/later.js").status_code == 404


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


def test_runs_are_saved_in_the_folder_of_the_settings(tmp_path: Path) -> None:
    settings = Settings(save=True, data_dir=tmp_path, saved_megabytes=7)
    app = create_app(settings)
    with TestClient(app, base_url="http://127.0.0.1:8000"):
        storage = app.state.hub.saving._storage
    assert storage.folder == tmp_path
    assert storage._limits.max_bytes == 7_000_000


def test_without_a_folder_it_is_that_of_the_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("app.main.user_data_path", lambda *_, **__: tmp_path)
    app = create_app(Settings(save=True))
    with TestClient(app, base_url="http://127.0.0.1:8000"):
        assert app.state.hub.saving._storage.folder == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_saved_where_that_is_off() -> None:
    app = create_app(Settings(save=False))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        assert app.state.hub.saving is None
        assert 'id="runs-open"' not in client.get("/").text


def test_trainers_of_one_thread_share_the_memory_of_their_evaluation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sample_pass, "_GROUP", [])
    create_app(Settings())
    assert sample_pass._GROUP == [get_ident]
