"""Command: what every message from a page has in common."""

from app.protocol.fields import Id, Model

__all__ = ["Command"]


class Command(Model):
    """What a page asks for; it is answered by an ack, another event, or an error."""

    type: str
    id: Id
