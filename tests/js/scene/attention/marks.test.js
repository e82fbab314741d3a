import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { factsOf, fitScales } from "../../../../static/js/scene/attention/facts.js";
import { hasSums, marksOf, scaleKey, scaleMarks, scaleRoom } from "../../../../static/js/scene/attention/marks.js";
import { attentionShape, boxOf } from "../../../../static/js/scene/attention/shape.js";
import { attentionOf } from "../../../../static/js/scene/attention/structure.js";
import { attentionFrame } from "../../attention-example.js";

function shapeFor(options, width) {
  const { network, frame } = attentionFrame({ heads: 1, ...options });
  const attention = attentionOf(network);
  const shape = attentionShape(attention, width, 380, 13);
  return { source: { network, frame, attention }, shape };
}

function marksFor(options, { width = 731, change = (facts) => facts } = {}) {
  const { source, shape } = shapeFor(options, width);
  const facts = change(factsOf(source, true));
  return { shape, facts, marks: marksOf(shape, facts, ["values", "gradients"]) };
}

function scalesFor(options, { width = 731, more = [] } = {}) {
  const { source, shape } = shapeFor(options, width);
  const scales = new Map();
  fitScales(scales, [source], false);
  const all = new Map([...scales, ...more]);
  return { shape, scales, marks: [false, true].map((isGrad) => scaleMarks(shape, all, isGrad)) };
}
const texts = (marks) => marks.filter(({ does }) => does === "text").map(({ text }) => text);

test("each grid has its name, in values and in gradients", () => {
  const { marks, shape } = marksFor({});
  const all = texts(marks);
  for (const { symbol, gradSymbol } of shape.grids) assert.ok(all.includes(symbol) && all.includes(gradSymbol));
  assert.ok(all.includes("values") && all.includes("gradients"));
});

test("each grid has its scale, those of values and of gradients apart, in a room of their own", () => {
  const { shape, scales, marks } = scalesFor({});
  const written = (key) => `±${Number(scales.get(key).toPrecision(2))}`;
  for (const [isGrad, all] of [false, true].map((side, i) => [side, marks[i]])) {
    assert.ok(texts(all).includes(written(isGrad ? "dS" : "S")));
    assert.equal(texts(all).includes("±1"), !isGrad, "weights reach to 1");
    const { y, height } = scaleRoom(shape, isGrad);
    for (const mark of all) assert.ok(mark.y - mark.size * shape.rem >= y && mark.y <= y + height);
  }
});

test("a grid whose numbers are all 0 has no scale", () => {
  const [values] = scalesFor({}, { more: [["h", 0]] }).marks;
  const [before] = scalesFor({}).marks;
  assert.equal(values.length, before.length - 1);
});

test("a long scale is written smaller, so that it does not run into its neighbour", () => {
  const [values] = scalesFor({ width: 8 }, { more: [["h", 0.000123]] }).marks;
  const [long] = values.filter(({ text }) => text === "±0.00012");
  assert.ok(long.size < 0.68);
});

test("tokens stand beside both bands, and the sums beside weights and dS", () => {
  const { marks } = marksFor({ T: 3 });
  const chips = marks.filter(({ does }) => does === "chip");
  assert.equal(chips.length, 2 * 3 + 3);
  assert.equal(texts(marks).filter((text) => text === "Σ").length, 2);
  assert.deepEqual(
    [hasSums({ node: "A" }, false), hasSums({ node: "S" }, true), hasSums({ node: "S" }, false), hasSums({ node: "A" }, true)],
    [true, true, false, false],
  );
  assert.equal(scaleKey({ family: "S" }, true), "dS");
});

test("a wrong answer has a broken line around its target, and the target is outlined among the probabilities", () => {
  const wrong = marksFor({ T: 3 }, { change: (facts) => ({ ...facts, answers: [0, 0, 2] }) });
  const targets = wrong.marks.filter(({ does, x }) => does === "chip" && x === wrong.shape.chips.targets);
  assert.deepEqual(
    targets.map(({ text, isDashed }) => [text, isDashed]),
    [
      ["0", false],
      ["1", true],
      ["2", false],
    ],
  );
  const box = boxOf(wrong.shape, { key: "p", isGrad: false, row: 1, column: 1 });
  assert.ok(wrong.marks.some(({ does, box: found, color }) => does === "outline" && color === "backward" && JSON.stringify(found) === JSON.stringify(box)));
});

test("without a sample there are positions, but no tokens and no targets", () => {
  const none = [null, null, null];
  const { marks } = marksFor({ T: 3 }, { change: (facts) => ({ ...facts, tokens: none, targets: none, answers: none }) });
  assert.ok(marks.every(({ does }) => does !== "chip"));
  assert.equal(texts(marks).filter((text) => text === "3").length >= 2, true);
});

test("masked cells say 0 in A and in dS, and are crossed out in S and in dA", () => {
  const { marks, shape } = marksFor({ T: 3, causal: true });
  const inside = (grid, isGrad, does) => {
    const { left, top, wide, high } = isGrad ? grid.grad : grid.value;
    return marks.filter((mark) => {
      const [x, y] = mark.does === "rule" ? mark.from : [mark.x, mark.y];
      return mark.does === does && x >= left && x < left + wide && y > top && y <= top + high;
    }).length;
  };
  const [S, A] = ["S0", "A0"].map((key) => shape.grids.find((grid) => grid.key === key));
  assert.deepEqual([inside(A, false, "text"), inside(S, true, "text"), inside(S, false, "rule"), inside(A, true, "rule")], [3, 3, 3, 3]);
});

test("two heads have a border in queries, keys, values and what is read", () => {
  const { marks } = marksFor({ heads: 2 });
  assert.equal(marks.filter(({ does }) => does === "rule").length, 2 * 4);
});

test("tokens are named above their probabilities where they have room, in the place of the scale", () => {
  const names = (options, width) => texts(marksFor(options, { width }).marks).filter((text) => text === "11").length;
  const ones = (options, width) => texts(scalesFor(options, { width }).marks[0]).filter((text) => text === "±1").length;
  assert.deepEqual([names({ tokens: 12 }, 900), ones({ tokens: 12 }, 900)], [1, 1]);
  assert.deepEqual([names({ tokens: 31 }, 731), ones({ tokens: 31 }, 731)], [0, 2]);
});
