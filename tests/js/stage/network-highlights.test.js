import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { paintedIn } from "../canvas.js";
import { statusOf } from "../examples.js";
import { openNetwork } from "./open.js";

test("what is hovered, pinned or just computed is marked, and dead units are crossed out", (t) => {
  const { view, draw, painted, store, take } = openNetwork(t);
  const marks = (color) => {
    draw();
    return paintedIn({ painted: painted("highlights") }, color).length;
  };
  assert.equal(marks("accent"), 0);
  view({ pinned: { kind: "neuron", layer: 0, index: 1 }, hover: { kind: "edge", layer: 0, row: 0, column: 1 } });
  assert.equal(marks("accent"), 2);
  view({ pinned: null, hover: null });
  store.dispatch(statusOf({ op: { phase: "backward", layer: 0 } }));
  assert.equal(marks("backward"), 3);
  store.dispatch(statusOf());
  take({ "unit_dead.0": [[3], [0, 1, 0]], "unit_saturated.0": [[3], [0, 0, 0]] });
  assert.equal(marks("ink"), 1);
});

test("within a step neurons are hatched until their activation has been computed", (t) => {
  const { draw, painted, store, take, view } = openNetwork(t);
  const nHatched = () => {
    draw();
    return paintedIn({ painted: painted("highlights") }, "hairline").length;
  };
  take({ "a.0": [[3], [1, NaN, NaN]], "a.1": [[1], [NaN]] });
  assert.equal(nHatched(), 0);
  view({ tab: "inside" });
  assert.equal(nHatched(), 3);
  store.takeFrame({ ...store.frame.value, sections: new Map([["a.0", { shape: [3], values: [1, 2, NaN] }]]) });
  assert.equal(nHatched(), 1);
});

test("inside a step the op is marked that the program points at, or the last one done", (t) => {
  const { draw, painted, store, view } = openNetwork(t);
  const marks = () => {
    draw();
    return ["backward", "forward"].map((color) => paintedIn({ painted: painted("highlights") }, color).length);
  };
  const ops = [
    { phase: "forward", layer: 0, writes: ["value"] },
    { phase: "backward", layer: 0, writes: ["dW"] },
  ];
  store.dispatch({ type: "program", batch: [], done: 2, listing: { ops } });
  assert.deepEqual(marks(), [0, 0], "elsewhere there is no program");
  view({ tab: "inside" });
  assert.deepEqual(marks(), [1, 0]);
  view({ op: 0 });
  assert.deepEqual(marks(), [0, 3]);
  store.dispatch(statusOf({ running: true }));
  assert.deepEqual(marks(), [0, 0], "a run that goes on has no op");
});

test("the weights of a path that is pointed at are marked", (t) => {
  const { view, draw, painted } = openNetwork(t);
  const marks = () => {
    draw();
    return paintedIn({ painted: painted("highlights") }, "accent").length;
  };
  view({ path: [0, 1].map((row) => ({ kind: "edge", layer: 0, row, column: 1 })) });
  assert.equal(marks(), 2);
  view({ path: [] });
  assert.equal(marks(), 0);
});
