import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { runPicture } from "../../../../static/js/panels/runs/run-picture.js";
import { openPage } from "../../dom.js";
import { THEME } from "../../examples.js";
import { PICTURE } from "./saved.js";

const painted = (canvas) => canvas.recorder.painted.map(({ does, args, fillStyle }) => ({ does, args, fillStyle }));

test("a surface has a cell for each value, in the colours of the map", (t) => {
  openPage(t);
  const theme = { ...THEME, mapCss: Array.from({ length: 256 }, (_, k) => `map-${k}`) };
  const cells = painted(runPicture(PICTURE, theme));
  assert.deepEqual(
    cells.map(({ fillStyle }) => fillStyle),
    ["map-0", "map-128", "map-255", "map-128"],
  );
  assert.deepEqual(cells[2].args.slice(0, 2), [0, 40]);
});

test("a surface of classes has the colours of the classes", (t) => {
  openPage(t);
  const theme = { ...THEME, classes: ["c0", "c1", "c2"] };
  const cells = painted(runPicture({ ...PICTURE, values: btoa("\x00\x01\x02\x00"), n_classes: 3 }, theme));
  assert.deepEqual(
    cells.map(({ fillStyle }) => fillStyle),
    ["c0", "c1", "c2", "c0"],
  );
});

test("a loss is a line with its area", (t) => {
  openPage(t);
  const calls = painted(runPicture({ kind: "loss", width: 3, values: btoa("\xff\x80\x00"), n_classes: 0 }, THEME)).map(({ does }) => does);
  assert.ok(calls.includes("stroke") && calls.includes("fill"));
});

test("without a picture the canvas is empty", (t) => {
  openPage(t);
  assert.equal(painted(runPicture(null, THEME)).length, 0);
});
