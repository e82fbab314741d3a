import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { openRecurrent } from "./open.js";

const value = (wall, name) => wall.getAttribute(`aria-${name}`);

test("keys move the wall, which sets the truncation", (t) => {
  const { part, press, asked, changed } = openRecurrent(t, { network: { nSteps: 15 }, experiment: { truncation: null } });
  const wall = part("wall");
  assert.deepEqual([value(wall, "valuenow"), value(wall, "valuemax")], ["0", "14"]);
  assert.match(value(wall, "valuetext"), /^no truncation/);
  assert.equal(press(wall, "ArrowRight"), false);
  assert.deepEqual(asked.at(-1), ["set", { truncation: 14 }]);
  changed({ truncation: 14 });
  assert.deepEqual([value(wall, "valuenow"), value(wall, "valuetext")], ["1", "gradients go through 14 time steps at most; the wall is before time step 2"]);
  press(wall, "PageUp");
  assert.deepEqual(asked.at(-1), ["set", { truncation: 9 }]);
  press(wall, "End");
  assert.deepEqual(asked.at(-1), ["set", { truncation: 1 }]);
  press(wall, "Home");
  assert.deepEqual(asked.at(-1), ["set", { truncation: null }]);
});

test("a wall that is where it should be asks for nothing, nor does another key", (t) => {
  const { part, press, asked } = openRecurrent(t, { experiment: { truncation: null } });
  press(part("wall"), "ArrowLeft");
  press(part("wall"), "x");
  press(part("wall"), "ArrowRight", { ctrlKey: true });
  assert.deepEqual(asked, []);
});

test("a drag sets the truncation where it ends, and shows the wall meanwhile", (t) => {
  const { part, point, asked } = openRecurrent(t, { network: { nSteps: 15 }, experiment: { truncation: null } });
  const wall = part("wall");
  wall.setPointerCapture = () => undefined;
  const left = () => parseFloat(wall.style.left);
  const before = left();
  point(wall, "pointerdown", { clientX: before });
  const step = (700 - before) / 15;
  point(wall, "pointermove", { clientX: before + 5 * step });
  assert.ok(left() > before + 4 * step && wall.classList.contains("is-held"));
  assert.deepEqual(asked, []);
  point(wall, "pointerup");
  assert.deepEqual(asked, [["set", { truncation: 10 }]]);
  assert.equal(wall.classList.contains("is-held"), false);
  point(wall, "pointermove", { clientX: 700 });
  assert.equal(asked.length, 1);
});

test("a drag that is broken off changes nothing", (t) => {
  const { part, point, asked } = openRecurrent(t, { network: { nSteps: 15 }, experiment: { truncation: null } });
  const wall = part("wall");
  wall.setPointerCapture = () => undefined;
  point(wall, "pointerdown", { clientX: 300 });
  point(wall, "pointermove", { clientX: 600 });
  point(wall, "pointercancel");
  assert.deepEqual(asked, []);
});

test("the wall of the twin sets the twin's truncation", (t) => {
  const { part, press, asked } = openRecurrent(t, { run: 1, twin: { nSteps: 15 } });
  press(part("wall"), "ArrowRight");
  assert.deepEqual(asked.at(-1), ["setTwin", { truncation: 14 }]);
});

test("an observer cannot move it", (t) => {
  const { part, press, point, asked } = openRecurrent(t, { observer_key: null });
  const wall = part("wall");
  wall.setPointerCapture = () => undefined;
  assert.equal(value(wall, "disabled"), "true");
  press(wall, "ArrowRight");
  point(wall, "pointerdown", { clientX: 300 });
  assert.deepEqual(asked, []);
});
