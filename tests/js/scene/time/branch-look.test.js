import assert from "node:assert/strict";
import { test } from "node:test";
import { BRANCH_COLORS, BRANCH_SIGNS } from "../../../../static/js/scene/time/branch-look.js";
import { MOST_COMPARED } from "../../../../static/js/state/store/timeline.js";

test("each of the branches that can be compared has a sign and a colour of its own", () => {
  assert.deepEqual([new Set(BRANCH_SIGNS).size, new Set(BRANCH_COLORS).size], [MOST_COMPARED, MOST_COMPARED]);
});
