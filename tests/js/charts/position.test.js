import assert from "node:assert/strict";
import { test } from "node:test";
import { paintPosition } from "../../../static/js/charts/position.js";
import { recordingContext } from "../canvas.js";
import { THEME } from "../examples.js";
import { plotOf } from "./plots.js";

const BOX = { left: 100, top: 0, width: 300, height: 200 };

function paint(curves) {
  const ctx = recordingContext();
  paintPosition({ ...plotOf(ctx), bbox: BOX }, { logSteps: false, ...curves }, THEME);
  return ctx.painted;
}

test("what comes after the position is covered, and a line stands there", () => {
  const [cover, line] = paint({ position: 50 });
  assert.deepEqual([cover.does, cover.fillStyle, cover.args], ["fillRect", "ground", [150, 0, 250, 200]]);
  assert.ok(cover.globalAlpha < 1);
  assert.deepEqual(
    [line.strokeStyle, line.globalAlpha, line.path],
    [
      "accent",
      1,
      [
        ["moveTo", 150, 0],
        ["lineTo", 150, 200],
      ],
    ],
  );
});

test("on a logarithmic axis it is where the step is, and never left of the plot", () => {
  assert.equal(paint({ position: 100, logSteps: true })[0].args[0], 102);
  assert.equal(paint({ position: 0, logSteps: true })[0].args[0], 100);
});

test("a run that is not in its past has none, nor one whose place is off the axis", () => {
  assert.deepEqual([paint({}), paint({ position: null }), paint({ position: 900 })], [[], [], []]);
});
