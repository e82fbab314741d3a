import assert from "node:assert/strict";
import { test } from "node:test";
import { confusionRows, isWrong, outputView, outputViews, pageOf, pixelsOf, samplesOf, shadeOf } from "../../../../static/js/scene/output/output-views.js";

const PLANE = [
  [-6, 6],
  [-6, 6],
];
const points = (...label) => ({ x: [], y: [], label });
const digits = { n_classes: 10, domain: null, pictures: { rows: 1, columns: 2, pixels: "AAECAwQF" }, train: points(3, 1), test: points(7) };

test("classes that can be drawn have a boundary, and all have a matrix", () => {
  assert.deepEqual(outputViews({ n_classes: 2, domain: PLANE, pictures: null }), ["boundary", "confusion"]);
  assert.deepEqual(outputViews({ n_classes: 3, domain: PLANE, pictures: null }), ["boundary", "confusion"]);
  assert.deepEqual(outputViews({ n_classes: 2, domain: null, pictures: null }), ["boundary", "confusion"]);
  assert.deepEqual(outputViews({ n_classes: 0, domain: null, pictures: null }), ["boundary"]);
  assert.deepEqual(outputViews(digits), ["samples", "confusion"]);
  assert.deepEqual(outputViews(null), ["boundary"]);
});

test("a view that these data lack gives way to the usual one", () => {
  assert.equal(outputView(digits, "confusion"), "confusion");
  assert.equal(outputView(digits, "boundary"), "samples");
  assert.equal(outputView({ n_classes: 0, domain: PLANE, pictures: null }, "confusion"), "boundary");
});

test("test samples follow the training samples", () => {
  const section = { shape: [3], values: Uint8Array.from([3, 4, 7]) };
  assert.deepEqual(samplesOf(digits, section, "train", [2, 1]).map(isWrong), [false, true]);
  assert.deepEqual(samplesOf(digits, section, "test", [2, 1]), [{ index: 2, label: 7, predicted: 7 }]);
});

test("where not all samples are evaluated, those that are make the list", () => {
  const section = { shape: [2], values: Uint8Array.from([4, 7]) };
  assert.deepEqual(samplesOf(digits, section, "train", [1, 1]), [{ index: 0, label: 3, predicted: 4 }]);
  assert.deepEqual(samplesOf(digits, section, "test", [1, 1]), [{ index: 2, label: 7, predicted: 7 }]);
  assert.deepEqual(samplesOf(digits, null, "train", [1, 1]), [{ index: 0, label: 3, predicted: null }]);
});

test("nothing is judged by the answers of other data", () => {
  const section = { shape: [2], values: Uint8Array.from([0, 0]) };
  assert.deepEqual(
    samplesOf(digits, section, "train", [2, 1]).map(({ predicted }) => predicted),
    [null, null],
  );
  assert.ok(!samplesOf(digits, null, "test", [2, 1]).some(isWrong));
});

test("pages end where the samples do", () => {
  const items = Array.from({ length: 65 }, (_, i) => i);
  assert.deepEqual(pageOf(items, 2, 30), { page: 2, pages: 3, first: 60, shown: [60, 61, 62, 63, 64] });
  assert.equal(pageOf(items, 9, 30).page, 2);
  assert.equal(pageOf(items, -1, 30).page, 0);
  assert.deepEqual(pageOf([], 0, 30), { page: 0, pages: 1, first: 0, shown: [] });
});

test("pictures come as bytes in base 64", () => {
  assert.deepEqual([...pixelsOf(digits.pictures)], [0, 1, 2, 3, 4, 5]);
});

test("the matrix has one row per true class, with its share that is right", () => {
  const values = Float32Array.from([8, 2, 0, 5, 1, 0, 0, 0]);
  const confusion = { shape: [2, 2, 2], values };
  const [first, second] = confusionRows(confusion, "train");
  assert.deepEqual(
    first.cells.map(({ count }) => count),
    [8, 2],
  );
  assert.equal(first.recall, 0.8);
  assert.deepEqual(
    second.cells.map(({ isRight }) => isRight),
    [false, true],
  );
  const [, empty] = confusionRows(confusion, "test");
  assert.ok(Number.isNaN(empty.recall));
  assert.deepEqual(confusionRows(null, "train"), []);
});

test("a cell is shaded by its share, and not at all where it is empty", () => {
  const shades = [0, 0.01, 0.25, 1].map((share) => shadeOf({ count: share > 0 ? 1 : 0, share, isRight: false }));
  assert.equal(shades[0], 0);
  assert.deepEqual(
    [...shades].sort((a, b) => a - b),
    shades,
  );
  assert.equal(shades[3], 6);
});

/** Two examples of the manual of scikit-learn's metrics. It warns of a precision that is ill-defined, which is NaN here. */
const EXAMPLES = {
  "three classes": { truth: [2, 0, 2, 2, 0, 1], predicted: [0, 0, 2, 2, 0, 2], recalls: [1, 0, 2 / 3], precisions: [2 / 3, NaN, 2 / 3] },
  "two classes": { truth: [0, 1, 0, 1], predicted: [1, 1, 1, 0], recalls: [0, 1 / 2], precisions: [0, 1 / 3] },
};
for (const [name, { truth, predicted, recalls, precisions }] of Object.entries(EXAMPLES)) {
  test(`recall and precision of ${name} are those of scikit-learn`, () => {
    const n = recalls.length;
    const values = new Float32Array(2 * n * n);
    for (const [k, label] of truth.entries()) values[label * n + (predicted[k] ?? 0)] += 1;
    const rows = confusionRows({ shape: [2, n, n], values }, "train");
    assert.deepEqual(
      rows.map(({ recall }) => recall),
      recalls,
    );
    assert.deepEqual(
      rows.map(({ precision }) => precision),
      precisions,
    );
  });
}

test("a class that is never predicted has no precision", () => {
  const values = Float32Array.from([3, 0, 2, 0, 0, 0, 0, 0]);
  const [all, never] = confusionRows({ shape: [2, 2, 2], values }, "train");
  assert.deepEqual([all.precision, all.predicted, never.predicted, never.precision], [0.6, 5, 0, NaN]);
});
