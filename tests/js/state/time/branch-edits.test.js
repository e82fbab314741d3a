import assert from "node:assert/strict";
import { test } from "node:test";
import { branchRequest, deleteEdit, renameEdit, withoutEdit } from "../../../../static/js/state/time/branch-edits.js";

test("each edit of a branch has the request that undoes it", () => {
  assert.deepEqual(branchRequest("curves", 3), { type: "branch", action: "curves", branch: 3 });
  const pairs = [deleteEdit(3), renameEdit(3, "best", null), withoutEdit(3, 7)].map(({ before, after }) => [before, after]);
  assert.deepEqual(pairs, [
    [
      { type: "branch", action: "undelete", branch: 3 },
      { type: "branch", action: "delete", branch: 3 },
    ],
    [
      { type: "branch", action: "rename", branch: 3, name: null },
      { type: "branch", action: "rename", branch: 3, name: "best" },
    ],
    [
      { type: "branch", action: "switch", branch: 3 },
      { type: "branch", action: "without", branch: 3, event: 7 },
    ],
  ]);
});
