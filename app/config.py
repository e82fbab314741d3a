"""Settings: environment variables ``BACKPROP_LIVE_*``, each with its default."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings"]


class Settings(BaseSettings):
    """What an operator may set. Every limit that the server keeps is here."""

    model_config = SettingsConfigDict(
        env_prefix="BACKPROP_LIVE_", frozen=True, extra="forbid"
    )

    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on")
    allowed_hosts: tuple[str, ...] = Field(
        (),
        description="More names under which browsers may reach the server, as"
        " host or host:port",
    )
    allowed_origins: tuple[str, ...] = Field(
        (),
        description="More origins whose pages may open the socket, such as"
        " https://learn.example",
    )
    embeddable: bool = Field(
        default=False, description="Let other sites show the page in a frame"
    )
    session_survival_seconds: float = Field(
        120.0, ge=0, description="How long a session outlives its last socket"
    )
    max_sessions: int = Field(256, ge=1, description="Sessions kept in memory")
    max_sockets: int = Field(1000, ge=1, description="Sockets open at once")
    commands_per_second: float = Field(
        20.0, gt=0, description="Sustained rate of commands of one socket"
    )
    command_burst: int = Field(40, ge=1, description="Commands that may come at once")
    slice_seconds: float = Field(
        0.001, gt=0, description="Training time of one turn of one session"
    )
    hello_seconds: float = Field(
        10.0, gt=0, description="How long a new socket may take to say hello"
    )
    stall_seconds: float = Field(
        15.0, gt=0, description="How long a reader may stall before it is closed"
    )
