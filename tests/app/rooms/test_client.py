"""What rooms need of a client, and the classes that provide it."""

import inspect
from typing import Any

import pytest

from app.rooms.client import Client
from app.server.connections.connection import Connection

METHODS = ("send", "send_frame", "close")


def parameters(method: Any) -> list[str]:
    return list(inspect.signature(method).parameters)


def test_a_client_has_an_address_and_these_methods_only() -> None:
    members = {name for name in dir(Client) if not name.startswith("_")}
    assert members == {"address", *METHODS}


@pytest.mark.parametrize("method", METHODS)
def test_connections_and_the_tests_own_pages_are_clients(
    fake_page: type, method: str
) -> None:
    expected = parameters(getattr(Client, method))
    assert parameters(getattr(Connection, method)) == expected
    assert parameters(getattr(fake_page, method)) == expected
