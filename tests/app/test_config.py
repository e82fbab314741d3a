import pytest
from pydantic import ValidationError

from app.config import Settings, unknown_variables


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKPROP_LIVE_PORT", "9000")
    monkeypatch.setenv("BACKPROP_LIVE_ALLOWED_HOSTS", "Learn.Example, b:1,")
    settings = Settings()
    assert settings.port == 9000
    assert settings.allowed_hosts == ("learn.example", "b:1")
    assert settings.allowed_origins == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "70000"), ("MAX_SOCKETS", "0"), ("SLICE_SECONDS", "0"), ("PORT", "x")],
)
def test_settings_are_checked(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"BACKPROP_LIVE_{name}", value)
    with pytest.raises(ValidationError):
        Settings()


def test_runs_are_saved_unless_that_is_switched_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BACKPROP_LIVE_SAVE", "0")
    assert not Settings().save
    monkeypatch.delenv("BACKPROP_LIVE_SAVE")
    assert Settings().save


def test_settings_are_frozen_and_closed() -> None:
    with pytest.raises(ValidationError):
        Settings(surprise=1)  # type: ignore[call-arg]
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_origins_that_may_embed_are_a_list() -> None:
    sites = "https://learn.example, http://localhost:9000,http://[::1]:80"
    assert Settings(allow_embedding=sites).allow_embedding == (
        "https://learn.example",
        "http://localhost:9000",
        "http://[::1]:80",
    )
    assert Settings(allow_embedding="*").allow_embedding == ("*",)


@pytest.mark.parametrize(
    "value",
    [
        "learn.example",
        "https://learn.example/path",
        "https://learn.example; script-src *",
        "https://a b",
        "'self'",
        "https://x\r\nset-cookie: a=b",
        "javascript:alert(1)",
        "https://*",
        "null",
    ],
)
def test_what_is_no_origin_cannot_embed(value: str) -> None:
    with pytest.raises(ValidationError, match="is not an origin"):
        Settings(allow_embedding=value)


@pytest.mark.parametrize(
    "value",
    ["https://learn.test", "learn.test/", "*", "*.learn.test", "a b", "learn.test:"],
)
def test_what_is_no_host_is_refused_at_the_start(value: str) -> None:
    with pytest.raises(ValidationError, match="is not a host such as"):
        Settings(allowed_hosts=f"good.test,{value}")


def test_hosts_may_be_names_and_addresses_with_and_without_a_port() -> None:
    hosts = ("learn.test", "localhost:8000", "10.0.0.5", "[fe80::1]:8000")
    assert Settings(allowed_hosts=",".join(hosts)).allowed_hosts == hosts


def test_an_origin_is_kept_as_browsers_write_it() -> None:
    given = "http://a.test:80,https://b.test:443,https://c.test:80,http://[::1]:80"
    kept = ("http://a.test", "https://b.test", "https://c.test:80", "http://[::1]")
    assert Settings(allowed_origins=given).allowed_origins == kept


@pytest.mark.parametrize("value", ["learn.test", "https://learn.test/", "*", "null"])
def test_what_is_no_origin_is_refused_at_the_start(value: str) -> None:
    with pytest.raises(ValidationError, match="is not an origin"):
        Settings(allowed_origins=value)


def test_variables_that_are_no_setting_are_named_with_what_was_meant() -> None:
    names = (
        "BACKPROP_LIVE_PORT",
        "backprop_live_host",
        "BACKPROP_LIVE_ALLOWED_HOST",
        "BACKPROP_LIVE_QUIET",
        "PATH",
    )
    assert unknown_variables(names) == [
        ("BACKPROP_LIVE_ALLOWED_HOST", "BACKPROP_LIVE_ALLOWED_HOSTS"),
        ("BACKPROP_LIVE_QUIET", None),
    ]
