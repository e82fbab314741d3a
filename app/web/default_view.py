"""Default view: that of a page that was opened without a link or a preset.

The HTML is made with it, and the scripts begin with it.
"""

from typing import get_args

from app.protocol.commands.commands import By

__all__ = ["ANSWERS", "DEFAULT_VIEW", "SPEEDS", "STEPS", "TABS"]

TABS = ("train", "inside", "twins")
STEPS = get_args(By)
ANSWERS = ("boundary", "samples", "confusion")
SPEEDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, None)
"""Steps per second that the page offers; None is as fast as possible."""

DEFAULT_VIEW = {
    "tab": TABS[0],
    "lens": "weights",
    "nodeLens": "a",
    "by": "step",
    "speed": 500,
    "answers": ANSWERS[0],
    "curve": "loss",
    "smoothing": 0,
    "quantity": "delta",
    "layerSmoothing": 0.3,
    "logLoss": True,
    "logSteps": False,
    "shortcuts": True,
}
"""What is chosen at first, by the names of the page's state."""
