"""Metrics: what the server does, counted for Prometheus; an extra, and off at first."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

if TYPE_CHECKING:
    from prometheus_client import Metric

    from app.server.hub import Hub

__all__ = ["MetricsMissingError", "metrics_route"]


class MetricsMissingError(RuntimeError):
    """Metrics were asked for and their library is not there."""


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
    """Reads the numbers when they are asked for; nothing is kept twice."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub

    def collect(self) -> "Iterator[Metric]":
        from prometheus_client.metrics_core import CounterMetricFamily as Counter
        from prometheus_client.metrics_core import GaugeMetricFamily as Gauge

        house = self._hub.house
        tally = house.tally
        yield Gauge("backprop_sessions", "Sessions kept", value=len(house.rooms))
        yield Gauge("backprop_sockets", "Sockets", value=self._hub.n_connections)
        for name, text, value in (
            ("sockets_opened", "Sockets taken in", tally.sockets),
            ("commands", "Commands taken", tally.commands),
            ("commands_refused", "Commands over the rate", tally.refusals),
            ("frames", "Frames sent", tally.frames),
            ("frame_bytes", "Bytes of frames sent", tally.frame_bytes),
        ):
            yield Counter(f"backprop_{name}", text, value=value)
