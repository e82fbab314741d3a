import assert from "node:assert/strict";
import { test } from "node:test";
import { paintHighlights } from "../../../../static/js/painters/network/highlights.js";
import { paintedIn, recordingContext } from "../../canvas.js";
import { THEME } from "../../examples.js";

const NODE = { x: 200, y: 100, size: 40 };
const EDGE = { x0: 0, y0: 0, x1: 90, y1: 50, share: -1, width: 5 };

function paint(items) {
  const ctx = recordingContext();
  paintHighlights(ctx, { edges: [], nodes: [], active: [], glowing: [], dead: [], unknown: [], phase: null, ...items }, THEME);
  return ctx;
}

test("a selected node has a ring outside of its border", () => {
  const [ring, ...more] = paintedIn(paint({ nodes: [NODE] }), "accent");
  assert.equal(more.length, 0);
  const [, x, y, size] = ring.path[0];
  assert.ok(size > NODE.size && x + size / 2 === NODE.x && y + size / 2 === NODE.y);
});

test("neurons that the last op has computed have the colour of its direction", () => {
  const color = (phase) => paint({ active: [NODE], phase }).painted.map(({ strokeStyle }) => strokeStyle);
  assert.deepEqual(["forward", "backward", "update"].map(color), [["forward"], ["backward"], ["accent"]]);
});

test("a selected edge keeps its own colour and width inside a wider mark", () => {
  const { painted } = paint({ edges: [EDGE] });
  const own = painted.at(-1);
  assert.deepEqual([own.strokeStyle, own.lineWidth], ["line 0", 5]);
  const [mark] = paintedIn({ painted }, "accent");
  assert.ok(mark.lineWidth > own.lineWidth);
});

test("a dead unit is crossed out, dark on light", () => {
  const { painted } = paint({ dead: [NODE] });
  assert.deepEqual(
    painted.map(({ strokeStyle }) => strokeStyle),
    ["panel", "ink"],
  );
  assert.ok(painted[0].lineWidth > painted[1].lineWidth);
  const xs = painted[0].path.map(([, x]) => Math.abs(x - NODE.x));
  assert.ok(painted[0].path.length === 4 && xs.every((x) => x > 0 && x < NODE.size / 2));
});

test("what is not computed yet covers the picture of a neuron, hatched inside a dashed border", () => {
  const { painted } = paint({ unknown: [NODE] });
  const [ground, hatching, border] = painted;
  assert.deepEqual([ground.does, ground.fillStyle, ground.path[0][0]], ["fill", "ground", "roundRect"]);
  assert.equal(hatching.strokeStyle, "hairline");
  assert.ok(hatching.path.filter(([does]) => does === "lineTo").length > 5);
  assert.deepEqual([border.strokeStyle, border.dash.length, painted.length], ["muted", 2, 3]);
});

test("edges that the last op has computed glow softly, in one stroke", () => {
  const { painted } = paint({ glowing: [EDGE, { ...EDGE, y1: 10 }], phase: "backward" });
  const [glow, ...more] = painted;
  assert.deepEqual([glow.strokeStyle, more.length, glow.path.filter(([does]) => does === "bezierCurveTo").length], ["backward", 0, 2]);
  assert.ok(glow.globalAlpha < 0.4 && glow.lineWidth > EDGE.width);
  assert.equal(paint({ glowing: [] }).painted.length, 0);
});
