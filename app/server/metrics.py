"""Metrics: counters of the server for Prometheus. An extra, off by default."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from app.server.connections.hub import Hub

if TYPE_CHECKING:
    from prometheus_client import Metric

__all__ = ["MetricsMissingError", "metrics_route"]


class MetricsMissingError(RuntimeError):
    """Metrics are switched on, but ``prometheus-client`` is not installed."""


def metrics_route() -> Callable[[Request], Response]:
    """Return the handler of ``/metrics``.

    Raises
    ------
    MetricsMissingError
        If ``prometheus-client`` is not installed.
    """
    try:
        from prometheus_client import CollectorRegistry, exposition
    except ImportError:
        message = "Metrics need the extra: pip install 'backprop-live[metrics]'"
        raise MetricsMissingError(message) from None

    def metrics(request: Request) -> Response:
        registry = CollectorRegistry()
        registry.register(_Collector(request.app.state.hub))
        return Response(
            exposition.generate_latest(registry),
            headers={"cache-control": "no-store"},
            media_type=exposition.CONTENT_TYPE_LATEST,
        )

    return metrics


class _Collector:
    """Reads the hub's numbers at each request, so that none is stored twice."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def collect(self) -> "Iterator[Metric]":
        from prometheus_client.metrics_core import CounterMetricFamily as Counter
        from prometheus_client.metrics_core import GaugeMetricFamily as Gauge

        hub, counters = self._hub, self._hub.counters
        yield Gauge("backprop_sessions", "Sessions kept", value=len(hub.rooms))
        yield Gauge("backprop_sockets", "Sockets", value=hub.n_connections)
        for name, text, value in (
            ("sockets_opened", "Sockets taken in", counters.sockets),
            ("commands", "Commands taken", counters.commands),
            ("commands_refused", "Commands over the rate", counters.refusals),
            ("frames", "Frames sent", counters.frames),
            ("frame_bytes", "Bytes of frames sent", counters.frame_bytes),
        ):
            yield Counter(f"backprop_{name}", text, value=value)
