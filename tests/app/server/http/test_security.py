"""Which requests are admitted: every combination of Host, Origin, scheme, cookie."""

from itertools import product
from typing import Any

import pytest

from app.config import Settings
from app.server.http.security import OriginCheck, SecurityMiddleware, bearer_token

OWN = ("127.0.0.1:8000", "localhost:8000", "[::1]:8000")
FOREIGN_HOSTS = (
    "evil.example:8000",
    "127.0.0.1.evil.example:8000",
    "localhost.evil.example:8000",
    "127.0.0.1",
    "localhost:8001",
    "127.0.0.1:80000",
    "127.0.0.1:8000.evil.example",
    "user@127.0.0.1:8000",
    "0.0.0.0:8000",
    "",
    None,
)
ORIGINS = (
    "http://127.0.0.1:8000",
    "http://localhost:8000",
    "http://[::1]:8000",
    "https://127.0.0.1:8000",
    "http://127.0.0.1:8001",
    "http://127.0.0.1",
    "http://127.0.0.1:8000.evil.example",
    "http://evil.example",
    "http://127.0.0.1:8000/",
    "http://127.0.0.1:8000@evil.example",
    "null",
    "file://",
    "",
    None,
)
COOKIES = (None, "session=stolen")


def scope_of(
    host: str | None,
    origin: str | None = None,
    *,
    scheme: str = "ws",
    cookie: str | None = None,
    server: tuple[str, int] = ("127.0.0.1", 8000),
    **more: Any,
) -> dict[str, Any]:
    pairs = {"host": host, "origin": origin, "cookie": cookie}
    headers = [
        (name.encode(), value.encode())
        for name, value in pairs.items()
        if value is not None
    ]
    kind = "websocket" if scheme.startswith("ws") else "http"
    return {
        "type": kind,
        "scheme": scheme,
        "server": server,
        "headers": headers,
        **more,
    }


@pytest.mark.parametrize("cookie", COOKIES)
@pytest.mark.parametrize("scheme", ["ws", "wss"])
def test_only_our_own_page_may_open_the_socket(scheme: str, cookie: str | None) -> None:
    check = OriginCheck(Settings())
    cells = wrong = 0
    for host, origin in product((*OWN, *FOREIGN_HOSTS), ORIGINS):
        scope = scope_of(host, origin, scheme=scheme, cookie=cookie)
        allowed = check.allows_host(scope) and check.allows_origin(scope)
        page = {"ws": "http", "wss": "https"}[scheme]
        cells += 1
        wrong += allowed != (host in OWN and origin == f"{page}://{host}")
    assert cells >= 150
    assert wrong == 0


def test_a_header_that_comes_twice_is_refused() -> None:
    check = OriginCheck(Settings())
    scope = scope_of(OWN[0], f"http://{OWN[0]}")
    assert check.allows_origin(scope)
    scope["headers"].append((b"origin", b"http://evil.example"))
    assert not check.allows_origin(scope)
    scope = scope_of(OWN[0], f"http://{OWN[0]}")
    scope["headers"].append((b"host", OWN[0].encode()))
    assert not check.allows_host(scope)
    assert not check.allows_origin(scope)


def test_names_are_compared_without_case_and_no_other_leniency() -> None:
    check = OriginCheck(Settings())
    assert check.allows_host(scope_of("LOCALHOST:8000"))
    assert not check.allows_host(scope_of("localhost.:8000"))


def test_the_port_is_the_one_that_the_connection_came_in_on() -> None:
    check = OriginCheck(Settings(port=8000))
    assert check.allows_host(scope_of("localhost:9123", server=("127.0.0.1", 9123)))
    assert check.allows_host(scope_of("localhost", server=("127.0.0.1", 80)))
    assert not check.allows_host(scope_of("localhost", server=("127.0.0.1", 443)))


def test_a_server_on_all_addresses_answers_to_the_one_it_was_reached_by() -> None:
    check = OriginCheck(Settings(host="0.0.0.0"))
    reached = ("192.168.1.5", 8000)
    assert check.allows_host(scope_of("192.168.1.5:8000", server=reached))
    assert check.allows_host(scope_of("localhost:8000", server=("127.0.0.1", 8000)))
    assert not check.allows_host(scope_of("192.168.1.6:8000", server=reached))
    assert not check.allows_host(scope_of("rebound.example:8000", server=reached))
    assert not check.allows_host(
        scope_of("rebound.example:8000", server=("rebound.example", 8000))
    )


def test_a_server_on_one_address_answers_to_that_only() -> None:
    check = OriginCheck(Settings(host="192.168.1.5"))
    reached = ("192.168.1.5", 8000)
    assert check.allows_host(scope_of("192.168.1.5:8000", server=reached))
    assert not check.allows_host(scope_of("localhost:8000", server=reached))
    sixth = OriginCheck(Settings(host="fe80::1"))
    assert sixth.allows_host(scope_of("[fe80::1]:8000", server=("fe80::1", 8000)))


def test_listed_names_and_origins_are_allowed_exactly() -> None:
    check = OriginCheck(
        Settings(
            allowed_hosts=("learn.example",), allowed_origins=("https://learn.example",)
        )
    )
    good = scope_of("learn.example", "https://learn.example")
    assert check.allows_host(good)
    assert check.allows_origin(good)
    for host, origin in (
        ("learn.example:8001", "https://learn.example"),
        ("learn.example", "https://learn.example:8443"),
        ("learn.example", "https://xlearn.example"),
    ):
        scope = scope_of(host, origin)
        assert not (check.allows_host(scope) and check.allows_origin(scope))


