/** The past of the session as the page has received it: the branches, the end of the current one, the curves of others beside it. */

import { batch, computed, signal } from "@preact/signals-core";

/** @import { BranchFields } from "../../protocol.js" */
/** @import { ServerEvent } from "../../types.js" */
/** @import { Columns } from "./curve-history.js" */

/** @typedef {Extract<ServerEvent, { type: "timeline" }>} TimelineEvent */
/** @typedef {Extract<ServerEvent, { type: "history" }>} HistoryEvent */
/** @typedef {{ id: number, losses: Columns, accuracies: Columns }} BranchCurves the curves of one network of a branch, each of the training and of the test samples */

/** So many branches are shown beside the current one. */
export const MOST_COMPARED = 4;

export class Timeline {
  /** The newest event; null before the first. @type {import("@preact/signals-core").Signal<TimelineEvent | null>} */
  event = signal(null);
  /** The last step that the current branch has reached. */
  end = signal(0);
  /** How far a way back has come that takes long; null for none. @type {import("@preact/signals-core").Signal<{ step: number, goal: number } | null>} */
  seeking = signal(null);
  /** The step to go to that another part of the page has asked for; null for none. @type {import("@preact/signals-core").Signal<number | null>} */
  asked = signal(null);
  /** The ids of the branches to compare with, in the order in which they were chosen. @type {import("@preact/signals-core").Signal<readonly number[]>} */
  compared = signal([]);
  /** The curves that the server has sent, by their branch: those of its run, and of its twin if it has one. @type {import("@preact/signals-core").Signal<ReadonlyMap<number, readonly BranchCurves[]>>} */
  curves = signal(new Map());
  /** The curves beside those of the current branch. */
  beside = computed(() => this.compared.value.flatMap((id) => (id === this.event.value?.current ? [] : (this.curves.value.get(id) ?? []))));

  /** The branch on which the session is. @returns {BranchFields | undefined} */
  get current() {
    const { value } = this.event;
    return value?.branches.find(({ id }) => id === value.current);
  }

  /** A new session has another past. */
  clear() {
    batch(() => {
      this.event.value = null;
      this.end.value = 0;
      this.seeking.value = null;
      this.compared.value = [];
      this.curves.value = new Map();
    });
  }

  /** A step was reached, by training or by going back. @param {number} step */
  reach(step) {
    if (step > this.end.peek()) this.end.value = step;
  }

  /** Takes the list of branches. @param {TimelineEvent} event */
  take(event) {
    const before = this.event.peek()?.current;
    batch(() => {
      this.event.value = event;
      if (before !== undefined && before !== event.current) this.#follow(before);
      this.end.value = Math.max(event.step, this.current?.end ?? 0);
      const ids = new Set(event.branches.map(({ id }) => id));
      this.compared.value = this.compared.value.filter((id) => ids.has(id));
      this.curves.value = new Map([...this.curves.value].filter(([id]) => ids.has(id)));
    });
  }

  /** After a change to a branch that was compared both are still seen; losses of other data are no longer compared. @param {number} before */
  #follow(before) {
    const data = new Map(this.event.value?.branches.map(({ id, dataset }) => [id, dataset]));
    const ids = this.compared.value.map((id) => (id === this.event.value?.current ? before : id));
    this.compared.value = ids.filter((id) => data.get(id) === this.current?.dataset);
  }

  /** Chooses a branch to compare with, or no longer; of too many the first gives way. @param {number} branch @param {boolean} isSet */
  compare(branch, isSet) {
    const others = this.compared.value.filter((id) => id !== branch);
    this.compared.value = isSet ? [...others, branch].slice(-MOST_COMPARED) : others;
  }

  /** Takes the curves of a network of a branch; those of the run come first. @param {HistoryEvent} event @param {number} id */
  load({ run, step: steps, train_loss, test_loss, train_accuracy, test_accuracy }, id) {
    const curves = { id, losses: { steps, series: [train_loss, test_loss] }, accuracies: { steps, series: [train_accuracy, test_accuracy] } };
    this.curves.value = new Map(this.curves.value).set(id, [...(this.curves.value.get(id) ?? []).slice(0, run), curves]);
  }
}
