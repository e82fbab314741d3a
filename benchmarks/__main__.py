"""Run one benchmark: ``python -m benchmarks NAME [OPTIONS]``.

A benchmark is a module of this package with ``main(arguments)``.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

MODULES = {
    "engine": "training steps per second against textbook NumPy, C, PyTorch, JAX",
    "start": "a trainer, its first step and a change, the first of a process and later",
    "recurrent": "training steps of recurrent networks against PyTorch",
    "convolution": "training steps of convolutional networks against PyTorch",
    "attention": "training steps of attention networks against PyTorch",
    "questions": "answers about one step of a large network",
    "twins": "training steps of two networks in lock-step against those of one",
    "timeline": "what recording a run costs, and what returning to a step takes",
    "stream": "frames, training and latency of 1 to 200 sessions in one server",
    "slow_network": "frames and latency of one page over slow connections",
    "page": "frames that a browser really draws, and what each costs it",
    "soak": "minutes of malformed input, clients that never read, lost connections",
}


def main() -> int:
    """Dispatch to the benchmark that the command line names."""
    name, arguments = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if name not in MODULES or not Path(__file__).with_name(f"{name}.py").is_file():
        print("usage: python -m benchmarks NAME [OPTIONS]\n")
        for known, what in MODULES.items():
            print(f"  {known:12} {what}")
        return 2
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"  # before NumPy and its peers are first imported
    return int(importlib.import_module(f"benchmarks.{name}").main(arguments) or 0)


if __name__ == "__main__":
    sys.exit(main())
