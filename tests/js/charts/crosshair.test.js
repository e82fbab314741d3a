import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { bindCrosshair, moveCrosshair, removeCrosshair, setDataUnderCrosshair } from "../../../static/js/charts/crosshair.js";

/** A box with a crosshair that records what it is asked to do. */
function box(t, matching = []) {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const calls = [];
  const record =
    (name) =>
    (...given) =>
      void calls.push([name, ...given]);
  const target = Object.assign(new EventTarget(), { matches: (selector) => matching.includes(selector) });
  bindCrosshair(target, {
    moveBy: record("moveBy"),
    holdAt: record("holdAt"),
    release: record("release"),
    restore: record("restore"),
    choose: record("choose"),
  });
  const fire = (name, more = {}) => target.dispatchEvent(Object.assign(new Event(name, { cancelable: true }), more));
  return { calls, fire };
}

test("keys move by one row, by a page or to an end", (t) => {
  const { calls, fire } = box(t);
  for (const key of ["ArrowLeft", "ArrowRight", "ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", "Escape"]) {
    assert.equal(fire("keydown", { key }), false, "the key does nothing else");
  }
  const moves = [-1, 1, -1, 1, -10, 10, -Infinity, Infinity].map((rows) => ["moveBy", rows]);
  assert.deepEqual(calls, [...moves, ["release"]]);
});

test("other keys, and keys with a modifier, keep their meaning", (t) => {
  const { calls, fire } = box(t);
  assert.equal(fire("keydown", { key: "a" }), true);
  for (const modifier of ["ctrlKey", "metaKey", "altKey"]) assert.equal(fire("keydown", { key: "ArrowLeft", [modifier]: true }), true);
  assert.deepEqual(calls, []);
});

test("focus by the keyboard shows the crosshair, focus by the pointer does not, and blur removes it", (t) => {
  const byKeyboard = box(t, [":focus-visible"]);
  byKeyboard.fire("focus");
  byKeyboard.fire("blur");
  assert.deepEqual(byKeyboard.calls, [["moveBy", 0], ["release"]]);
  mock.timers.reset();
  const byPointer = box(t);
  byPointer.fire("focus");
  assert.deepEqual(byPointer.calls, []);
});

test("a touch holds the crosshair, a mouse does not", (t) => {
  const { calls, fire } = box(t);
  fire("pointerdown", { pointerType: "mouse", clientX: 5 });
  fire("pointerdown", { pointerType: "touch", clientX: 6 });
  fire("pointermove", { pointerType: "pen", clientX: 7 });
  assert.deepEqual(calls, [
    ["holdAt", 6],
    ["holdAt", 7],
  ]);
});

test("a click of a mouse and Enter choose the step under the crosshair, a tap does not", (t) => {
  const { calls, fire } = box(t);
  fire("pointerdown", { pointerType: "touch", clientX: 6 });
  fire("click");
  assert.deepEqual(calls, [["holdAt", 6]]);
  fire("pointerdown", { pointerType: "mouse", clientX: 5 });
  fire("click");
  assert.equal(fire("keydown", { key: "Enter" }), false);
  assert.deepEqual(calls.slice(1), [["choose"], ["choose"]]);
});

test("the crosshair is restored after uPlot has handled a click", (t) => {
  const { calls, fire } = box(t);
  fire("click");
  assert.deepEqual(calls, []);
  mock.timers.tick(0);
  assert.deepEqual(calls, [["restore"]]);
});

/** A plot of 100 pixels over the positions 0 to `last`; it records the moves of its crosshair. */
function plot(cursor, last) {
  const moves = [];
  const made = {
    cursor,
    moves,
    last,
    bbox: { height: 80 },
    posToVal: (left) => (left * made.last) / 100,
    valToPos: (value) => (value * 100) / made.last,
    setData: ([positions]) => (made.last = positions.at(-1)),
    setCursor: ({ left, top }, _fire, isForAll) => moves.push([left, top, isForAll]),
  };
  return made;
}

test("when the axis grows, the crosshair stays under the pointer, or else at its step", () => {
  const hovered = plot({ left: 50, top: 20 }, 10);
  setDataUnderCrosshair(hovered, [[0, 20]], true);
  assert.deepEqual(hovered.moves, [[50, 20, true]]);
  const synced = plot({ left: 50, top: 20 }, 10);
  setDataUnderCrosshair(synced, [[0, 20]], false);
  assert.deepEqual(synced.moves, [[25, 20, false]], "step 5 is now at 25 pixels, and no other chart moves");
});

test("a chart without a crosshair gets none with new data", () => {
  for (const cursor of [{ left: -10, top: -10 }, {}]) {
    const made = plot(cursor, 10);
    setDataUnderCrosshair(made, [[0, 20]], false);
    assert.deepEqual(made.moves, []);
  }
});

test("all charts move and lose their crosshair together", () => {
  const made = plot({}, 10);
  moveCrosshair(made, 5);
  removeCrosshair(made);
  const [[left, , isForAll], [nowhere, , isAlso]] = made.moves;
  assert.deepEqual([left, isForAll, isAlso], [50, true, true]);
  assert.ok(nowhere < 0);
});
