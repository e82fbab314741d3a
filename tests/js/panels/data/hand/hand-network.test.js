import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cellKey,
  cellsOf,
  fieldsOf,
  firstText,
  MOST,
  numbersOf,
  sizesFrom,
  tablesOf,
  textsOf,
} from "../../../../../static/js/panels/data/hand/hand-network.js";

const SIZES = { inputs: 2, hidden: [3], outputs: 1, samples: 2 };
const TEXTS = { inputs: "2", hidden: "3", outputs: "1", samples: "2" };

test("sizes are whole numbers within their range", () => {
  assert.deepEqual(sizesFrom(TEXTS), SIZES);
  assert.deepEqual(sizesFrom({ ...TEXTS, hidden: "3, 2" }).hidden, [3, 2]);
  assert.deepEqual(sizesFrom({ ...TEXTS, hidden: "" }).hidden, []);
  for (const wrong of [{ inputs: "0" }, { inputs: "" }, { outputs: String(MOST + 1) }, { samples: "1.5" }, { hidden: "2, x" }, { hidden: "1 1 1 1 1" }]) {
    assert.equal(sizesFrom({ ...TEXTS, ...wrong }), null, JSON.stringify(wrong));
  }
});

test("there is a table of samples, and one for each layer with its biases", () => {
  const shapes = (hasBias) => tablesOf(SIZES, hasBias).map(({ layer, nRows, nColumns }) => [layer, nRows, nColumns]);
  assert.deepEqual(shapes(true), [
    [null, 2, 3],
    [0, 3, 3],
    [1, 1, 4],
  ]);
  assert.deepEqual(shapes(false), [
    [null, 2, 3],
    [0, 3, 2],
    [1, 1, 3],
  ]);
});

test("a bias keeps its cell when the layer before gets another unit", () => {
  const lastKey = (hidden) => cellKey(cellsOf(tablesOf({ ...SIZES, hidden }, true)[2])[0].at(-1));
  assert.equal(lastKey([3]), "1.0.b");
  assert.equal(lastKey([4]), "1.0.b");
});

test("no two units begin alike", () => {
  const [data, layer] = tablesOf(SIZES, true);
  const rows = cellsOf(layer).map((cells) => cells.map((cell) => firstText(cell, layer)).join());
  assert.equal(new Set(rows).size, 3);
  assert.ok(rows.every((row) => row.endsWith(",0")));
  assert.equal(firstText(cellsOf(data)[0][0], data), "0");
});

test("the numbers of the tables are samples, weights and biases", () => {
  const read = ({ layer, row, column }) => (layer === null ? 100 : 10 * layer) + row + (column ?? 9) / 10;
  assert.deepEqual(numbersOf({ inputs: 2, hidden: [], outputs: 1, samples: 2 }, true, read), {
    samples: {
      x: [
        [100, 100.1],
        [101, 101.1],
      ],
      y: [[100.2], [101.2]],
    },
    layers: [{ W: [[0, 0.1]], b: [0.9] }],
  });
  assert.equal(numbersOf(SIZES, false, read).layers[0].b, null);
});

test("nothing is drawn, scaled, left out or shuffled", () => {
  const layers = [{ W: [[1]], b: [0] }];
  assert.deepEqual(fieldsOf({ ...SIZES, hidden: [] }, layers), {
    hidden: [],
    initial_parameters: layers,
    features: null,
    axes: null,
    standardize: false,
    standardize_targets: false,
    train_share: 1,
    batch_size: "full",
    dropout: 0,
  });
});

test("a network fills its cells, and its samples if they have values", () => {
  const layers = [{ W: [[0.15, 0.2]], b: [0.35] }];
  const found = textsOf(layers, { x: [[0.05, 0.1]], y: [[0.01]] });
  assert.deepEqual(found.sizes, { inputs: 2, hidden: [], outputs: 1, samples: 1 });
  assert.deepEqual(
    [...found.texts],
    [
      ["0.0.0", "0.15"],
      ["0.0.1", "0.2"],
      ["0.0.b", "0.35"],
      ["data.0.0", "0.05"],
      ["data.0.1", "0.1"],
      ["data.0.2", "0.01"],
    ],
  );
  assert.equal(textsOf(layers, { x: [[0.05, 0.1]], y: ["a"] }).texts.size, 3);
  assert.equal(textsOf(layers, { x: Array(9).fill([1, 2]), y: Array(9).fill([0]) }).sizes.samples, 1);
  assert.equal(textsOf([{ W: [[1]], b: null }], null).hasBias, false);
});

test("a network that is too large is not typed", () => {
  assert.equal(textsOf([{ W: [Array(9).fill(1)], b: [0] }], null), null);
  assert.equal(textsOf([], null), null);
});
