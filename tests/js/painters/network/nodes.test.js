import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { paintNodes, paintOmissions } from "../../../../static/js/painters/network/nodes.js";
import { paintedIn, recordingContext, textsOf } from "../../canvas.js";
import { THEME } from "../../examples.js";

const NODE = { id: "n", kind: "neuron", column: 1, layer: 0, index: 0, x: 200, y: 100, size: 40, label: "" };
const INPUT = { ...NODE, kind: "input", layer: -1, column: 0, label: "x₁", x: 80 };

function paint(nodes, { width = 400, gap = 30 } = {}) {
  const ctx = recordingContext();
  paintNodes(ctx, { nodes, width, gap }, THEME);
  return ctx;
}
const textOf = (ctx, text) => ctx.painted.find(({ does, args }) => does === "fillText" && args[0] === text);

test("a border rounds the corners of the heatmap without covering it", () => {
  const ctx = paint([NODE]);
  const [corners] = paintedIn(ctx, "ground");
  assert.deepEqual([corners.args, corners.path.map(([name]) => name)], [["evenodd"], ["roundRect", "rect"]]);
  assert.equal(paintedIn(ctx, "muted").length, 1);
});

test("the name of an input is on its left, that of an output on its right", () => {
  const input = textOf(paint([INPUT]), "x₁");
  assert.ok(input.args[1] < INPUT.x - INPUT.size / 2 && input.textAlign === "right");
  const output = textOf(paint([{ ...NODE, label: "yes", x: 300 }]), "yes");
  assert.ok(output.args[1] > 300 + NODE.size / 2 && output.textAlign === "left");
});

test("where a name has no room, inputs of one column of words are told apart by the word", () => {
  const shown = (label) => textsOf(paint([{ ...INPUT, label }], { gap: 5 }))[0];
  assert.equal(shown("species of the island=Dream"), "=Dream");
  assert.match(shown("island=Torgersen and others"), /^=Torg.*…$/);
});

test("a long name is below its node, and where that has no room either its beginning is beside it", () => {
  const long = { ...INPUT, label: "sepal length in cm" };
  const below = textOf(paint([long]), long.label);
  assert.ok(below.args[1] === INPUT.x && below.args[2] > INPUT.y + INPUT.size / 2 && below.textAlign === "center");
  const close = textOf(paint([long], { gap: 13 }), long.label);
  assert.ok(close.args[2] + 13 / 2 <= long.y + long.size / 2 + 13, "it ends above the next node");
  const [cut] = textsOf(paint([long], { gap: 5 }));
  assert.match(cut, /^sepal.*…$/);
  const beside = textOf(paint([long], { gap: 5 }), cut);
  assert.ok(beside.textAlign === "right" && beside.args[1] < INPUT.x && cut.length < long.label.length);
  assert.ok(beside.args[1] - paint([]).measureText(cut).width >= 0, "it begins in the picture");
});

test("where no letter of a name has room, it has no dots either", () => {
  const at = (/** @type {number} */ room) => textsOf(paint([{ ...INPUT, x: INPUT.size / 2 + room }], { gap: 5 }));
  assert.deepEqual([at(60), at(12)], [["x₁"], [""]]);
});

test("tiny nodes have no names", () => {
  assert.deepEqual(textsOf(paint([{ ...INPUT, size: 12 }])), []);
});

test("a bias unit is a disc with its constant, 1", () => {
  const ctx = paint([{ ...NODE, kind: "bias", size: 20, label: "1" }]);
  assert.deepEqual(ctx.painted[0].path, [["arc", 200, 100, 10, 0, 2 * Math.PI]]);
  assert.deepEqual(textsOf(ctx), ["1"]);
});

test("a column says how many of its units are not drawn", () => {
  const ctx = recordingContext();
  paintOmissions(
    ctx,
    [
      { x: 50, omitted: 0, omittedY: 0 },
      { x: 150, omitted: 12, omittedY: 70 },
    ],
    THEME,
  );
  const text = words("unit.more", { n: 12 });
  assert.deepEqual(
    ctx.painted.map(({ does, args }) => [does, ...args]),
    [
      ["strokeText", text, 150, 70],
      ["fillText", text, 150, 70],
    ],
  );
});

test("between close columns the count of omitted neurons is a number alone", () => {
  const ctx = recordingContext();
  const column = { x: 50, omitted: 12, omittedY: 70 };
  paintOmissions(ctx, [column, { ...column, x: 90 }], THEME);
  assert.deepEqual(textsOf(ctx), ["+12", "+12"]);
});
