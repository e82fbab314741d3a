import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { makeParts } from "../../../../static/js/panels/recurrent/parts.js";
import { openPage } from "../../dom.js";

test("one canvas has the focus and says what its keys do; the others are of no meaning to a screen reader", (t) => {
  const { document } = openPage(t);
  const box = document.createElement("div");
  makeParts(box, 0);
  const [cells, marks, strip, overlay] = box.querySelectorAll("canvas");
  for (const canvas of [cells, marks, strip]) assert.equal(canvas.getAttribute("aria-hidden"), "true");
  assert.deepEqual([overlay.getAttribute("tabindex"), overlay.getAttribute("role")], ["0", "application"]);
  assert.match(overlay.getAttribute("aria-label"), /arrow keys/);
  assert.equal(box.querySelector(".time-wall").getAttribute("role"), "slider");
});

test("the picture of the twin has a name of its own", (t) => {
  const { document } = openPage(t);
  const [own, twin] = [0, 1].map((run) => makeParts(document.createElement("div"), run).overlay.getAttribute("aria-label"));
  assert.notEqual(own, twin);
});

test("each mark has an explanation", (t) => {
  const { document } = openPage(t);
  const { folds, legend } = makeParts(document.createElement("div"), 0);
  for (const button of folds.buttons.values()) assert.ok(button.title.length > 10);
  assert.deepEqual([...folds.buttons.keys()], ["output", "c", "forget", "input", "candidate"]);
  for (const item of [legend.shared, legend.twin, legend.wall]) assert.ok(item.title.length > 10);
});
