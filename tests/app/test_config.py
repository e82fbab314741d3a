import pytest
from pydantic import ValidationError

from app.config import Settings


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


def test_settings_are_frozen_and_closed() -> None:
    with pytest.raises(ValidationError):
        Settings(surprise=1)  # type: ignore[call-arg]
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]
