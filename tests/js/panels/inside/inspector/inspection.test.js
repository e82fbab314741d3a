import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { createInspection, hardestOf, inspect } from "../../../../../static/js/panels/inside/inspector/inspection.js";
import { openPanels } from "../../../dom.js";
import { statusOf } from "../../../examples.js";
import { BARS, derivationOf } from "../derivations.js";
import { programOf } from "../programs.js";

const WEIGHT = { kind: "edge", layer: 0, row: 0, column: 0 };

test("the sample that pulls hardest is the one with the largest term, of either sign", () => {
  assert.equal(hardestOf(BARS), 7);
  assert.equal(hardestOf({ ...BARS, terms: [null, null, null] }), null);
  assert.equal(hardestOf(null), null);
});

test("each kind of target has its question", async () => {
  const asked = [];
  const ask = (request) => {
    asked.push(request);
    return Promise.resolve(derivationOf({ bars: null }));
  };
  for (const target of [
    { kind: "loss" },
    { kind: "layer", layer: 1 },
    { kind: "input", index: 1 },
    WEIGHT,
    { ...WEIGHT, column: null },
    { kind: "neuron", layer: 1, index: 0 },
  ]) {
    await inspect(ask, target, 3);
  }
  assert.deepEqual(
    asked.map(({ target, layer, row, column, sample }) => [target, layer, row, column, sample]),
    [
      ["loss", undefined, undefined, undefined, 3],
      ["layer", 1, undefined, undefined, 3],
      ["input", undefined, 1, undefined, 3],
      ["weight", 0, 0, 0, 3],
      ["bias", 0, 0, undefined, 3],
      ["neuron", 1, 0, undefined, 3],
    ],
  );
});

test("where no sample is followed the one that pulls hardest is opened", async () => {
  const asked = [];
  const found = await inspect(
    (request) => {
      asked.push(request.sample);
      return Promise.resolve(derivationOf({ sample: request.sample }));
    },
    WEIGHT,
    null,
  );
  assert.deepEqual([asked, found.derivation.sample], [[null, 7], 7]);
});

test("no answer mixes two moments of the step", async () => {
  let done = 3;
  const ask = () => Promise.resolve(derivationOf({ done: done++ }));
  assert.equal(await inspect(ask, WEIGHT, null), null);
});

test("the answer follows the selection and the step, while it is on screen", async (t) => {
  const { context, view, store, answersTo, asked, after, settle } = openPanels(t);
  answersTo.inspect = ({ sample }) => derivationOf({ sample });
  const inspection = createInspection(context);
  view({ tab: "inside", pinned: WEIGHT, probe: 41 });
  await settle();
  assert.equal(inspection.value.derivation.sample, 41);
  assert.equal(inspection.value.target, WEIGHT);
  after(400);
  await settle();
  const before = asked.length;
  view({ part: "graph" });
  store.dispatch(statusOf({ running: false }));
  await settle();
  assert.equal(asked.length, before);
  view({ part: "numbers" });
  await settle();
  assert.ok(asked.length > before);
  after(400);
  view({ pinned: null });
  await settle();
  after(400);
  await settle();
  assert.equal(inspection.value, null);
});

test("it is asked again after each operation, and not when the pointer moves", async (t) => {
  const { context, view, store, answersTo, asked, after, settle } = openPanels(t);
  answersTo.inspect = ({ sample }) => derivationOf({ sample });
  createInspection(context);
  const questions = async () => {
    await settle();
    after(400);
    await settle();
    return asked.length;
  };
  view({ tab: "inside", pinned: WEIGHT, probe: 41 });
  const first = await questions();
  view({ hover: { kind: "neuron", layer: 0, index: 0 } });
  assert.equal(await questions(), first);
  store.dispatch(programOf({ done: 2 }));
  assert.equal(await questions(), first + 1);
});

test("while a run is fast nothing is asked about what is selected, from one step a second on", async (t) => {
  const { context, view, store, answersTo, asked, after, settle } = openPanels(t);
  answersTo.inspect = ({ sample }) => derivationOf({ sample });
  createInspection(context);
  store.dispatch(statusOf({ running: true, steps_per_second: 1 }));
  view({ tab: "inside", pinned: WEIGHT, probe: 41 });
  for (let step = 1; step < 5; step += 1) {
    store.dispatch(statusOf({ running: true, steps_per_second: 5, step }));
    store.dispatch(programOf({ step }));
    await settle();
    after(400);
  }
  await settle();
  assert.deepEqual(asked, []);
  store.dispatch(statusOf({ running: false }));
  await settle();
  assert.equal(asked.length, 1);
});
