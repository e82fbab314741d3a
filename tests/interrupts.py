"""Ctrl+C while Python imports a module, or when it ends, three times at once."""

import os
from pathlib import Path

__all__ = ["interrupted_at"]

SITECUSTOMIZE = """
import atexit, os, signal, sys

def interrupt():
    for _ in range(3):
        os.kill(os.getpid(), signal.SIGINT)

class Importing:
    def find_spec(self, name, *_):
        if name == os.environ["INTERRUPTED_AT"]:
            interrupt()

sys.meta_path.insert(0, Importing())
if os.environ["INTERRUPTED_AT"] == "exit":
    atexit.register(interrupt)
"""


def interrupted_at(moment: str, folder: Path) -> dict[str, str]:
    """Return the environment of a Python that interrupts itself.

    Parameters
    ----------
    moment : str
        Name of a module that it imports, or "exit".
    folder : Path
        For the file that interrupts it.
    """
    (folder / "sitecustomize.py").write_text(SITECUSTOMIZE, "utf-8")
    return {**os.environ, "PYTHONPATH": str(folder), "INTERRUPTED_AT": moment}
