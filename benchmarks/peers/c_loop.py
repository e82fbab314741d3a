"""The same step as plain C loops, compiled with ``cc -O3`` when it is needed.

It shows what a compiler makes of for-loops over arrays, without BLAS: the least
overhead that a small network can have.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.task import Array, Peer, Task

__all__ = ["peers"]

SOURCE = Path(__file__).with_name("c_loop.c")
CODES = {"tanh": 0, "sigmoid": 1, "relu": 2, "softmax": 3}


def _library() -> ctypes.CDLL | None:
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "c_loop.so"
        options = ["-O3", "-march=native", "-fno-math-errno", "-shared", "-fPIC"]
        subprocess.run(
            [compiler, *options, "-o", str(target), str(SOURCE), "-lm"], check=True
        )
        return ctypes.CDLL(str(target))


def _pointer(array: np.ndarray) -> ctypes.c_void_p:  # type: ignore[type-arg]
    return ctypes.c_void_p(array.ctypes.data)


def peers(task: Task) -> list[Peer]:
    """Return the C loop, where there is a compiler."""
    library = _library()
    if library is None:
        return []
    e = task.experiment
    sizes = np.array([task.weights[0][0].shape[1], *(len(b) for _, b in task.weights)])
    sizes = sizes.astype(np.int32)
    codes = np.array([CODES[name] for name in task.activations], np.int32)
    flat = [array.ravel() for pair in task.weights for array in pair]
    parameters = np.concatenate(flat)
    n_columns = task.batches[0][0].shape[1]
    # sample after sample, so that loops over one sample read consecutive memory
    x = np.concatenate([x.T.ravel() for x, _ in task.batches])
    y = np.concatenate([y.T.ravel() for _, y in task.batches])
    scratch = np.zeros(4 * len(parameters) + 4 * int(sizes.sum()))
    first = 0

    def run(n_steps: int) -> None:
        nonlocal first
        library.train(
            ctypes.c_int(n_steps),
            ctypes.c_int(first),
            ctypes.c_int(len(task.batches)),
            ctypes.c_int(n_columns),
            ctypes.c_int(len(codes)),
            _pointer(sizes),
            _pointer(codes),
            ctypes.c_int(e.optimizer == "adam"),
            ctypes.c_double(e.learning_rate),
            _pointer(x),
            _pointer(y),
            _pointer(parameters),
            _pointer(scratch),
        )
        first += n_steps

    return [Peer(name="C loops", run=run, weights=lambda: _weights(task, parameters))]


def _weights(task: Task, parameters: Array) -> list[tuple[Array, Array]]:
    """Return (W, b) per layer of parameters that hold W, then b, layer by layer."""
    pairs, start = [], 0
    for W, b in task.weights:
        middle, stop = start + W.size, start + W.size + b.size
        shaped = parameters[start:middle].reshape(W.shape)
        pairs.append((shaped, parameters[middle:stop].reshape(b.shape)))
        start = stop
    return pairs
