import "../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { truncationAt, unreached, wallOf } from "../../../../static/js/scene/recurrent/walls.js";

const OF = { nSteps: 15 };

test("a wall and the truncation that puts it there belong together", () => {
  for (let n = 1; n < 15; n += 1) assert.equal(truncationAt(OF, wallOf(OF, n)), n);
  assert.equal(wallOf(OF, null), 0);
  assert.equal(truncationAt(OF, 0), null);
  assert.equal(wallOf(OF, 40), 0);
});

test("the last time step stays before the wall, which is on a border of time steps", () => {
  assert.equal(truncationAt(OF, 15), 1);
  assert.equal(truncationAt(OF, 4.6), 10);
  assert.equal(truncationAt(OF, -3), null);
});

test("no gradient reaches what is behind the last wall, unless each time step has an output", () => {
  assert.equal(unreached({ walls: [10, 5], hasOutputs: false }), 10);
  assert.equal(unreached({ walls: [10, 5], hasOutputs: true }), 0);
  assert.equal(unreached({ walls: [], hasOutputs: false }), 0);
});
