"""The graph of operations and the paths through it, over the protocol."""

import json
import time
from typing import Any

import pytest

from app.protocol.commands.parse import parse
from engine.graph import Ref
from engine.inspection.paths.paths import paths


def told(desk: Any, type: str, **fields: Any) -> None:
    command = parse(json.dumps({"type": type, "id": 9, **fields}))
    answer, *_ = desk.session.handle(command, now=desk.now)
    assert answer.type == "ack", answer.text()


def asked(desk: Any, type: str, **fields: Any) -> dict[str, Any]:
    command = parse(json.dumps({"type": type, "id": 9, **fields}))
    (event,) = desk.session.handle(command, now=desk.now)
    answer: dict[str, Any] = json.loads(event.text())
    return answer


def node_of(answer: dict[str, Any], key: str) -> dict[str, Any]:
    return next(node for node in answer["nodes"] if node["key"] == key)


def test_a_graph_has_the_numbers_of_the_step(desk: Any) -> None:
    trainer = desk.session.trainer
    trainer.step(3)
    trace = trainer.trace()
    n = 4
    sample = int(trace.batch_indices[n])
    place = {"layer": 0, "row": 1, "column": 0}
    answer = asked(desk, "graph", open=[0], place=place, sample=sample)
    assert (answer["type"], answer["id"], answer["run"]) == ("op_graph", 9, 0)
    assert (answer["step"], answer["done"]) == (3, trainer.n_ops)
    assert (answer["sample"], answer["in_batch"], answer["open"]) == (sample, True, [0])
    z, W = node_of(answer, "z1"), node_of(answer, "W1")
    layer = trace.layers[0]
    assert z["value"]["value"] == layer.z[1, n]
    assert z["gradient"]["value"] == layer.delta[1, n]
    assert (W["row"], W["column"]) == (1, 0)
    assert (W["wrote"], z["wrote"]) == ("update", None)
    edge = next(e for e in answer["edges"] if e["source"] == "z1")
    assert edge["derivative"]["value"] == layer.df[1, n]


def test_every_node_says_what_it_is_of(desk: Any) -> None:
    desk.session.trainer.step(1)
    answer = asked(desk, "graph", open=[0])
    found = {
        node["key"]: [node[name] for name in ("part", "node", "site", "block")]
        for node in answer["nodes"]
    }
    assert found["x"] == ["value", "x", None, None]
    assert found["W1"] == ["W", None, None, 0]
    assert found["a1"] == ["value", "a", 0, None]
    assert found["layer2"] == ["group", "a", 1, None]
    assert found["y"] == ["y", None, None, None]
    assert answer["groups"][-1] == {"name": "output", "first": 2, "last": 2}
    group = node_of(answer, "b1")["group"]
    assert group == {"name": "layer", "first": 0, "last": 0}
    assert node_of(answer, "x")["group"] is None


def test_a_unit_of_a_network_without_biases_can_be_chosen(desk: Any) -> None:
    told(desk, "reset", experiment={"use_bias": False})
    answer = asked(desk, "graph", open=[0], place={"layer": 0, "row": 1})
    assert node_of(answer, "z1")["row"] == 1


def test_time_steps_that_do_the_same_are_folded(desk: Any) -> None:
    settings = {"network": "lstm", "dataset": "adding", "sequence_length": 50}
    told(desk, "reset", experiment={**settings, "hidden": [8]})
    trainer = desk.session.trainer
    trainer.step(1)
    cell = {"node": "h", "site": 22, "row": 3}
    sample = int(trainer.trace().batch_indices[2])
    answer = asked(desk, "graph", open=[22], cell=cell, sample=sample)
    assert answer["groups"] == [
        {"name": "step", "first": 0, "last": 49},
        {"name": "output", "first": 50, "last": 50},
    ]
    keys = [node["key"] for node in answer["nodes"]]
    assert keys[5:7] == ["step1-22", "z23"]
    h = node_of(answer, "h23")
    value = trainer.trace().array(Ref("value", trainer.graph.named("h")[23]))
    assert h["value"]["value"] == value[3, 2]
    assert (h["node"], h["site"], h["row"]) == ("h", 22, 3)
    assert node_of(answer, "step1-22")["site"] == 21
    uses = {(e["source"], e["target"]): e["n_uses"] for e in answer["edges"]}
    assert uses["W1", "step1-22"] == 22
    assert len(json.dumps(answer)) < 20_000


def test_within_a_step_what_is_not_computed_is_null(desk: Any) -> None:
    desk.session.trainer.advance("op", 3)
    answer = asked(desk, "graph", open=[0])
    assert (answer["step"], answer["done"]) == (1, 3)
    assert node_of(answer, "a1")["value"]["value"] is not None
    assert node_of(answer, "a1")["gradient"]["value"] is None
    assert node_of(answer, "layer2")["value"]["value"] is None
    assert node_of(answer, "layer2")["wrote"] == "value"


def test_before_the_first_step_there_is_the_coming_one(desk: Any) -> None:
    answer = asked(desk, "graph")
    assert (answer["step"], answer["done"], answer["sample"]) == (1, 0, None)
    assert all(node["wrote"] is None for node in answer["nodes"])


def test_a_softmax_has_no_single_derivative_without_a_sample(desk: Any) -> None:
    settings = {"loss": "mse", "output": "softmax", "dataset": "blobs"}
    told(desk, "reset", experiment=settings)
    desk.session.trainer.step(1)
    last = len(desk.session.trainer.layers) - 1
    answer = asked(desk, "graph", open=[last])
    edges = {(e["source"], e["target"]): e["derivative"] for e in answer["edges"]}
    softmax = edges[f"z{last + 1}", f"a{last + 1}"]
    assert (softmax["value"], softmax["n_numbers"]) == (None, 0)


