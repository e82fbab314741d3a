/** What happened to a branch, in words, and what a branch is called. Pure. */

import { t } from "../../base/words/i18n.js";
import { changeOf, changeText } from "../../base/words/sentence.js";
import { sizeText } from "../../base/words/size-text.js";
import { isSameEvent, originOf } from "./branches.js";

/** @import { BranchFields, TimelineEvent } from "../../protocol.js" */
/** @import { Label } from "../../base/words/sentence.js" */

/** Changes of one event that its text lists; of more it contains their number. */
const MOST_CHANGES = 2;

/**
 * Describes an event: `learning rate 0.03 → 0.1`.
 *
 * @param {TimelineEvent} event
 * @param {Label} label
 * @param {{ isBrief?: boolean, isAfter?: boolean }} [options] `isAfter` leaves out the values before
 */
export function eventText({ kind, run, changes }, label, { isBrief = false, isAfter = false } = {}) {
  const parts = changes.slice(0, MOST_CHANGES).map((changed) => {
    const change = changeOf(changed);
    return changeText(isAfter ? { ...change, from: undefined } : change, label, { isBrief });
  });
  const more = changes.length - parts.length;
  const text = parts.join(", ") + (more > 0 ? t("mark.more", { n: more }) : "");
  if (kind === "twin") return text ? t("time.event.twin", { text }) : t("time.event.same_twin");
  if (kind === "swap") return t("time.event.swap");
  if (kind === "drop") return t(run === 0 ? "time.event.promote" : "time.event.drop");
  return run === 1 ? t("time.event.of_twin", { text }) : text;
}

/**
 * Names each branch: as the user named it, else by what made it another one than its parent,
 * else by what it began with. Equal names get a number.
 *
 * @param {readonly BranchFields[]} branches
 * @param {Label} label
 * @returns {Map<number, string>}
 */
export function branchNames(branches, label) {
  const names = new Map();
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const branch of branches) {
    const name = branch.name ?? composedName(branches, branch, label);
    const n = (counts.get(name) ?? 0) + 1;
    counts.set(name, n);
    names.set(branch.id, n > 1 ? t("time.branch.again", { name, n }) : name);
  }
  return names;
}

/** @param {readonly BranchFields[]} branches @param {BranchFields} branch @param {Label} label */
function composedName(branches, branch, label) {
  const origin = originOf(branches, branch);
  if (!origin) return firstName(branch, label);
  const text = eventText(origin.event, label, { isAfter: true });
  return t(origin.isLeftOut ? "time.branch.without" : "time.branch.from", { text, step: origin.event.step });
}

/** @param {BranchFields} branch @param {Label} label */
function firstName({ dataset, network, hidden, activation }, label) {
  const data = dataset === "own" ? t("time.branch.own") : label("dataset", dataset);
  const sizes = sizeText(network, hidden);
  return t("time.branch.first", { data, sizes, activation: label("activation", activation) });
}

/**
 * Names a branch briefly by what is other than in the current one: `rate 0.1`.
 *
 * @param {BranchFields} branch
 * @param {BranchFields | undefined} current
 * @param {Label} label
 */
export function briefName(branch, current, label) {
  if (branch.name !== null || !current) return branch.name ?? firstName(branch, label);
  const first = branch.events.findIndex((event, i) => !isSameEvent(event, current.events[i]));
  const index = first < 0 ? branch.events.length : first;
  const [own, other] = [branch.events[index], current.events[index]];
  if (own) return eventText(own, label, { isBrief: true, isAfter: true });
  // What only the current one has changed, this one has as it was.
  if (other?.kind !== "change") return firstName(branch, label);
  const changes = other.changes.map(({ before, ...changed }) => ({ ...changed, before, after: before }));
  return eventText({ ...other, changes }, label, { isBrief: true, isAfter: true });
}
