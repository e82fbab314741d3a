"""Machine: what the last digits of a run depend on besides its experiment."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from engine.training.timeline.document.parts import DocumentPart

__all__ = ["MACHINE_KEYS", "machine", "machine_from"]

MACHINE_KEYS = ("system", "processor", "numpy", "blas", "instructions")
MAX_LENGTH = 200


@cache
def _machine() -> tuple[str, ...]:
    config: Mapping[str, Any] = np.show_config(mode="dicts")
    blas = config.get("Build Dependencies", {}).get("blas", {})
    found = config.get("SIMD Extensions", {})
    sets = [*found.get("baseline", ()), *found.get("found", ())]
    texts = (
        platform.system(),
        platform.machine(),
        np.__version__,
        f"{blas.get('name', '')} {blas.get('version', '')}",
        " ".join(sets),
    )
    return tuple(text[:MAX_LENGTH] for text in texts)


def machine() -> dict[str, str]:
    """Return a description of this machine and its libraries.

    Where two are equal, the same run has the same bits. BLAS and NumPy choose their
    loops by the instructions of the processor, and other loops add in another order.
    """
    return dict(zip(MACHINE_KEYS, _machine(), strict=True))


def machine_from(part: DocumentPart) -> dict[str, str]:
    """Return a description that was written on some machine.

    Raises
    ------
    ExperimentError
    """
    fields = part.fields(MACHINE_KEYS)
    return {key: fields[key].text(MAX_LENGTH, 0) for key in MACHINE_KEYS}
