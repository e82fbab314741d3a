import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../static/js/history.js";

test("memory is bounded and both ends stay", () => {
  const history = new History(64);
  for (let step = 0; step <= 10000; step += 1) history.push(step, [step]);
  const { steps, series } = history.columns();
  assert.ok(steps.length <= 2 * 65, `${steps.length}`);
  assert.equal(steps[0], 0);
  assert.equal(steps.at(-1), 10000);
  assert.equal(series[0].at(-1), 10000);
});

test("no peak is lost", () => {
  const history = new History(16);
  for (let step = 0; step < 5000; step += 1) history.push(step, [step === 1234 ? 99 : 1, step === 77 ? -5 : 0]);
  const { series } = history.columns();
  assert.equal(Math.max(...series[0]), 99);
  assert.equal(Math.min(...series[1]), -5);
});

test("steps never go backwards within the columns", () => {
  const history = new History(8);
  for (let step = 0; step < 500; step += 3) history.push(step, [Math.sin(step)]);
  const { steps } = history.columns();
  for (let i = 1; i < steps.length; i += 1) assert.ok(steps[i] > steps[i - 1]);
});

test("a lower step begins anew", () => {
  const history = new History();
  history.push(10, [1]);
  history.push(0, [2]);
  assert.deepEqual(history.columns(), { steps: [0], series: [[2]] });
});

test("what is not finite is a gap", () => {
  const history = new History();
  history.push(1, [NaN, 3]);
  history.push(2, [Infinity, null]);
  assert.deepEqual(history.columns().series, [[null, null], [3, null]]);
});

test("a cut forgets what came later", () => {
  const history = new History();
  for (let step = 0; step < 10; step += 1) history.push(step, [step]);
  history.cut(4);
  assert.equal(history.lastStep, 4);
});
