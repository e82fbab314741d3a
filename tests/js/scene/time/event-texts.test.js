import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { branchNames, briefName, eventText } from "../../../../static/js/scene/time/event-texts.js";
import { branchOf, changeAt } from "../../examples.js";

const label = (field, value) => (field === "dataset" ? value : value.toUpperCase());
const rate = changeAt(300, "learning_rate", 0.03, 0.1);

test("a change is told with both values, an edit by hand with the new one", () => {
  assert.equal(eventText(rate, label), "learning rate 0.03 → 0.1");
  assert.equal(eventText(rate, label, { isBrief: true, isAfter: true }), "rate 0.1");
  const edit = { step: 5, kind: "edit", run: 0, changes: [{ field: "parameter", before: null, after: 2.5, layer: 0, row: 1, column: 2 }] };
  assert.equal(eventText(edit, label), "weight 2,3 of layer 1 2.5");
  assert.equal(eventText({ ...rate, run: 1 }, label), "of the twin: learning rate 0.03 → 0.1");
});

test("of many changes two are told, and how many more there are", () => {
  const changes = ["learning_rate", "l2", "momentum"].map((field) => ({ field, before: 0, after: 1 }));
  assert.match(eventText({ ...rate, changes }, label), /^learning rate 0 → 1, L2 penalty 0 → 1, 1 more$/);
});

test("twins are made, exchanged and removed", () => {
  const event = (kind, run = 0, changes = []) => eventText({ step: 1, kind, run, changes }, label);
  assert.equal(event("twin", 1, [{ field: "activation", before: "tanh", after: "relu" }]), "a twin with activation TANH → RELU");
  assert.equal(event("twin", 1), "a twin like the network");
  assert.deepEqual([event("swap"), event("drop", 0), event("drop", 1)], ["network and twin exchanged", "the twin in place of the network", "twin removed"]);
});

test("a branch is called what the user calls it, else what made it, else what it began with", () => {
  const branches = [
    branchOf(0, { end: 900, events: [rate] }),
    branchOf(1, { parent: 0, forked_at: 300, end: 700, events: [changeAt(300, "learning_rate", 0.03, 0.3)] }),
    branchOf(2, { parent: 0, forked_at: 300, end: 700, events: [] }),
    branchOf(3, { name: "my best" }),
    branchOf(4, { dataset: "own", hidden: [] }),
    branchOf(5),
  ];
  assert.deepEqual(Object.fromEntries(branchNames(branches, label)), {
    0: "circle, 4-2, TANH",
    1: "learning rate 0.3 from step 300",
    2: "without learning rate 0.1 at step 300",
    3: "my best",
    4: "own data, none, TANH",
    5: "circle, 4-2, TANH (2)",
  });
});

test("beside another branch it is called by what is other in it", () => {
  const run = branchOf(0, { end: 900, events: [rate] });
  const higher = branchOf(1, { parent: 0, forked_at: 300, end: 700, events: [changeAt(300, "learning_rate", 0.03, 0.3)] });
  const without = branchOf(2, { parent: 0, forked_at: 300, end: 700, events: [] });
  const swapped = branchOf(3, { events: [{ index: 0, step: 5, kind: "swap", run: 0, changes: [] }] });
  assert.deepEqual([briefName(run, higher, label), briefName(higher, run, label), briefName(without, run, label)], ["rate 0.1", "rate 0.3", "rate 0.03"]);
  assert.equal(briefName(without, swapped, label), "circle, 4-2, TANH");
  assert.equal(briefName({ ...run, name: "mine" }, higher, label), "mine");
  assert.equal(briefName(run, undefined, label), "circle, 4-2, TANH");
  assert.equal(briefName({ ...run, network: "lstm", hidden: [8] }, undefined, label), "circle, 8 units, TANH");
});
