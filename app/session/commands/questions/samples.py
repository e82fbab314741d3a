"""Commands about single samples: what the network answers to one."""

import numpy as np

from app.protocol.answers.samples import SampleFound
from app.protocol.errors import ProtocolError
from app.protocol.event import Event
from app.protocol.questions import Sample
from app.protocol.sentence import sentence
from app.session.state import SessionState
from engine.functions.losses import LOSSES

__all__ = ["sample"]


def sample(state: SessionState, command: Sample, now: float) -> list[Event]:  # noqa: ARG001
    """Compute the outputs and the loss of one sample, with the present weights.

    Raises
    ------
    ProtocolError
        If there is no such network or sample.
    """
    trainer = state.trainer_of(command.run)
    data, k = trainer.data, command.index
    is_train = command.part == "train"
    x, y, labels = (
        (data.train_x, data.train_y, data.train_labels)
        if is_train
        else (data.test_x, data.test_y, data.test_labels)
    )
    if k >= x.shape[1]:
        message = sentence("error.no_sample", last=x.shape[1] - 1)
        raise ProtocolError("invalid_value", message, field="index")
    here = slice(k, k + 1)
    with np.errstate(all="ignore"):
        z, a = trainer.probe(x[:, here])[-1]
        loss = LOSSES[trainer.experiment.loss].value(z, a, y[:, here]).real
    is_class = data.n_classes > 0
    return [
        SampleFound(
            id=command.id,
            run=command.run,
            step=trainer.step_count,
            part=command.part,
            index=k,
            inputs=tuple(data.input_scaling.undo(x[:, k]).tolist()),
            targets=tuple(data.own_units(y[:, k]).tolist()),
            outputs=tuple(data.own_units(a[:, 0]).tolist()),
            loss=loss,
            label=int(labels[k]) if is_class else None,
            predicted=int(trainer.predicted(command.part)[k]) if is_class else None,
        )
    ]
