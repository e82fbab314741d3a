import assert from "node:assert/strict";
import { test } from "node:test";
import { BRANCH_COLORS, BRANCH_SIGNS, branchColors } from "../../../../static/js/scene/time/branch-look.js";
import { MOST_COMPARED } from "../../../../static/js/state/store/timeline.js";

test("each of the branches that can be compared has a sign and a colour of its own", () => {
  assert.deepEqual([new Set(BRANCH_SIGNS).size, new Set(BRANCH_COLORS).size], [MOST_COMPARED, MOST_COMPARED]);
});

test("colours are those of the theme, in the order in which branches were chosen", () => {
  const classes = Array.from({ length: 10 }, (_, i) => `class ${i}`);
  assert.deepEqual(
    [...branchColors([7, 2], { classes })],
    [
      [7, "class 4"],
      [2, "class 1"],
    ],
  );
  assert.deepEqual([...branchColors([7], null)], [[7, ""]]);
});
