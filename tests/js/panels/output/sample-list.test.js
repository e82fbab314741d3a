import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { SampleList } from "../../../../static/js/panels/output/sample-list.js";

const ALL = { onlyWrong: false, isHeld: false };
const WRONG = { onlyWrong: true, isHeld: false };
const HELD = { onlyWrong: true, isHeld: true };

/** Samples of class 0 that are taken for these classes. */
const taken = (...classes) => classes.map((predicted, index) => ({ index, label: 0, predicted }));

function open() {
  const list = new SampleList();
  const update = (samples, filter, now_ms, more = {}) => {
    list.update(samples, { filter, part: "train", data: null, ...more }, now_ms);
    return list.indices.value;
  };
  return { list, update };
}

test("all samples are listed, and chosen again when there are others", () => {
  const { list, update } = open();
  assert.deepEqual(update(taken(0, 1, 0), ALL, 0), [0, 1, 2]);
  const before = list.indices.value;
  assert.equal(update(taken(1, 1, 1), ALL, 5000), before);
  assert.deepEqual(update(taken(1, 1), ALL, 5000), [0, 1]);
});

test("the wrong ones are chosen again once a second", () => {
  const { update } = open();
  assert.deepEqual(update(taken(0, 1, 0), WRONG, 0), [1]);
  assert.deepEqual(update(taken(1, 1, 0), WRONG, 999), [1]);
  assert.deepEqual(update(taken(1, 1, 0), WRONG, 1000), [0, 1]);
  assert.deepEqual(update(taken(0, 0, 0), WRONG, 1999), [0, 1]);
});

test("held samples stay, but not for another part or other data", () => {
  const { update } = open();
  assert.deepEqual(update(taken(0, 1), HELD, 0), [1]);
  assert.deepEqual(update(taken(1, 0), HELD, 9000), [1]);
  assert.deepEqual(update(taken(1, 0), HELD, 9001, { part: "test" }), [0]);
  assert.deepEqual(update(taken(1, 1), HELD, 9002, { part: "test", data: {} }), [0, 1]);
});

test("a change of what is wanted is followed at once", () => {
  const { update } = open();
  update(taken(0, 1), WRONG, 0);
  assert.deepEqual(update(taken(1, 0), HELD, 1), [0]);
  assert.deepEqual(update(taken(1, 0), ALL, 2), [0, 1]);
});
