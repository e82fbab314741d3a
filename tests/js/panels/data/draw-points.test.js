import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindDrawing } from "../../../../static/js/panels/data/draw-points.js";
import { createUploads } from "../../../../static/js/panels/data/uploaded-tables.js";
import { plotShape } from "../../../../static/js/scene/output/output.js";
import { paintedIn, textsOf } from "../../canvas.js";
import { openPanels } from "../../dom.js";

const PLANE = [
  [-6, 6],
  [-6, 6],
];

function open(t) {
  const opened = openPanels(t);
  const uploads = createUploads(opened.store);
  const started = [];
  const start = t.mock.fn(async (samples) => void started.push(samples));
  const board = opened.byId("board");
  board.setPointerCapture = () => undefined;
  bindDrawing(opened.context, uploads, start);
  opened.click("draw-open");
  opened.resize(opened.byId("drawing"), 300, 300);
  const plot = plotShape(PLANE, ["x₁", "x₂"], 300, 300, 13);
  const at = (x, y) => ({ clientX: plot.x(x), clientY: plot.y(y) });
  const dot = (x, y) => opened.point(board, "pointerdown", at(x, y));
  const use = async () => {
    opened.click("draw-use");
    await opened.settle();
    return started.at(-1);
  };
  return { ...opened, uploads, start, board, at, dot, use };
}

test("drawn points become samples of their class", async (t) => {
  const { dot, choose, use, byId } = open(t);
  dot(1, 2);
  choose("brush", "2");
  dot(-3, 0);
  assert.deepEqual(await use(), {
    x: [
      [1, 2],
      [-3, 0],
    ],
    y: [1, 2],
  });
  assert.equal(byId("drawing").hidden, true);
});

test("one class is not enough to start", (t) => {
  const { dot, choose, byId } = open(t);
  dot(1, 2);
  assert.equal(byId("draw-use").disabled, true);
  choose("brush", "3");
  dot(3, 3);
  assert.equal(byId("draw-use").disabled, false);
  assert.equal(byId("draw-count").textContent, words("draw.count", { n: 2 }));
});

test("a stroke leaves points along its way, not one per movement", (t) => {
  const { dot, point, board, at, byId } = open(t);
  dot(-5, 0);
  for (let x = -5; x <= 5; x += 0.05) point(board, "pointermove", { ...at(x, 0), buttons: 1 });
  const n = Number.parseInt(byId("draw-count").textContent, 10);
  assert.ok(n > 10 && n < 40, `${n}`);
  point(board, "pointermove", { ...at(0, 4), buttons: 0 });
  assert.equal(Number.parseInt(byId("draw-count").textContent, 10), n);
});

test("outside the axes nothing is drawn", (t) => {
  const { dot, byId } = open(t);
  dot(7, 0);
  assert.equal(byId("draw-count").textContent, words("draw.count", { n: 0 }));
});

test("points can be erased", (t) => {
  const { dot, choose, byId } = open(t);
  dot(1, 2);
  dot(4, 4);
  choose("brush", "0");
  dot(1.1, 2.1);
  assert.equal(byId("draw-count").textContent, words("draw.count", { n: 1 }));
});

test("keys draw, too: arrows move, digits choose the class, Space sets and Delete erases", async (t) => {
  const { press, board, use, byId } = open(t);
  press(board, " ");
  press(board, "ArrowRight", { shiftKey: true });
  press(board, "2");
  press(board, "Enter");
  assert.equal(byId("brush").querySelector("input:checked").value, "2");
  assert.deepEqual(await use(), {
    x: [
      [0, 0],
      [1.5, 0],
    ],
    y: [1, 2],
  });
  press(board, "Delete");
  assert.equal(byId("draw-count").textContent, words("draw.count", { n: 1 }));
});

test("the keyboard cursor stays on the plane", async (t) => {
  const { press, board, use } = open(t);
  for (let k = 0; k < 20; k += 1) press(board, "ArrowUp", { shiftKey: true });
  press(board, " ");
  press(board, "ArrowDown");
  press(board, "2");
  press(board, " ");
  assert.deepEqual((await use()).x, [
    [0, 6],
    [0, 5.75],
  ]);
});

test("Escape closes, and keys of the browser are left to it", (t) => {
  const { press, board, byId, document } = open(t);
  assert.equal(press(board, "ArrowUp", { ctrlKey: true }), true);
  press(board, "Escape");
  assert.deepEqual([byId("drawing").hidden, byId("draw-tools").hidden, document.activeElement.id], [true, true, "draw-open"]);
});

test("own samples that could have been drawn are drawn again", (t) => {
  const { uploads, changed, click, byId } = open(t);
  uploads.remember("t1", {
    x: [
      [1, 2],
      [3, 4],
    ],
    y: [1, 2],
  });
  changed({ dataset: { table: "t1" } });
  click("draw-open");
  assert.equal(byId("draw-count").textContent, words("draw.count", { n: 2 }));
});

test("the board shows each point as the number of its class, and says how many there are", (t) => {
  const { dot, choose, board, press } = open(t);
  dot(1, 2);
  choose("brush", "2");
  dot(3, 3);
  const ctx = board.getContext("2d");
  assert.deepEqual(textsOf(ctx).slice(0, 2), ["1", "2"]);
  assert.equal(paintedIn(ctx, "accent").length, 0);
  press(board, "ArrowUp");
  assert.equal(paintedIn(ctx, "accent").length, 1, "the keyboard cursor");
  assert.equal(board.getAttribute("aria-label"), words("draw.board", { one: 1, two: 1, three: 0 }));
});

test("a start that the server refuses leaves the drawing open", async (t) => {
  const { dot, choose, click, start, settle, byId } = open(t);
  dot(1, 2);
  choose("brush", "2");
  dot(3, 3);
  start.mock.mockImplementation(() => Promise.reject(new Error("refused")));
  click("draw-use");
  await settle();
  assert.equal(byId("drawing").hidden, false);
});

test("what was drawn gets the pixels of another screen that the window moves to", (t) => {
  const { board, window, media, dot } = open(t);
  dot(1, 2);
  window.devicePixelRatio = 2;
  media.set("(resolution: 1dppx)", false);
  assert.deepEqual([board.width, board.height], [600, 600]);
});
