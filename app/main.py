"""The FastAPI application: page, static files and websocket.

`backprop-live` serves it, with the limits of `app.server.listening.uvicorn_server`.
Another server of ASGI can call `create_app`, in one process.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from threading import get_ident
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, WebSocket
from platformdirs import user_data_path
from starlette.responses import JSONResponse, Response

from app.config import Settings
from app.rooms.saving import Saving
from app.scheduling.scheduler import Scheduler
from app.server.connections.endpoint import serve
from app.server.connections.hub import Hub
from app.server.http.security import OriginCheck, SecurityMiddleware
from app.server.listening.addresses import addresses_for
from app.server.listening.workers import refuse, refuse_workers
from app.server.metrics import metrics_route
from app.session.memory_budget import MEGABYTE
from app.storage.records import Limits
from app.storage.storage import Storage
from app.web import later_words
from app.web.assets import static_dir
from app.web.page import content_security_policy, create_router
from app.web.static_files import StaticFiles
from engine.training.sample_pass import share_passes

__all__ = ["create_app"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """Explain how to start it to servers that are given ``app.main:app``."""
        if name != "app":
            raise AttributeError(name)
        refuse(
            "Start Backprop Live with `backprop-live` or `python -m app`; another"
            " server of ASGI calls the factory `app.main:create_app`."
        )


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application.

    Parameters
    ----------
    settings : Settings, optional
        Read from the environment by default, as by another server than ours, which may
        have several workers; that is refused.
    """
    if settings is None:
        refuse_workers(sys.argv, os.environ)
        settings = Settings()
    origin_check = OriginCheck(settings)
    share_passes(get_ident)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        scheduler = Scheduler(loop, slice_seconds=settings.slice_seconds)
        saving = saving_of(settings, scheduler, loop)
        app.state.hub = Hub(
            settings, origin_check=origin_check, scheduler=scheduler, saving=saving
        )
        scheduler.start()
        yield
        await scheduler.stop()
        if saving is not None:
            app.state.hub.save_all()
            await asyncio.to_thread(saving.close)

    app = FastAPI(
        title="Backprop Live",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.add_middleware(
        SecurityMiddleware,
        origin_check=origin_check,
        content_security_policy=content_security_policy(settings),
        embeddable=bool(settings.allow_embedding),
    )
    _add_routes(app, settings)
    app.state.settings = settings
    return app


def saving_of(
    settings: Settings, scheduler: Scheduler, loop: asyncio.AbstractEventLoop
) -> Saving | None:
    """Return what saves runs; None if that is off."""
    if not settings.save:
        return None
    folder = settings.data_dir or user_data_path("backprop-live", appauthor=False)
    storage = Storage(
        folder,
        call_soon=loop.call_soon_threadsafe,
        limits=Limits(max_bytes=settings.saved_megabytes * MEGABYTE),
    )
    return Saving(storage, scheduler)


def _add_routes(app: FastAPI, settings: Settings) -> None:
    app.mount("/static", StaticFiles(static_dir()), name="static")
    app.include_router(
        create_router(settings, addresses_for=partial(addresses_for, settings))
    )
    app.include_router(later_words.create_router())
    app.add_api_route(
        "/healthz", healthz, methods=["GET", "HEAD"], include_in_schema=False
    )
    if settings.metrics:
        app.add_api_route("/metrics", metrics_route(), include_in_schema=False)
    app.add_api_websocket_route("/ws", websocket_route)


async def healthz() -> Response:
    """Answer that the server runs, without waiting for any session."""
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})


async def websocket_route(websocket: WebSocket) -> None:
    """Serve one websocket."""
    await serve(websocket, websocket.app.state.hub)
