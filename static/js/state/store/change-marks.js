/** Marks of the charts: which settings changed at which step, as the server tells. Pure. */

import { changeOf } from "../../base/words/sentence.js";

/** @import { History, TimelineEvent } from "../../protocol.js" */
/** @import { Change } from "../../base/words/sentence.js" */

/** @typedef {History["marks"][number]} HistoryMark */
/** @typedef {{ step: number, changes: Change[] }} Mark */

/** Fields that affect only the display, and so get no mark. */
export const PICTURE_ONLY = new Set(["axes"]);

/** Removes the marks after `step`. @param {readonly Mark[]} marks @param {number} step */
export function marksUpTo(marks, step) {
  return marks.every((mark) => mark.step <= step) && step > 0 ? marks : marks.filter((mark) => step > 0 && mark.step <= step);
}

/** Converts a mark of the server's history. @param {HistoryMark} mark @returns {Mark} */
export const markFromServer = ({ step, changes }) => ({ step, changes: changes.map(changeOf) });

/** Returns the marks of what happened to a branch, but not to the twin. @param {readonly TimelineEvent[]} events @returns {Mark[]} */
export const marksOf = (events) =>
  events
    .map((event) => ({ ...event, changes: event.changes.filter(({ field }) => !PICTURE_ONLY.has(field)) }))
    .filter(({ kind, run, step, changes }) => (kind === "change" || kind === "edit") && run === 0 && step > 0 && changes.length > 0)
    .map(markFromServer);
