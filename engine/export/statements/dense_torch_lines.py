"""Dense torch lines: a dense network in PyTorch, as layers of its own."""

from __future__ import annotations

from engine.export.script_section import indented
from engine.export.start import Start
from engine.functions.kinds.kinds import kind_of

__all__ = ["DenseTorchLines"]


class DenseTorchLines:
    """Writes what is of the network in a script.

    Parameters
    ----------
    start : Start
    """

    def __init__(self, start: Start) -> None:
        self._start, self._e = start, start.experiment

    def network(self) -> list[str]:
        """Return the lines that define the parameters, from the vector w."""
        bias = "" if self._e.use_bias else ", bias=False"
        linear = f"nn.Linear(m, n{bias}) for m, n in zip(sizes, sizes[1:])"
        names = ", ".join(f'"{name}"' for name in self._e.activations)
        return [
            f"sizes = {list(self._e.sizes)}",
            f"activations = [{names}]",
            f"layers = nn.ModuleList({linear})",
            "weights = [layer.weight for layer in layers]",
            "parameters = list(layers.parameters())",
            "nn.utils.vector_to_parameters(w, parameters)",
        ]

    def forward(self) -> list[str]:
        """Return the function from a to z and a of the output."""
        names = dict.fromkeys(self._e.activations)
        f = (
            f'    "{name}": lambda z: {kind_of(name).torch.format(x="z")},'
            for name in names
        )
        has_dropout = self._start.has_dropout
        mask = [
            "    if drops and k < len(layers) - 1:",
            "        kept = dropout_rng.random(a.T.shape) >= dropout",
            "        a = a * torch.tensor(kept.T / (1 - dropout))",
        ]
        body = [
            '"""Return z and a of the output."""',
            "for k, (layer, name) in enumerate(zip(layers, activations)):",
            "    z = layer(a)",
            "    a = f[name](z)",
            *(mask if has_dropout else ()),
            "return z, a",
        ]
        drops = ", drops=False" if has_dropout else ""
        return ["f = {", *f, "}", "", "", f"def forward(a{drops}):", *indented(body)]
