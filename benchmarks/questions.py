"""Questions benchmark: what an answer about one step of a large network costs.

    python -m benchmarks questions [--rounds N]

Every question is asked of a session, as a page asks it, and its answer is written as
text.  Before each one the run goes on, so that nothing is remembered from the one
before: by a whole step, or to an operation in the second half of a step.  Reported is
the CPU time of this process, from reading the question to the text of the answer.

Bar: 95 of 100 answers to each question within 50 ms.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import statistics
import time
from collections.abc import Iterator
from typing import Any

from app.protocol.commands.parse import parse
from app.protocol.event import Event
from app.session.session import Session

__all__ = ["EXPERIMENT", "Asker", "main", "questions"]

BAR_MS = 50
EXPERIMENT = {
    "hidden": [128] * 8,
    "activation": "relu",
    "optimizer": "adam",
    "n_samples": 400,
    "batch_size": 28,
    "l2": 0.001,
    "dropout": 0.1,
    "clip_norm": 1.0,
}
"""The largest network, with the largest batch that it may have."""

Question = dict[str, Any]


class Asker:
    """A session, and questions about places that are drawn anew each time."""

    def __init__(self, experiment: dict[str, Any], seed: int = 0) -> None:
        self._session = Session(None, clock=time.perf_counter)
        self._rng, self._n = random.Random(seed), 0
        self.milliseconds({"type": "reset", "experiment": experiment})

    def go_on(self, *, within: bool) -> None:
        """Go on by a step, or to an operation in the second half of a step."""
        trainer = self._session.trainer
        if not within:
            trainer.advance("step", 1)
            return
        trainer.advance("op", 1)
        while trainer.op_index <= len(trainer.ops) // 2:
            trainer.advance("op", 1)

    def milliseconds(self, question: Question) -> float:
        """Return the CPU time of an answer."""
        self._n += 1
        text = json.dumps({"id": self._n, **question})
        start = time.process_time()
        events: list[Event] = self._session.handle(parse(text), now=float(self._n))
        answers = [event.text() for event in events]
        seconds = time.process_time() - start
        if json.loads(answers[0])["type"] == "error":
            raise ValueError(answers[0])
        return 1000 * seconds

    def questions(self) -> dict[str, Question]:
        """Return each question, about places that are drawn by chance."""
        draw, trainer = self._rng.randrange, self._session.trainer
        layer = draw(len(trainer.layers))
        fan_out, fan_in = trainer.layers[layer].fan_out, trainer.layers[layer].fan_in
        unit = {"layer": layer, "row": draw(fan_out)}
        weight = {**unit, "column": draw(fan_in)}
        sample = {"sample": draw(trainer.data.train_x.shape[1])}
        first = {"layer": 0, "row": draw(trainer.layers[0].fan_out), "column": 0}
        inspect = {"type": "inspect"}
        graph = {"type": "graph", "open": [layer], **sample}
        return {
            "weight": {**inspect, "target": "weight", **weight},
            "weight, for a sample": {
                **inspect,
                "target": "weight",
                **weight,
                **sample,
            },
            "bias": {**inspect, "target": "bias", **unit},
            "neuron": {**inspect, "target": "neuron", **unit},
            "neuron, for a sample": {**inspect, "target": "neuron", **unit, **sample},
            "layer": {**inspect, "target": "layer", "layer": layer},
            "loss": {**inspect, "target": "loss"},
            "graph of operations": {**graph, "place": weight},
            "paths": {"type": "find_paths", **first, **sample},
            "check of a gradient": {"type": "check_gradient", **weight},
            "program": {"type": "program"},
            "NumPy code": {"type": "script"},
            "uphill moves": {"type": "uphill"},
        }


def questions(rounds: int) -> Iterator[tuple[str, list[float]]]:
    """Yield each question with the milliseconds of its answers."""
    asker = Asker(EXPERIMENT)
    gc.freeze()  # as the server does
    names = list(asker.questions())
    taken: dict[str, list[float]] = {name: [] for name in names}
    for k in range(1 + rounds):
        for name in names:
            asker.go_on(within=k % 2 == 1 and name != "uphill moves")
            milliseconds = asker.milliseconds(asker.questions()[name])
            if k:  # the first time, code is imported and compiled
                taken[name].append(milliseconds)
    gc.unfreeze()
    yield from taken.items()


def main(arguments: list[str]) -> int:
    """Print the cost of an answer to each question; return 1 if the bar is not met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks questions")
    parser.add_argument("--rounds", type=int, default=100)
    options = parser.parse_args(arguments)
    print(f"load {os.getloadavg()[0]:.1f}; bar: p95 within {BAR_MS} ms\n")
    print("| question | p50, ms | p95, ms | longest, ms |\n|---|---|---|---|")
    is_met = True
    for name, taken in questions(options.rounds):
        late = statistics.quantiles(taken, n=20)[-1]
        is_met = is_met and late <= BAR_MS
        middle = statistics.median(taken)
        print(f"| {name} | {middle:.1f} | {late:.1f} | {max(taken):.1f} |")
    print(f"\nbar met: {'yes' if is_met else 'NO'}")
    return 0 if is_met else 1
