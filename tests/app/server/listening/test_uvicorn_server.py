"""The server of the command line: its limits, and its garbage collector."""

import asyncio
import gc
import socket

import pytest

from app.config import Settings
from app.main import create_app
from app.server.listening.uvicorn_server import (
    MAX_REQUESTS,
    AnnouncingServer,
    server_config,
)


def serve(settings: Settings, *, force: bool) -> list[str]:
    """Serve until it is announced, and stop; return what happened."""
    happened: list[str] = []

    def announce() -> None:
        happened.append("announced")
        server.should_exit = True
        server.force_exit = force

    application = create_app(settings)
    server = AnnouncingServer(server_config(application, settings), announce=announce)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        asyncio.run(server.serve(sockets=[listener]))
    if server.lifespan.shutdown_event.is_set():  # type: ignore[union-attr]
        happened.append("lifespan ended")
    return happened


@pytest.mark.parametrize("force", [False, True])
def test_its_lifespan_ends_also_when_it_is_stopped_twice(*, force: bool) -> None:
    assert serve(Settings(), force=force) == ["announced", "lifespan ended"]


def test_what_is_there_from_the_start_is_not_searched_for_garbage() -> None:
    gc.unfreeze()
    serve(Settings(), force=False)
    try:
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()


def test_its_connections_are_limited() -> None:
    settings = Settings(max_sockets=7)
    config = server_config(create_app(settings), settings)
    assert config.limit_concurrency is not None
    assert config.limit_concurrency <= 7 + MAX_REQUESTS
    assert config.ws_max_size == 65_536
