import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { markText } from "../../../../static/js/charts/mark-text.js";
import { addMark, marksOf, marksUpTo } from "../../../../static/js/state/store/change-marks.js";
import { changeAt } from "../../examples.js";

const BEFORE = { learning_rate: 0.03, activation: "tanh", hidden: [4, 2] };
const ack = (step, applied, experiment = {}) => ({ step, applied, message: "Said so", experiment });
const label = (_field, value) => ({ relu: "ReLU" })[value] ?? value;

test("a change in mid-run is marked with what it was and what it is", () => {
  const [mark] = addMark([], ack(12, { learning_rate: 0.3 }), BEFORE, 0);
  assert.equal(mark.step, 12);
  assert.equal(markText(mark, label), "rate 0.03 → 0.3");
  const [other] = addMark([], ack(12, { activation: "relu" }), BEFORE, 0);
  assert.equal(markText(other, label), "tanh → ReLU");
  const [shape] = addMark([], ack(12, { hidden: [4, 3] }), BEFORE, 0);
  assert.equal(markText(shape, label), "layers 4-2 → 4-3");
});

test("play, pause and settings at the start are no marks", () => {
  assert.deepEqual(addMark([], ack(12, { running: true }, null), BEFORE, 0), []);
  assert.deepEqual(addMark([], ack(0, { learning_rate: 1 }), BEFORE, 0), []);
});

test("a weight set by hand is marked", () => {
  const [mark] = addMark([], ack(3, { layer: 0, row: 1, column: 0, value: 0.5 }, null), BEFORE, 0);
  assert.equal(markText(mark, label), "weight 2,1 of layer 1 0.5");
  const [bias] = addMark([], ack(3, { layer: 1, row: 0, column: null, value: -1 }, null), BEFORE, 0);
  assert.equal(markText(bias, label), "bias 1 of layer 2 −1");
});

test("one drag of a slider is one mark, and back again is none", () => {
  let marks = addMark([], ack(10, { learning_rate: 0.1 }), BEFORE, 0);
  marks = addMark(marks, ack(20, { learning_rate: 0.3 }), { learning_rate: 0.1 }, 900);
  assert.equal(marks.length, 1);
  assert.equal(marks[0].step, 10);
  assert.equal(markText(marks[0], label), "rate 0.03 → 0.3");
  assert.deepEqual(addMark(marks, ack(30, { learning_rate: 0.03 }), { learning_rate: 0.3 }, 1800), []);
  assert.equal(addMark(marks, ack(30, { learning_rate: 1 }), { learning_rate: 0.3 }, 9000).length, 2);
});

test("changes of one setting at one step are one mark, however long they take", () => {
  let marks = addMark([], ack(10, { learning_rate: 0.1 }), BEFORE, 0);
  marks = addMark(marks, ack(10, { learning_rate: 0.3 }), { learning_rate: 0.1 }, 60_000);
  assert.deepEqual(
    marks.map((mark) => markText(mark, label)),
    ["rate 0.03 → 0.3"],
  );
});

test("going back forgets the marks that came later", () => {
  const marks = [10, 20].map((step) => ({ step, changes: [], message: "", at_ms: 0 }));
  assert.deepEqual(
    marksUpTo(marks, 15).map(({ step }) => step),
    [10],
  );
  assert.equal(marksUpTo(marks, 20), marks);
  assert.deepEqual(marksUpTo(marks, 0), []);
});

test("many changes at once are counted", () => {
  const [mark] = addMark([], ack(5, { learning_rate: 1, momentum: 0.5, use_bias: false }), { learning_rate: 2, momentum: 0.9, use_bias: true }, 0);
  assert.equal(markText(mark, label), "rate 2 → 1, momentum 0.9 → 0.5, 1 more");
});

test("the changes of a branch are marks, but not what is shown only, what was at step 0, or of the twin", () => {
  const edit = { index: 3, step: 7, kind: "edit", run: 0, changes: [{ field: "W", before: 1, after: 2, layer: 0, row: 0, column: 1 }] };
  const marks = marksOf([
    changeAt(0, "l2", 0, 1),
    changeAt(5, "learning_rate", 0.03, 0.1),
    changeAt(6, "axes", ["x1", "x2"], ["x2", "x1"]),
    changeAt(6, "learning_rate", 0.03, 0.3, { run: 1 }),
    edit,
    { index: 4, step: 8, kind: "swap", run: 0, changes: [] },
  ]);
  assert.deepEqual(
    marks.map(({ step, changes }) => [step, changes[0].field, changes[0].to]),
    [
      [5, "learning_rate", 0.1],
      [7, "weight 1,2 of layer 1", 2],
    ],
  );
});
