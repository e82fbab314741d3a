"""The curves of a run as arrays."""

import io

import numpy as np

from app.protocol.commands.commands import Export
from app.session.state import SessionState

__all__ = ["curves_npz"]


def curves_npz(state: SessionState, command: Export) -> bytes:
    """Return the curves of a network up to now: an array for each, and the steps.

    A missing number, such as a test loss without test samples, is nan. Losses have the
    shape (n_points,), quantities of layers (n_points, n_layers).
    """
    history = state.run.records.histories()[command.run]
    skipped = {"type", "run", "branch", "step", "marks"}
    arrays = {"step": np.array(history.step, dtype=np.int64)}
    for name in history.__class__.model_fields.keys() - skipped:
        arrays[name] = np.array(getattr(history, name), dtype=np.float64)
    if command.link is not None:
        arrays["link"] = np.array(command.link)
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()
