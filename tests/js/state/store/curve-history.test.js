import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { evenlySpaced, History } from "../../../../static/js/state/store/curve-history.js";

test("memory is bounded and both ends stay", () => {
  const history = new History(64);
  for (let step = 0; step <= 10000; step += 1) history.push(step, [step]);
  const { steps, series } = history.columns();
  assert.ok(steps.length <= 64, `${steps.length}`);
  assert.equal(steps[0], 0);
  assert.equal(steps.at(-1), 10000);
  assert.equal(series[0].at(-1), 10000);
});

test("no peak is lost, and each stands at its own step", () => {
  const history = new History(32);
  for (let step = 0; step < 5000; step += 1) history.push(step, [step === 1234 ? 99 : 1, step === 77 ? -5 : 0]);
  const { steps, series } = history.columns();
  assert.equal(Math.max(...series[0]), 99);
  assert.equal(Math.min(...series[1]), -5);
  assert.equal(steps[series[0].indexOf(99)], 1234);
  assert.equal(steps[series[1].indexOf(-5)], 77);
});

test("every row that is kept is a real one", () => {
  const history = new History(128);
  for (let step = 0; step < 20000; step += 7) history.push(step, [Math.sin(step), step / 3]);
  const { steps, series } = history.columns();
  for (const [i, step] of steps.entries()) assert.deepEqual([series[0][i], series[1][i]], [Math.sin(step), step / 3]);
});

test("the first steps stay apart for a logarithmic axis", () => {
  const history = new History(4096);
  for (let step = 0; step < 200000; step += 1) history.push(step, [Math.cos(step)]);
  const early = history.columns().steps.filter((step) => step < 200);
  assert.ok(early.length > 50, `${early.length} of the first 200 steps are left`);
});

test("hundreds of series stay within the same bounds", () => {
  const history = new History(256);
  for (let step = 0; step < 3000; step += 1)
    history.push(
      step,
      Array.from({ length: 129 }, (_, k) => k * step),
    );
  assert.ok(history.columns().steps.length <= 256);
  assert.equal(history.columns().series.length, 129);
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

test("another number of series begins anew", () => {
  const history = new History();
  history.push(10, [1]);
  history.push(11, [1, 2]);
  assert.deepEqual(history.columns(), { steps: [11], series: [[1], [2]] });
});

test("the same step again replaces its row", () => {
  const history = new History();
  history.push(10, [1]);
  history.push(10, [3]);
  assert.deepEqual(history.columns(), { steps: [10], series: [[3]] });
});

test("what is not finite is a gap", () => {
  const history = new History();
  history.push(1, [NaN, 3]);
  history.push(2, [Infinity, null]);
  assert.deepEqual(history.columns().series, [
    [null, null],
    [3, null],
  ]);
});

test("a cut forgets what came later", () => {
  const history = new History();
  for (let step = 0; step < 10; step += 1) history.push(step, [step]);
  history.truncate(4);
  assert.equal(history.lastStep, 4);
  history.push(5, [50]);
  assert.equal(history.columns().series[0].at(-1), 50);
});

test("a choice among many has both ends and is even", () => {
  assert.deepEqual(evenlySpaced(3, 5), [0, 1, 2]);
  assert.deepEqual(evenlySpaced(9, 3), [0, 4, 8]);
  assert.deepEqual(evenlySpaced(9, 1), [8]);
  assert.deepEqual(evenlySpaced(9, 0), []);
});
