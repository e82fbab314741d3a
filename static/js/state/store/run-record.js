/** What the page keeps of a run: its curves, the marks of its changes, the branches of its past, an earlier run beside it. */

import { signal } from "@preact/signals-core";
import { markFromServer, marksOf, marksUpTo } from "./change-marks.js";
import { referenceRunOf } from "./reference-run.js";
import { RunCurves } from "./run-curves.js";
import { Timeline } from "./timeline.js";

/** @import { Frame, PageEvent, ServerEvent } from "../../types.js" */
/** @import { Mark } from "./change-marks.js" */
/** @import { ReferenceRun } from "./reference-run.js" */

/** @typedef {Extract<ServerEvent, { type: "timeline" }>} TimelineEvent */
/** @typedef {{ experiment: Record<string, unknown> | null, newest: Frame | null }} Present the experiment before the event, and the newest frame, if it is of now */

export class RunRecord {
  curves = new RunCurves();
  /** Increases with every change of the curves. */
  version = signal(0);
  /** The changes of settings in this run. */
  marks = signal(/** @type {readonly Mark[]} */ ([]));
  /** An earlier run to compare with; resets do not remove it. */
  reference = signal(/** @type {ReferenceRun | null} */ (null));
  timeline = new Timeline();

  /**
   * Takes an event.
   *
   * @param {PageEvent | ServerEvent} event
   * @param {Present} present
   * @param {number} now_ms
   * @returns {boolean} whether the run now is at an earlier step, or another run
   */
  apply(event, present, now_ms) {
    switch (event.type) {
      case "reference":
        this.reference.value = event.isSet ? referenceRunOf(present.experiment, this.curves.losses, this.curves.accuracies) : null;
        return false;
      case "compare":
        this.timeline.compare(event.branch, event.isSet);
        return false;
      case "welcome":
        this.timeline.clear();
        return !event.resumed && this.#cut(-1);
      case "ack":
      case "changed":
        return this.#go(event.step);
      case "timeline":
        return this.#branch(event, present, now_ms);
      case "seeking":
        this.timeline.seeking.value = { step: event.step, goal: event.goal };
        return false;
      case "history":
        return this.#load(event);
      case "status":
        this.curves.addStatus(event, now_ms);
        return this.#reach(event.step);
      default:
        return false;
    }
  }

  /** @param {Frame} frame @param {number} now_ms */
  addFrame(frame, now_ms) {
    this.curves.addFrame(frame, now_ms);
    this.#reach(frame.step);
  }

  /** @param {number} step */
  #reach(step) {
    this.timeline.reach(step);
    this.version.value += 1;
    return false;
  }

  /** Keeps what came later: the list of branches tells where the curves end. @param {number} step */
  #go(step) {
    const isBack = step < this.curves.lastStep;
    if (isBack) this.version.value += 1;
    return isBack;
  }

  /** Takes the list of branches, and removes what is after the end of the current one. @param {TimelineEvent} event @param {Present} present @param {number} now_ms */
  #branch(event, { newest }, now_ms) {
    const { timeline, curves } = this;
    timeline.take(event);
    this.marks.value = marksOf(timeline.current?.events ?? []);
    const end = timeline.end.value;
    if (end >= curves.lastStep) return false;
    this.#cut(end);
    if (newest && newest.step <= end) this.curves.addFrame(newest, now_ms);
    return true;
  }

  /** @param {Extract<ServerEvent, { type: "history" }>} event */
  #load(event) {
    const { branch } = event;
    if (typeof branch === "number") {
      this.timeline.load(event, branch);
      return false;
    }
    if (event.run === 1) this.curves.loadTwin(event);
    else {
      this.curves.load(event);
      this.marks.value = event.marks.map(markFromServer);
    }
    this.version.value += 1;
    return false;
  }

  /** Removes what is after a step. @param {number} step */
  #cut(step) {
    this.curves.truncate(step);
    this.marks.value = marksUpTo(this.marks.value, step);
    this.version.value += 1;
    return true;
  }
}
