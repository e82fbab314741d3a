"""Settings: environment variables ``BACKPROP_LIVE_*``, each with its default."""

import difflib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.i18n import ENGLISH, languages

__all__ = ["HOST", "ORIGIN", "PREFIX", "Settings", "unknown_variables"]

PREFIX = "BACKPROP_LIVE_"
_NAME = r"([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:]+\])(:\d{1,5})?"
HOST = re.compile(_NAME)
ORIGIN = re.compile(rf"https?://{_NAME}")
_WITH_OWN_PORT = re.compile(r"(http:.*):80|(https:.*):443")
List = Annotated[tuple[str, ...], NoDecode]
"""A list; an environment variable separates its entries by commas."""


class Settings(BaseSettings):
    """The settings of an operator, with every limit of the server."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", description="Address to listen on")
    language: str = Field(default=ENGLISH, description="Language of the page")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on")
    allowed_hosts: List = Field(
        default=(),
        description="More names under which browsers may reach the server, as"
        " host:port, or as host for the port listened on and the scheme's own",
    )
    allowed_origins: List = Field(
        default=(),
        description="More origins whose pages may open the socket, such as"
        " https://learn.example",
    )
    allow_embedding: List = Field(
        default=(),
        description="Origins of sites that may show the page in a frame, such as"
        " https://learn.example; * for any",
    )
    session_survival_seconds: float = Field(
        default=120.0, ge=0, description="How long a session outlives its last socket"
    )
    max_sessions: int = Field(default=256, ge=1, description="Sessions kept in memory")
    session_megabytes: int = Field(
        default=800,
        ge=1,
        description="Memory of all sessions together, less where there is less",
    )
    save: bool = Field(
        default=True,
        description="Whether runs are saved and can be gone on with after a restart",
    )
    data_dir: Path | None = Field(
        default=None,
        description="Directory of the saved runs; by default the one that the system"
        " has for data of the user",
    )
    saved_megabytes: int = Field(
        default=500, ge=1, description="What all saved runs may take together"
    )
    max_sockets: int = Field(default=1000, ge=1, description="Sockets open at once")
    metrics: bool = Field(
        default=False,
        description="Whether /metrics counts sessions, sockets, frames and commands"
        " for Prometheus; needs the extra `metrics`",
    )
    commands_per_second: float = Field(
        default=20.0, gt=0, description="Sustained rate of commands of one socket"
    )
    command_burst: int = Field(
        default=40, ge=1, description="Commands that may come at once"
    )
    slice_seconds: float = Field(
        default=0.002, gt=0, description="Training time of one turn of one session"
    )
    hello_seconds: float = Field(
        default=10.0, gt=0, description="How long a new socket may take to send hello"
    )
    stall_seconds: float = Field(
        default=15.0,
        gt=0,
        description="How long a reader may stall before it is closed",
    )

    @field_validator(
        "allowed_hosts", "allowed_origins", "allow_embedding", mode="before"
    )
    @classmethod
    def _split(cls, value: Any) -> Any:
        """Split a text at its commas, and convert entries to lower case."""
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(str(part).strip().lower() for part in parts if str(part).strip())

    @field_validator("language")
    @classmethod
    def _check_language(cls, value: str) -> str:
        if value not in languages():
            raise ValueError(f"the page speaks {', '.join(languages())}")
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _check_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse what no Host header can be equal to, such as an origin."""
        for host in value:
            if not HOST.fullmatch(host):
                raise ValueError(
                    f"{host[:80]!r} is not a host such as learn.example or"
                    " learn.example:8000: leave out https:// and what follows the"
                    " name, and write every name out"
                )
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _check_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse what no Origin header can be equal to; leave out own ports."""
        for origin in value:
            _check_origin(origin)
        return tuple(_without_own_port(origin) for origin in value)

    @field_validator("allow_embedding")
    @classmethod
    def _check_embedding(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse anything but origins: they go into a header of every response."""
        for origin in value:
            if origin != "*":
                _check_origin(origin)
        return value


def _check_origin(text: str) -> None:
    if not ORIGIN.fullmatch(text):
        raise ValueError(
            f"{text[:80]!r} is not an origin such as https://learn.example: scheme,"
            " name and, if it is not the scheme's own, port"
        )


def _without_own_port(origin: str) -> str:
    """Return an origin as browsers write it."""
    found = _WITH_OWN_PORT.fullmatch(origin)
    return (found[1] or found[2]) if found else origin


def unknown_variables(names: Iterable[str]) -> list[tuple[str, str | None]]:
    """Return the variables with our prefix that are no setting.

    Parameters
    ----------
    names : iterable of str
        Of all environment variables.

    Returns
    -------
    list of (str, str or None)
        Each with the name that was probably meant.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    ours = [name for name in sorted(names) if name.upper().startswith(PREFIX)]
    return [
        (
            name,
            next(iter(difflib.get_close_matches(name.upper(), known, 1, 0.85)), None),
        )
        for name in ours
        if name.upper() not in known
    ]
