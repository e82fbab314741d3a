/** Marks of the charts: which settings changed at which step. Pure. */

import { continuesGesture, GESTURE_PAUSE_SERVER_MS, gestureName } from "../../base/timing/gesture.js";
import { changeOf, parameterName } from "../../base/words/sentence.js";

/** @import { History, TimelineEvent } from "../../protocol.js" */
/** @import { Change } from "../../base/words/sentence.js" */

/** @typedef {History["marks"][number]} HistoryMark */

/**
 * @typedef {object} Mark
 * @property {number} step
 * @property {Change[]} changes
 * @property {string} message the server's message
 * @property {number} at_ms
 */

/** Fields that affect only the display, and so get no mark. */
export const PICTURE_ONLY = new Set(["axes"]);

/**
 * @param {readonly Mark[]} marks
 * @param {{ step: number, applied: Record<string, unknown>, message: string, experiment: unknown }} ack
 * @param {Record<string, unknown> | null} before the experiment before the change
 * @param {number} at_ms
 * @returns {readonly Mark[]}
 */
export function addMark(marks, ack, before, at_ms) {
  const kept = marksUpTo(marks, ack.step);
  const changes = ack.step === 0 ? [] : changesOf(ack, before);
  if (changes.length === 0) return kept;
  const last = kept.at(-1);
  // With no step in between, the time does not matter: nothing was trained with the value that is replaced.
  const pause_ms = last?.step === ack.step ? Infinity : GESTURE_PAUSE_SERVER_MS;
  const isSame = last !== undefined && continuesGesture(momentOf(last), momentOf({ changes, at_ms }), pause_ms);
  if (!isSame) return [...kept, { step: ack.step, changes, message: ack.message, at_ms }];
  const merged = changes
    .map((change, i) => ({ ...change, from: last.changes[i]?.from }))
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to) || from === undefined);
  const others = kept.slice(0, -1);
  return merged.length ? [...others, { ...last, changes: merged, message: ack.message, at_ms }] : others;
}

/** Removes the marks after `step`. @param {readonly Mark[]} marks @param {number} step */
export function marksUpTo(marks, step) {
  return marks.every((mark) => mark.step <= step) && step > 0 ? marks : marks.filter((mark) => step > 0 && mark.step <= step);
}

/**
 * @param {{ applied: Record<string, unknown>, experiment: unknown }} ack
 * @param {Record<string, unknown> | null} before
 * @returns {Change[]}
 */
function changesOf({ applied, experiment }, before) {
  if ("row" in applied && "value" in applied) {
    const { layer, row, column, value } = applied;
    return [{ field: parameterName(Number(layer), Number(row), column), from: undefined, to: value }];
  }
  if (!experiment) return [];
  const learnt = Object.entries(applied).filter(([field]) => !PICTURE_ONLY.has(field));
  return learnt.map(([field, to]) => ({ field, from: before?.[field], to }));
}

/** Converts a mark of the server's history. @param {HistoryMark} mark @returns {Mark} */
export const markFromServer = ({ step, changes }) => ({ step, changes: changes.map(changeOf), message: "", at_ms: -Infinity });

/** Returns the marks of what happened to a branch, but not to the twin. @param {readonly TimelineEvent[]} events @returns {Mark[]} */
export const marksOf = (events) =>
  events
    .map((event) => ({ ...event, changes: event.changes.filter(({ field }) => !PICTURE_ONLY.has(field)) }))
    .filter(({ kind, run, step, changes }) => (kind === "change" || kind === "edit") && run === 0 && step > 0 && changes.length > 0)
    .map(markFromServer);

/** @param {Pick<Mark, "changes" | "at_ms">} mark */
const momentOf = ({ changes, at_ms }) => ({ name: gestureName(changes.map(({ field }) => field)), at_ms });
