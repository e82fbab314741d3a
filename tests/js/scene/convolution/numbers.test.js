import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { barRange, blockOf, familyOf, fitScales, isParameter, numberIn, numbersOf, parameterSection } from "../../../../static/js/scene/convolution/numbers.js";
import { convolutionShape } from "../../../../static/js/scene/convolution/shape.js";
import { netOf } from "../../../../static/js/scene/convolution/stages.js";
import { CONVOLUTION, convolutionFrame, DELTAS, TWO_STAGES } from "../../pictures.js";

const NET = netOf(CONVOLUTION);
const SHAPE = convolutionShape(NET, { width: 730, height: 420, rem: 13, ratio: 1 });
const SHOWN = { frame: convolutionFrame(), network: CONVOLUTION, net: NET, isGradient: false, lens: "weights", dx: null };

/** All numbers of a matrix. */
function all(part, { filter = 0, channel = 0, stage, ...more } = {}) {
  const plot = SHAPE.plots.find((own) => own.part === part && own.filter === filter && own.channel === channel && (stage === undefined || own.stage === stage));
  const found = numbersOf(plot, { ...SHOWN, ...more });
  return found && Array.from(found.values).slice(found.start, found.start + plot.rows * plot.columns);
}

const rounded = (values) => values.map((value) => Math.round(value * 1e4) / 1e4);

test("each matrix has its own numbers of the frame", () => {
  assert.deepEqual(all("x").slice(0, 5), [0, 1, 2, 3, 10]);
  assert.deepEqual(all("K"), [0, 0, 0, 0, 1, 0, 0, 0, 0]);
  assert.deepEqual(all("K", { filter: 1 })[0], 1);
  assert.deepEqual(rounded(all("dK", { filter: 1 })), [0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7]);
  assert.deepEqual([all("b", { filter: 1 }), all("db", { filter: 1 })], [[-4], [-0.25]]);
  assert.deepEqual([all("z"), all("a", { filter: 1 }), all("pool", { filter: 1 })], [[11, 12, 21, 22], [0, 0, 6, 7], [7]]);
  assert.deepEqual(rounded([...all("W", { filter: 1 }), ...all("W", { filter: 1, channel: 1 }), ...all("b", { stage: 1, filter: 1 })]), [0.3, 0.4, 0.6]);
  assert.deepEqual([all("y"), all("y", { filter: 1 })], [[0.25], [0.75]]);
});

test("as gradients, maps and output show those of the loss; the picture stays, and has its own below", () => {
  const more = { isGradient: true };
  assert.deepEqual([all("z", more), all("z", { filter: 1, ...more })].flat(), DELTAS);
  assert.deepEqual(all("pool", { filter: 1, ...more }), [-0.25]);
  assert.deepEqual(all("y", { filter: 1, ...more }), [-0.25]);
  assert.equal(all("x", more)[4], 10);
  assert.equal(all("dx", more), null);
  assert.deepEqual(all("dx", { dx: Float64Array.from({ length: 16 }, (_, i) => i) })[5], 5);
});

test("the lens changes what the weights of the output show, and the gradients of the kernels only to updates", () => {
  const section = (part, stage, lens) => parameterSection({ part, stage }, { lens, net: NET });
  assert.deepEqual(
    ["weights", "gradients", "updates"].map((lens) => section("W", 1, lens)),
    ["W", "dW", "update_W"],
  );
  assert.deepEqual(
    ["weights", "gradients", "updates"].map((lens) => section("K", 0, lens)),
    ["W", "W", "W"],
  );
  assert.deepEqual(
    ["weights", "gradients", "updates"].map((lens) => section("dK", 0, lens)),
    ["dW", "dW", "update_W"],
  );
  assert.deepEqual(
    ["weights", "gradients", "updates"].map((lens) => section("b", 1, lens)),
    ["b", "db", "update_b"],
  );
  assert.deepEqual([section("b", 0, "gradients"), section("db", 0, "gradients")], ["b", "db"]);
});

test("a matrix of parameters begins in its block where its map does", () => {
  const two = netOf(TWO_STAGES);
  assert.deepEqual(blockOf({ part: "K", stage: 1, filter: 2, channel: 1 }, two), { block: 1, row: 2, column: 9 });
  assert.deepEqual(blockOf({ part: "W", stage: 2, filter: 1, channel: 2 }, two), { block: 2, row: 1, column: 2 });
  assert.deepEqual(blockOf({ part: "db", stage: 0, filter: 1, channel: 0 }, two), { block: 0, row: 1, column: null });
  assert.deepEqual(["K", "dK", "b", "db", "W", "x", "z", "y"].map(isParameter), [true, true, true, true, true, false, false, false]);
});

test("a number that the frame does not carry is unknown", () => {
  const frame = { ...convolutionFrame(), nodes: [] };
  const [z] = SHAPE.plots.filter(({ part }) => part === "z");
  assert.equal(numberIn(z, 1, 1, SHOWN), 22);
  assert.equal(numberIn(z, 1, 1, { ...SHOWN, frame }), null);
  assert.equal(numberIn(z, 1, 1, { ...SHOWN, frame: null }), null);
  assert.equal(
    numberIn(
      SHAPE.plots.find(({ part }) => part === "K"),
      1,
      1,
      { ...SHOWN, frame: null },
    ),
    null,
  );
});

test("each family has the scale of its largest number, in both networks", () => {
  const scales = new Map();
  fitScales(scales, [{ shape: SHAPE, shown: SHOWN }], false);
  const of = (part, stage = 0) => scales.get(familyOf({ part, stage }));
  assert.deepEqual(
    [of("x"), of("K"), of("b"), of("z"), of("a"), of("pool"), of("y", 1)].map((value) => Math.round(value * 1e4) / 1e4),
    [33, 4, 4, 22, 22, 22, 0.75],
  );
  assert.ok(Math.abs(of("W", 1) - 0.6) < 1e-6 && of("dx") === undefined);
  const larger = { ...SHOWN, frame: convolutionFrame({ "W.0": [[2, 9], Array(18).fill(-50)] }) };
  fitScales(
    scales,
    [
      { shape: SHAPE, shown: SHOWN },
      { shape: SHAPE, shown: larger },
    ],
    false,
  );
  assert.equal(of("K"), 50);
});

test("during a run a scale falls slowly; infinite numbers do not count", () => {
  const scales = new Map([["K.0", 8]]);
  const frame = convolutionFrame({
    "W.0": [
      [2, 9],
      [Infinity, NaN, ...Array(16).fill(1)],
    ],
  });
  fitScales(scales, [{ shape: SHAPE, shown: { ...SHOWN, frame } }], true);
  assert.ok(scales.get("K.0") > 4 && scales.get("K.0") < 8);
});

test("a bar of the output ends where its activation does, else at the largest number", () => {
  const range = (activation, isGradient = false) => barRange({ net: { ...NET, head: { ...NET.head, activation } }, isGradient }, 3);
  assert.deepEqual(
    ["softmax", "sigmoid"].map((name) => range(name)),
    Array(2).fill({ isSigned: false, largest: 1 }),
  );
  assert.deepEqual(range("tanh"), { isSigned: true, largest: 1 });
  assert.deepEqual([range("linear"), range("softmax", true)], Array(2).fill({ isSigned: true, largest: 3 }));
});
