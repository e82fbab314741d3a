"""The table of commands: the function and the role of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from app.protocol.commands.commands import (
    Advance,
    Branch,
    Change,
    Export,
    FrameAck,
    Hello,
    Load,
    Pause,
    Play,
    Received,
    Reset,
    Runs,
    Seek,
    SetParameter,
    StepBack,
    Table,
    Twin,
    Watch,
)
from app.protocol.commands.questions import (
    AskProgram,
    CheckAll,
    CheckGradient,
    Explain,
    FindPaths,
    FullGradient,
    Grade,
    GradientTerms,
    Graph,
    InputGradient,
    Inspect,
    Sample,
    Script,
    Uphill,
)
from app.protocol.errors import ProtocolError
from app.protocol.events import Event
from app.protocol.sentence import sentence
from app.session.commands.changes import (
    CHEAP_FIELDS,
    change,
    reset,
    set_parameter,
)
from app.session.commands.loading import load
from app.session.commands.past import branch, seek
from app.session.commands.playback import advance, pause, play, step_back
from app.session.commands.questions.cells import (
    explain,
    full_gradient,
    gradient_terms,
    input_gradient,
)
from app.session.commands.questions.checks import check_all, check_gradient, script
from app.session.commands.questions.exporting import export
from app.session.commands.questions.graph import find_paths, graph
from app.session.commands.questions.inspection import inspect
from app.session.commands.questions.prediction import grade, uphill
from app.session.commands.questions.program import program
from app.session.commands.questions.samples import sample
from app.session.commands.twins import twin
from app.session.commands.watching import acknowledge, watch
from app.session.memory_estimates import NUMBER_BYTES
from app.session.state import SessionState

__all__ = ["HANDLERS", "Handler", "RoleName"]

RoleName: TypeAlias = Literal["controller", "any"]


@dataclass(frozen=True, slots=True)
class Handler:
    """How one command is carried out.

    Attributes
    ----------
    carry_out : callable
        Takes the state of the session, the command and the time; changes the state and
        returns the answer and the events that follow from it. It raises
        `ProtocolError` or the engine's `ExperimentError` before it changes anything.
    role : "controller" or "any"
        The clients that may send it: only the controller, or observers, too.
    is_costly : callable or bool
        Whether a command may take more than a millisecond even if the network is
        small; a callable tells it of one command.
    """

    carry_out: Callable[[SessionState, Any, float], list[Event]]
    role: RoleName = "controller"
    is_costly: Callable[[Any], bool] | bool = True

    def costs(self, command: Received) -> bool:
        """Return whether a command may take more than a millisecond."""
        return self.is_costly(command) if callable(self.is_costly) else self.is_costly


def table(state: SessionState, command: Table, now: float) -> list[Event]:  # noqa: ARG001
    """Take the next rows of a table."""
    state.memory.check(2 * NUMBER_BYTES * sum(map(len, command.x)))
    name = state.uploads.add(command)
    count = command.first + len(command.x)
    applied = {"table": name, "n_samples": count}
    return [state.ack(command.id, applied, sentence("table.taken", n=count))]


def second_hello(state: SessionState, command: Hello, now: float) -> list[Event]:  # noqa: ARG001
    """Refuse a hello on a socket that has a session already."""
    raise ProtocolError("bad_message", sentence("error.second_hello"))


def unavailable(
    state: SessionState,  # noqa: ARG001
    command: Runs,  # noqa: ARG001
    now: float,  # noqa: ARG001
) -> list[Event]:
    """Refuse a command about saved runs: this server does not save any."""
    raise ProtocolError("storage", sentence("storage.off"), field="type")


def costs_more_than_numbers(command: Change) -> bool:
    """Return whether a change may alter data or network."""
    return command.restore is not None or not CHEAP_FIELDS.issuperset(
        command.given_names
    )


HANDLERS: dict[type[Received], Handler] = {
    Hello: Handler(second_hello, is_costly=False),
    Play: Handler(play, is_costly=False),
    Pause: Handler(pause, is_costly=False),
    Advance: Handler(advance, is_costly=False),
    StepBack: Handler(step_back),
    Change: Handler(change, is_costly=costs_more_than_numbers),
    SetParameter: Handler(set_parameter, is_costly=False),
    Reset: Handler(reset),
    Table: Handler(table),
    Watch: Handler(watch, "any"),
    Seek: Handler(seek),
    Branch: Handler(branch),
    Runs: Handler(unavailable, is_costly=False),
    Inspect: Handler(inspect, "any"),
    AskProgram: Handler(program, "any"),
    CheckGradient: Handler(check_gradient, "any"),
    CheckAll: Handler(check_all, "any"),
    Script: Handler(script, "any"),
    Export: Handler(export, "any"),
    Load: Handler(load),
    Uphill: Handler(uphill, "any", is_costly=False),
    Grade: Handler(grade, "any", is_costly=False),
    Sample: Handler(sample, "any", is_costly=False),
    Graph: Handler(graph, "any"),
    FindPaths: Handler(find_paths, "any"),
    GradientTerms: Handler(gradient_terms, "any"),
    Explain: Handler(explain, "any"),
    InputGradient: Handler(input_gradient, "any"),
    FullGradient: Handler(full_gradient, "any"),
    Twin: Handler(twin),
    FrameAck: Handler(acknowledge, "any", is_costly=False),
}
