"""The application: pages, assets and the socket, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, WebSocket
from starlette.responses import JSONResponse, Response

from app.config import Settings
from app.scheduling.scheduler import Scheduler
from app.server.hub import Hub
from app.server.metrics import metrics_route
from app.server.security import Gatekeeper, SecurityMiddleware
from app.web.assets import static_dir
from app.web.page import content_security_policy, create_router
from app.web.static_files import StaticFiles

__all__ = ["create_app"]


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the application.

    Parameters
    ----------
    settings : Settings, optional
        From the environment by default.
    """
    settings = settings or Settings()
    gatekeeper = Gatekeeper(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        scheduler = Scheduler(slice_seconds=settings.slice_seconds)
        app.state.hub = Hub(settings, gatekeeper=gatekeeper, scheduler=scheduler)
        scheduler.start()
        yield
        await scheduler.stop()

    app = FastAPI(
        title="Backprop Live",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.add_middleware(
        SecurityMiddleware,
        gatekeeper=gatekeeper,
        content_security_policy=content_security_policy(settings),
        embeddable=bool(settings.allow_embedding),
    )
    app.mount("/static", StaticFiles(static_dir()), name="static")
    app.include_router(create_router(settings))
    app.add_api_route(
        "/healthz", healthz, methods=["GET", "HEAD"], include_in_schema=False
    )
    if settings.metrics:
        app.add_api_route("/metrics", metrics_route(), include_in_schema=False)
    app.add_api_websocket_route("/ws", socket)
    app.state.settings = settings
    return app


async def healthz() -> Response:
    """Say that the server is there; needs nothing that training could delay."""
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})


async def socket(websocket: WebSocket) -> Any:
    """Hand a socket to the hub."""
    await websocket.app.state.hub.serve(websocket)
