"""What the last digits depend on is told of every machine."""

import platform

import numpy as np
import pytest

from engine import ExperimentError
from engine.training.timeline.document.machine import (
    MACHINE_KEYS,
    machine,
    machine_from,
)
from engine.training.timeline.document.parts import DocumentPart


def test_it_names_the_libraries_and_the_processor() -> None:
    found = machine()
    assert tuple(found) == MACHINE_KEYS
    assert found["numpy"] == np.__version__
    assert found["processor"] == platform.machine()
    assert "blas" in found["blas"].lower() or "accelerate" in found["blas"].lower()
    assert found["instructions"]
    assert machine_from(DocumentPart(found)) == found


def test_what_another_machine_has_written_is_checked() -> None:
    for change in ({"numpy": 2}, {"numpy": "2" * 201}, {"cores": "8"}):
        with pytest.raises(ExperimentError):
            machine_from(DocumentPart({**machine(), **change}))
