"""Commands about single samples: what the network answers to one."""

from app.protocol.answers.samples import SampleFound
from app.protocol.commands.questions import Sample
from app.protocol.errors import ProtocolError
from app.protocol.event import Event
from app.protocol.sentence import sentence
from app.session.state import SessionState
from engine.inspection.outputs.inference import infer

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
    found = infer(trainer, x[:, k : k + 1], y[:, k : k + 1])
    classes = found.classes
    is_class = classes is not None and classes.ndim == 1
    return [
        SampleFound(
            id=command.id,
            run=command.run,
            step=trainer.step_count,
            part=command.part,
            index=k,
            inputs=tuple(data.input_scaling.undo(x[:, k]).tolist()),
            targets=tuple(data.own_units(y[:, k]).tolist()),
            outputs=tuple(data.own_units(found.outputs[:, 0]).tolist()),
            loss=found.loss,
            label=int(labels[k]) if is_class else None,
            predicted=None if classes is None or not is_class else int(classes[0]),
        )
    ]
