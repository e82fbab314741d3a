"""The description of a network as a message."""

import json

from app.protocol.events import NetworkChanged
from app.protocol.network import NetworkFields
from app.session.messages.describe_network import network_fields
from engine import Trainer
from tests.engine.networks_of import EXPERIMENTS


def test_every_kind_goes_through_json_unchanged() -> None:
    for experiment in EXPERIMENTS.values():
        fields = network_fields(Trainer(experiment))
        text = NetworkChanged(**dict(fields)).text()
        values = json.loads(text)
        assert values.pop("type") == "network"
        assert NetworkFields.model_validate_json(json.dumps(values)) == fields
