import assert from "node:assert/strict";
import { test } from "node:test";
import { paintReferences } from "../../../static/js/charts/reference-curves.js";
import { recordingContext } from "../canvas.js";
import { THEME } from "../examples.js";
import { plotOf } from "./plots.js";

const SGD = {
  name: "SGD",
  colors: ["red", "blue"],
  dashes: [
    [7, 4],
    [2, 4],
  ],
};

function paint(reference, curves = { references: [SGD] }, references = [reference]) {
  const ctx = recordingContext();
  paintReferences(plotOf(ctx), curves, { references }, THEME);
  return ctx;
}

test("each curve of the reference run is faint and dashed, in the colour of its name", () => {
  const { painted, globalAlpha } = paint({
    positions: [0, 10],
    series: [
      [1, 2],
      [3, 4],
    ],
  });
  assert.deepEqual(
    painted.map(({ strokeStyle, dash }) => [strokeStyle, dash]),
    [
      ["red", [7, 4]],
      ["blue", [2, 4]],
    ],
  );
  assert.ok(painted.every((line) => line.globalAlpha < 1));
  assert.deepEqual([globalAlpha, painted[0].path.at(-2), painted[0].path.at(-1)], [1, ["moveTo", 100, 199], ["lineTo", 110, 198]]);
});

test("a gap in a curve is not bridged", () => {
  const [{ path }] = paint({ positions: [0, 1, 2, 3], series: [[1, null, 1, 1]] }).painted;
  assert.deepEqual(
    path.filter(([name]) => /To$/.test(name)).map(([name, x]) => [name, x]),
    [
      ["moveTo", 100],
      ["moveTo", 102],
      ["lineTo", 103],
    ],
  );
});

test("without another run nothing is painted, nor one whose curves are not prepared", () => {
  assert.deepEqual(paint(null, {}, []).painted, []);
  assert.deepEqual(paint(null, { references: [SGD] }, []).painted, []);
});

test("a branch is stronger than a run that was kept, and behind it", () => {
  const one = { positions: [0, 1], series: [[1, 2]] };
  const { painted } = paint(null, { references: [SGD, { ...SGD, color: "green", colors: ["green"] }] }, [one, one]);
  assert.deepEqual(
    painted.map(({ strokeStyle }) => strokeStyle),
    ["red", "green"],
  );
  assert.ok(painted[1].globalAlpha > painted[0].globalAlpha);
});
