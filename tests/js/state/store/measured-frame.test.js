import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { signal } from "@preact/signals-core";
import { MeasuredFrame, measuresOther } from "../../../../static/js/state/store/measured-frame.js";

const frame = (step, command, midStep = false) => ({ step, command, midStep });

test("a frame measures the present network once it has made a step", () => {
  const newest = signal(frame(7, 1));
  const measured = new MeasuredFrame(newest);
  assert.equal(measured.frame.value, newest.value);
  measured.expire(2, 7);
  assert.equal(measured.frame.value, null);
  newest.value = frame(7, 2);
  assert.equal(measured.frame.value, null);
  newest.value = frame(8, 2);
  assert.equal(measured.frame.value, newest.value);
});

test("nothing is measured at step 0, but within its first step something is", () => {
  const newest = signal(frame(0, 0));
  const measured = new MeasuredFrame(newest);
  assert.equal(measured.frame.value, null);
  newest.value = frame(0, 0, true);
  assert.equal(measured.frame.value, newest.value);
});

test("another activation or another loss is another measure, another optimizer is not", () => {
  const network = (activation, loss) => ({ layers: [{ activation }], loss });
  assert.ok(measuresOther(network("relu", "mse"), network("tanh", "mse")));
  assert.ok(measuresOther(network("relu", "mse"), network("relu", "binary_cross_entropy")));
  assert.ok(measuresOther(network("relu", "mse"), null));
  assert.ok(!measuresOther(network("relu", "mse"), { ...network("relu", "mse"), optimizer: "adam" }));
});
