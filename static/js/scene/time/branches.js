/** How the branches of the past hang together. Pure. */

/** @import { BranchFields, TimelineEvent } from "../../protocol.js" */

/**
 * How a branch became another one than its parent: by the event at `index` of its own, or
 * without the event at `index` of its parent; neither while nothing has happened to it.
 *
 * @typedef {{ event: TimelineEvent, index: number, isLeftOut: boolean }} Origin
 */

/** @param {readonly BranchFields[]} branches @param {number | null} id */
export const branchById = (branches, id) => branches.find((branch) => branch.id === id);

/** Returns the branches from one to its first ancestor, each with the last step that it has in common with that one. @param {readonly BranchFields[]} branches @param {number} id @returns {Map<number, number>} */
function sharedSteps(branches, id) {
  const shared = new Map();
  let limit = Infinity;
  for (let branch = branchById(branches, id); branch && !shared.has(branch.id); branch = branchById(branches, branch.parent)) {
    shared.set(branch.id, limit);
    limit = Math.min(limit, branch.forked_at);
  }
  return shared;
}

/**
 * Returns the last step that two branches have in common.
 *
 * @param {readonly BranchFields[]} branches
 * @param {number} first
 * @param {number} second
 * @returns {number | null} null if they began apart; infinite for the same one
 */
export function commonStep(branches, first, second) {
  const own = sharedSteps(branches, first);
  for (const [id, step] of sharedSteps(branches, second)) {
    const other = own.get(id);
    if (other !== undefined) return Math.min(step, other);
  }
  return null;
}

/** Whether two events are the same, wherever they are among the events of their branches. @param {TimelineEvent | undefined} first @param {TimelineEvent | undefined} second */
export const isSameEvent = (first, second) =>
  first !== undefined && second !== undefined && JSON.stringify({ ...first, index: 0 }) === JSON.stringify({ ...second, index: 0 });

/**
 * Returns how a branch became another one than its parent.
 *
 * @param {readonly BranchFields[]} branches
 * @param {BranchFields} branch
 * @returns {Origin | null}
 */
export function originOf(branches, branch) {
  const { events, forked_at } = branch;
  if (branch.parent === null) return null;
  const before = branchById(branches, branch.parent)?.events ?? events.filter(({ step }) => step < forked_at);
  const index = events.findIndex((event, i) => !isSameEvent(event, before[i]));
  const first = index < 0 ? events.length : index;
  const [event, missing] = [events[first], before[first]];
  const isLeftOut = missing?.step === forked_at && (!event || event.step > forked_at || isSameEvent(event, before[first + 1]));
  if (isLeftOut) return { event: missing, index: first, isLeftOut };
  return event ? { event, index: first, isLeftOut: false } : null;
}
