import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { effect } from "@preact/signals-core";
import { NewestFrame } from "../../../../static/js/state/store/newest-frame.js";
import { frameOf, networkOf, SIGNAL, statusOf, welcomeOf } from "../../examples.js";

const ack = (step, command) => ({ type: "ack", step, command });
const network = (fields) => ({ type: "network", ...networkOf(2, 2, 1), ...fields });
const BEFORE = network();

function open() {
  const newest = new NewestFrame();
  const take = (step, command, more = {}) => newest.take(frameOf({}, { step, command, ...more }));
  return { newest, take, apply: (event) => newest.apply(event, BEFORE), isMeasured: () => newest.measured.value !== null };
}

test("a frame measures another network once that has made a step", () => {
  const { take, apply, isMeasured } = open();
  take(7, 0);
  assert.ok(isMeasured());
  apply(ack(7, 1));
  apply(network({ loss: "mean_absolute_error" }));
  assert.ok(!isMeasured());
  take(7, 1);
  assert.ok(!isMeasured());
  take(8, 1);
  assert.ok(isMeasured());
});

test("nothing is measured at step 0, but within its first step something is", () => {
  const { take, isMeasured } = open();
  assert.ok(!isMeasured());
  take(0, 0);
  assert.ok(!isMeasured());
  take(0, 0, { midStep: true });
  assert.ok(isMeasured());
});

test("another activation or another loss is another measure, another optimizer is not", () => {
  const [first, ...rest] = BEFORE.layers;
  for (const [fields, isOther] of [
    [{ layers: [{ ...first, activation: "relu" }, ...rest] }, true],
    [{ loss: "binary_cross_entropy" }, true],
    [{ optimizer: "adam" }, false],
  ]) {
    const { take, apply, isMeasured } = open();
    take(7, 0);
    apply(ack(7, 1));
    apply(network(fields));
    assert.equal(isMeasured(), !isOther, JSON.stringify(fields));
  }
});

test("the history of the run measures the present network, that of a branch or of the twin does not", () => {
  for (const [more, isOfThis] of [
    [{ run: 0, branch: null }, true],
    [{ run: 0, branch: 2 }, false],
    [{ run: 1, branch: null }, false],
  ]) {
    const { take, apply, isMeasured } = open();
    apply(ack(7, 1));
    apply(network({ loss: "mean_absolute_error" }));
    apply({ type: "history", ...more });
    take(7, 1);
    assert.equal(isMeasured(), isOfThis, JSON.stringify(more));
  }
});

test("a frame from before the last command is not taken, and the newest one is no longer of now", () => {
  const { newest, take, apply } = open();
  assert.equal(take(3, 0), newest.frame.value);
  assert.equal(newest.present, newest.frame.value);
  apply(ack(3, 2));
  assert.equal(newest.present, null);
  assert.equal(take(4, 1), null);
  assert.equal(newest.frame.value.step, 3);
  assert.equal(take(4, 2), newest.present);
});

test("commands are counted anew in a new session", () => {
  const { take, apply, isMeasured } = open();
  apply(ack(3, 9));
  apply(welcomeOf({}));
  assert.notEqual(take(1, 0), null);
  assert.ok(isMeasured());
});

test("figures are of the newest status or frame, whichever is later", () => {
  const { newest, take, apply } = open();
  apply(statusOf({ step: 8, train_loss: 0.25 }));
  take(7, 0);
  assert.deepEqual([newest.figures.value.step, newest.figures.value.trainLoss], [8, 0.25]);
  take(9, 0, { lossStep: 8 });
  assert.equal(newest.figures.value.step, 8, "its losses are not of its step");
  take(9, 0);
  assert.deepEqual(newest.figures.value, { step: 9, epoch: 0, trainLoss: 0.5, testLoss: 0.6 });
});

test("a frame and its twin get the signals of their edges", () => {
  const { newest, take } = open();
  newest.take({ ...frameOf(SIGNAL), twin: frameOf(SIGNAL) });
  const { sections, twin } = newest.frame.value;
  assert.ok(sections.has("signal.0") && twin.sections.has("signal.0"));
  assert.equal(take(1, 0).twin, null);
});

test("a frame is shown again when it is renewed; without a frame there is nothing to show", (t) => {
  const { newest, take } = open();
  newest.renew();
  assert.equal(newest.frame.value, null);
  take(1, 0);
  let nShown = 0;
  t.after(
    effect(() => {
      void newest.frame.value;
      nShown += 1;
    }),
  );
  newest.renew();
  assert.deepEqual([nShown, newest.frame.value.step], [2, 1]);
});
