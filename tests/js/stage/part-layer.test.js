import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { createPartLayer } from "../../../static/js/stage/part-layer.js";
import { openPage } from "../dom.js";

function open(t) {
  const { byId } = openPage(t);
  const canvas = byId("network");
  const layer = createPartLayer(canvas);
  const [sheet, shown] = [canvas.nextElementSibling, canvas.getContext("bitmaprenderer")];
  const place = () => Object.fromEntries(["left", "top", "width", "height"].map((name) => [name, parseFloat(canvas.style.getPropertyValue(name))]));
  return { canvas, layer, sheet, shown, place };
}

test("a part lies on whole pixels of the screen, and is as large as these", (t) => {
  const { layer, sheet, place } = open(t);
  layer.place({ x: 10.3, y: 20.2, width: 30, height: 5 }, 1);
  assert.deepEqual([place(), sheet.width, sheet.height], [{ left: 10, top: 20, width: 30, height: 5 }, 30, 5]);
  layer.place({ x: 10.3, y: 20.2, width: 30, height: 5 }, 2);
  assert.deepEqual([place(), sheet.width, sheet.height], [{ left: 10.5, top: 20, width: 30, height: 5 }, 60, 10]);
});

test("it is painted in the units of the whole picture, and what it shows ends with nothing", (t) => {
  const { layer, shown, sheet } = open(t);
  const moved = [];
  sheet.getContext("2d").translate = (...by) => moved.push(by);
  layer.place({ x: 10.3, y: 20.2, width: 30, height: 5 }, 1);
  layer.show((ctx) => ctx.fillText("a", 12, 24));
  assert.deepEqual(moved, [[-10, -20]]);
  assert.deepEqual(
    shown.painted.map(({ does }) => does),
    ["clearRect", "fillText"],
  );
  layer.show(null);
  assert.deepEqual(shown.painted, []);
});

test("at the same place its canvas is not set to its size again, which would blank it", (t) => {
  const { layer, canvas } = open(t);
  const part = { x: 1, y: 2, width: 30, height: 5 };
  layer.place(part, 1);
  canvas.style.setProperty("left", "99px");
  layer.place({ ...part }, 1);
  assert.equal(canvas.style.getPropertyValue("left"), "99px");
  layer.place(part, 2);
  assert.equal(canvas.style.getPropertyValue("left"), "1px");
});
