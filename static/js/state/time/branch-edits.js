/** Edits of branches: what a gesture asks of the server, and how it is undone. Pure. */

/** @import { Edit } from "../edits/edits.js" */
/** @import { Request } from "../../net/requests.js" */

/** @typedef {Extract<Request, { type: "branch" }>} BranchRequest */

/** @param {BranchRequest["action"]} action @param {number} branch @param {Partial<BranchRequest>} [more] @returns {BranchRequest} */
export const branchRequest = (action, branch, more = {}) => ({ type: "branch", action, branch, ...more });

/** @param {number} branch @returns {Edit} */
export const deleteEdit = (branch) => ({ name: `branch-delete-${branch}`, before: branchRequest("undelete", branch), after: branchRequest("delete", branch) });

/** @param {number} branch @param {string | null} name @param {string | null} before @returns {Edit} */
export const renameEdit = (branch, name, before) => ({
  name: `branch-rename-${branch}`,
  before: branchRequest("rename", branch, { name: before }),
  after: branchRequest("rename", branch, { name }),
});

/** Trains a branch again without one of its events; to undo it goes back to the branch as it was. @param {number} branch @param {number} event @returns {Edit} */
export const withoutEdit = (branch, event) => ({
  name: `branch-without-${branch}-${event}`,
  before: branchRequest("switch", branch),
  after: branchRequest("without", branch, { event }),
});
