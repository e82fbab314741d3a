"""Settings: environment variables ``BACKPROP_LIVE_*``, each with its default."""

import re
from typing import Annotated, Any

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.i18n import ENGLISH, languages

__all__ = ["Settings"]

_ORIGIN = re.compile(r"\*|https?://([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(:\d+)?")
List = Annotated[tuple[str, ...], NoDecode]
"""A list; an environment variable separates its entries by commas."""


class Settings(BaseSettings):
    """The settings of an operator, with every limit of the server."""

    model_config = SettingsConfigDict(
        env_prefix="BACKPROP_LIVE_", frozen=True, extra="forbid"
    )

    host: str = Field(default="127.0.0.1", description="Address to listen on")
    language: str = Field(default=ENGLISH, description="Language of the page")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on")
    allowed_hosts: List = Field(
        default=(),
        description="More names under which browsers may reach the server, as"
        " host or host:port",
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
        default=10.0, gt=0, description="How long a new socket may take to say hello"
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

    @field_validator("allow_embedding")
    @classmethod
    def _check_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse anything but origins: they go into a header of every response."""
        for origin in value:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(
                    f"{origin[:80]!r} is not an origin such as https://learn.example"
                )
        return value