def test_a_listed_name_without_a_port_goes_with_the_port_that_is_listened_on() -> None:
    check = OriginCheck(Settings(allowed_hosts=("learn.test", "other.test:9000")))
    own = scope_of("learn.test:8000", "http://learn.test:8000")
    assert check.allows_host(own)
    assert check.allows_origin(own)
    assert check.allows_host(scope_of("other.test:9000"))
    for host in ("learn.test:8001", "other.test", "other.test:8000"):
        assert not check.allows_host(scope_of(host))


def test_a_listed_port_that_is_the_schemes_own_is_one_that_browsers_leave_out() -> None:
    check = OriginCheck(Settings(allowed_hosts="a.test:80,b.test:443"))
    for host in ("a.test", "a.test:80", "b.test", "b.test:443"):
        assert check.allows_host(scope_of(host))
    for host in ("a.test:8000", "b.test:80"):
        assert not check.allows_host(scope_of(host))


def test_an_address_of_version_4_in_one_of_version_6_is_the_same() -> None:
    check = OriginCheck(Settings(host="::"))
    reached = ("::ffff:192.168.1.5", 8000)
    assert check.allows_host(scope_of("192.168.1.5:8000", server=reached))
    assert not check.allows_host(scope_of("192.168.1.6:8000", server=reached))


@pytest.mark.parametrize(
    ("header", "entry"),
    [
        ("Learn.Test:8000", "learn.test:8000"),
        ("[fe80::1]:8000", "[fe80::1]:8000"),
        ("<script>", None),
        ("a b", None),
        ("", None),
        (None, None),
    ],
)
def test_an_entry_that_would_allow_a_host_is_that_host_or_nothing(
    header: str | None, entry: str | None
) -> None:
    scope = scope_of(header)
    assert OriginCheck(Settings()).host_to_allow(scope) == entry
    if entry:
        allowed = OriginCheck(Settings(allowed_hosts=(entry,)))
        assert allowed.allows_host(scope)


def test_an_entry_that_would_allow_an_origin_is_that_origin_or_nothing() -> None:
    check = OriginCheck(Settings())
    scope = scope_of("a.test", "https://a.test")
    assert check.origin_to_allow(scope) == "https://a.test"
    assert OriginCheck(Settings(allowed_origins="https://a.test")).allows_origin(scope)
    assert check.origin_to_allow(scope_of("a.test", "null")) is None
    assert check.origin_to_allow(scope_of("a.test")) is None


@pytest.mark.parametrize(
    ("values", "token"),
    [
        ([], None),
        ([b"Bearer abc"], "abc"),
        ([b"bearer abc"], None),
        ([b"Basic abc"], None),
        ([b"Bearer a", b"Bearer b"], None),
    ],
)
def test_a_bearer_token_is_read_from_its_header_only(
    values: list[bytes], token: str | None
) -> None:
    headers = [(b"authorization", value) for value in values]
    assert bearer_token({"headers": headers}) == token


# ---- the middleware -------------------------------------------------------------


async def answer_ok(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def respond(
    run_async: Any, scope: dict[str, Any], **options: Any
) -> tuple[int, dict[str, str]]:
    status, headers, _ = response(run_async, scope, **options)
    return status, headers


def response(
    run_async: Any, scope: dict[str, Any], **options: Any
) -> tuple[int, dict[str, str], str]:
    check = OriginCheck(Settings())
    app = SecurityMiddleware(
        answer_ok,
        origin_check=check,
        content_security_policy="default-src 'none'",
        **options,
    )
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    run_async(app(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, sent[1]["body"].decode()


def request(method: str, **headers: str) -> dict[str, Any]:
    scope = scope_of(OWN[0], scheme="http", method=method, path="/")
    scope["headers"] += [
        (name.replace("_", "-").encode(), value.encode())
        for name, value in headers.items()
    ]
    return scope


def test_every_answer_carries_the_headers(run_async: Any) -> None:
    status, headers = respond(run_async, request("GET"))
    assert status == 200
    assert headers["content-security-policy"] == "default-src 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_embedding_can_be_allowed(run_async: Any) -> None:
    _, headers = respond(run_async, request("GET"), embeddable=True)
    assert "x-frame-options" not in headers


def test_a_foreign_host_gets_nothing_but_the_reason(run_async: Any) -> None:
    scope = scope_of("evil.example", scheme="http", method="GET", path="/")
    status, headers, body = response(run_async, scope)
    assert status == 421
    assert headers["x-content-type-options"] == "nosniff"
    assert "add evil.example to BACKPROP_LIVE_ALLOWED_HOSTS" in body


def test_what_is_no_host_is_not_repeated(run_async: Any) -> None:
    scope = scope_of("<script>alert(1)", scheme="http", method="GET", path="/")
    status, _, body = response(run_async, scope)
    assert status == 421
    assert "script" not in body


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": f"http://{OWN[0]}", "sec_fetch_site": "same-origin"}, 200),
        ({"origin": f"http://{OWN[0]}"}, 200),
        ({"origin": "http://evil.example", "sec_fetch_site": "cross-site"}, 403),
        ({"origin": f"http://{OWN[0]}", "sec_fetch_site": "cross-site"}, 403),
        ({"origin": f"http://{OWN[0]}", "sec_fetch_site": "none"}, 403),
        ({"sec_fetch_site": "same-origin"}, 403),
        ({}, 403),
    ],
)
def test_only_our_own_page_may_change_anything(
    run_async: Any, headers: dict[str, str], status: int
) -> None:
    assert respond(run_async, request("POST", **headers))[0] == status


def test_other_scopes_pass(run_async: Any) -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001
        seen.append(scope["type"])

    middleware = SecurityMiddleware(
        app, origin_check=OriginCheck(Settings()), content_security_policy=""
    )
    run_async(middleware({"type": "lifespan"}, None, None))
    assert seen == ["lifespan"]
