import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { paintedIn } from "../canvas.js";
import { statusOf } from "../examples.js";
import { openNetwork } from "./open.js";

test("what is hovered, pinned or next is marked, and dead units are crossed out", (t) => {
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