def test_after_a_change_no_op_is_the_last(desk: Any) -> None:
    desk.session.trainer.step(2)
    told(desk, "change", optimizer="adam")
    answer = asked(desk, "graph")
    assert answer["step"] == 2
    assert all(node["wrote"] is None for node in answer["nodes"])


def test_paths_of_a_sample_of_the_batch(desk: Any) -> None:
    trainer = desk.session.trainer
    trainer.step(3)
    trace = trainer.trace()
    sample = int(trace.batch_indices[2])
    answer = asked(desk, "find_paths", layer=0, row=1, column=0, sample=sample)
    own = paths(trace, 0, 1, 0, sample=2)
    assert (answer["type"], answer["step"]) == ("paths_found", 3)
    assert (answer["total"], answer["gradient"]) == (own.total, own.gradient)
    assert answer["n_paths"] == str(own.n_paths)
    assert answer["n_active"] == str(own.n_active)
    assert (answer["in_batch"], answer["mean_over"]) == (True, 10)
    first = answer["largest"][0]
    assert first["weights"][0] == {"layer": 0, "row": 1, "column": 0}
    product = 1.0
    for factor in first["factors"]:
        product *= factor["value"]
    assert product == pytest.approx(first["product"], rel=1e-12)
    x, slope, *_ = first["factors"]
    of = {"column": None, "sample": sample}
    assert x["ref"] == {"quantity": "value", "node": "x", "layer": -1, "row": 0, **of}
    assert slope["ref"] == {
        "quantity": "local", "node": "a", "layer": 0, "row": 1, **of,
    }  # fmt: skip


def test_an_entry_of_a_jacobian_is_no_number_of_the_step(desk: Any) -> None:
    settings = {"loss": "mse", "output": "softmax", "dataset": "blobs"}
    told(desk, "reset", experiment=settings)
    desk.session.trainer.step(1)
    last = len(desk.session.trainer.layers) - 1
    answer = asked(desk, "find_paths", layer=last, row=0, column=0)
    _, entry, end = answer["largest"][0]["factors"]
    assert entry["ref"] is None
    assert end["ref"]["quantity"] == "grad"


def test_without_a_sample_it_is_the_one_with_the_largest_share(desk: Any) -> None:
    trainer = desk.session.trainer
    trainer.step(3)
    trace = trainer.trace()
    layer = trace.layers[0]
    shares = abs(layer.delta[1] * layer.a_prev[0])
    answer = asked(desk, "find_paths", layer=0, row=1, column=0)
    assert answer["sample"] == trace.batch_indices[shares.argmax()]
    assert abs(answer["gradient"]) == pytest.approx(shares.max(), rel=1e-12)
    bias = asked(desk, "find_paths", layer=0, row=1)
    assert bias["sample"] == trace.batch_indices[abs(layer.delta[1]).argmax()]
    assert bias["largest"][0]["weights"][0]["column"] is None


def test_a_sample_that_is_not_in_the_batch_is_computed_alone(desk: Any) -> None:
    trainer = desk.session.trainer
    trainer.step(2)
    outside = min(set(range(50)) - set(trainer.trace().batch_indices.tolist()))
    place = {"layer": 0, "row": 0, "column": 1, "sample": outside}
    answer = asked(desk, "find_paths", **place)
    assert (answer["in_batch"], answer["mean_over"]) == (False, 1)
    assert answer["total"] == pytest.approx(answer["gradient"], rel=1e-12)
    assert not asked(desk, "graph", sample=outside)["in_batch"]


def test_before_the_derivatives_the_paths_are_counted_only(desk: Any) -> None:
    answer = asked(desk, "find_paths", layer=0, row=0, column=0)
    assert int(answer["n_paths"]) > 0
    assert (answer["n_active"], answer["total"], answer["gradient"]) == (None,) * 3
    assert answer["largest"] == []


def test_what_is_not_there_is_named(desk: Any) -> None:
    desk.session.trainer.step(1)
    assert asked(desk, "graph", run=1)["code"] == "not_ready"
    assert asked(desk, "find_paths", run=1, layer=0, row=0)["code"] == "not_ready"
    assert asked(desk, "graph", sample=10**6)["field"] == "sample"
    assert asked(desk, "find_paths", layer=0, row=99)["field"] == "row"
    place = {"layer": 9, "row": 0}
    assert asked(desk, "graph", place=place)["field"] == "layer"
    assert asked(desk, "graph", cell={"node": "q"})["field"] == "node"


def test_a_twin_has_a_graph_of_its_own(desk: Any) -> None:
    told(desk, "twin", change={"hidden": [5]})
    answer = asked(desk, "graph", run=1)
    assert [node["key"] for node in answer["nodes"]] == [
        "x", "layer1", "output2", "y", "loss",
    ]  # fmt: skip


def test_the_largest_network_is_answered_in_time(desk: Any) -> None:
    told(desk, "reset", experiment={"hidden": [128] * 8, "n_samples": 300})
    desk.session.trainer.step(1)
    start = time.process_time()
    answer = asked(desk, "find_paths", layer=0, row=0, column=0)
    assert int(answer["n_paths"]) == 128**7
    asked(desk, "graph", open=list(range(9)))
    assert time.process_time() - start < 1
