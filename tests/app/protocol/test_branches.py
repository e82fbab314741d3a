import json
import math

from app.protocol.branches import BranchFields, TimelineEvent
from app.protocol.sentence import ChangedField


def test_a_branch_says_what_happened_to_it_and_sends_no_infinity() -> None:
    changed = ChangedField(field="learning_rate", before=0.03, after=0.1)
    event = TimelineEvent(index=0, step=300, kind="change", run=0, changes=(changed,))
    branch = BranchFields(
        id=1,
        name=None,
        parent=0,
        forked_at=300,
        end=800,
        loss=math.inf,
        dataset="circles",
        network="dense",
        hidden=(8, 8),
        activation="tanh",
        events=(event,),
    )
    plain = json.loads(branch.model_dump_json())
    assert plain["loss"] is None
    assert plain["events"][0]["step"] == 300
    assert plain["events"][0]["changes"][0]["after"] == 0.1
