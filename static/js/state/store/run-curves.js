/**
 * The curves of a run over its steps: losses, accuracies, and figures of each layer. A step
 * keeps the numbers that were measured first: a change at that step, of a setting or of a
 * weight, shows from the next step on, as in the server's history. Steps before the last one
 * add nothing: where the run goes back and trains again, they repeat what was.
 */

import { PAGE } from "../../base/page/page-data.js";
import { section } from "../../net/frame.js";
import { History } from "./curve-history.js";

/** @import { Frame, PageData, Quantity, SectionView, ServerEvent, Status } from "../../types.js" */

/** @typedef {Extract<ServerEvent, { type: "history" }>} HistoryEvent */

/** While frames arrive, they alone extend the losses. */
const FRAMES_MISSING_AFTER_MS = 1000;

/** The figures of the lower chart. */
const FIGURES = /** @type {[Quantity, PageData["layer_figures"]["delta"]][]} */ (Object.entries(PAGE.layer_figures));

/** Returns a history for each figure. @param {typeof FIGURES} figures */
const historiesOf = (figures) => /** @type {Record<Quantity, History>} */ (Object.fromEntries(figures.map(([name]) => [name, new History()])));

export class RunCurves {
  losses = new History();
  accuracies = new History();
  /** Figures of the layers, a series per layer, by their names in the lower chart. */
  layers = historiesOf(FIGURES);
  /** Training and test loss of the run, then of its twin, at the same steps; empty without a twin. */
  twinLosses = new History();
  /** Training and test accuracy of both, likewise. */
  twinAccuracies = new History();
  #lastFrame_ms = -Infinity;

  get #all() {
    return [this.losses, this.accuracies, ...Object.values(this.layers), this.twinLosses, this.twinAccuracies];
  }

  /** The last step of which there is anything. */
  get lastStep() {
    return Math.max(...this.#all.map((history) => history.lastStep));
  }

  /** Removes what is after `step`. @param {number} step */
  truncate(step) {
    for (const history of this.#all) history.truncate(step);
  }

  /** Replaces everything by the server's history. @param {HistoryEvent} event */
  load(event) {
    for (const history of this.#all) history.clear();
    event.step.forEach((step, i) => {
      this.losses.push(step, [event.train_loss[i] ?? null, event.test_loss[i] ?? null]);
      this.accuracies.push(step, [event.train_accuracy[i] ?? null, event.test_accuracy[i] ?? null]);
      for (const [name, { section: kept }] of FIGURES) this.layers[name].push(step, event[kept][i] ?? []);
    });
  }

  /** Adds the server's history of the twin to that of the run, which came before it. @param {HistoryEvent} event */
  loadTwin(event) {
    const { step, train_loss, test_loss, train_accuracy, test_accuracy } = event;
    joinTwin(this.twinLosses, this.losses, step, [train_loss, test_loss]);
    joinTwin(this.twinAccuracies, this.accuracies, step, [train_accuracy, test_accuracy]);
  }

  /** @param {Status} status @param {number} now_ms */
  addStatus({ step, train_loss, test_loss, train_accuracy, test_accuracy }, now_ms) {
    if (isNew(this.accuracies, step)) this.accuracies.push(step, [train_accuracy, test_accuracy]);
    const isWithoutFrames = now_ms - this.#lastFrame_ms > FRAMES_MISSING_AFTER_MS;
    if (isWithoutFrames && isNew(this.losses, step)) this.losses.push(step, [train_loss, test_loss]);
  }

  /** Adds a step of both networks. @param {Frame} frame @param {Frame} twin */
  #addTwin(frame, twin) {
    const { lossStep } = frame;
    addPair(this.twinLosses, this.losses, lossStep, [frame.trainLoss, frame.testLoss, twin.trainLoss, twin.testLoss]);
    const [own, other] = [frame, twin].map((each) => section(each, "accuracies")?.values);
    if (own && other) addPair(this.twinAccuracies, this.accuracies, lossStep, [...own, ...other]);
  }

  /**
   * Adds a row of the frame's step, and its losses to theirs. In the middle of a step the
   * frame belongs to the step that is not complete, so nothing is added.
   *
   * @param {Frame} frame
   * @param {number} now_ms
   */
  addFrame(frame, now_ms) {
    const { step, lossStep, trainLoss, testLoss } = frame;
    this.#lastFrame_ms = now_ms;
    if (frame.midStep) return;
    if (frame.twin) this.#addTwin(frame, frame.twin);
    if (isNew(this.losses, lossStep)) this.losses.push(lossStep, [trainLoss, testLoss]);
    if (step === 0) return;
    for (const [name, figure] of FIGURES) addLayers(this.layers[name], step, section(frame, figure.section));
  }
}

/** @param {History} history @returns {Map<number, (number | null)[]>} */
function valuesByStep(history) {
  const { steps, series } = history.columns();
  return new Map(steps.map((step, i) => [step, series.map((values) => values[i] ?? null)]));
}

/** Adds a step of two networks; the twin may have branched off from a run with a past. @param {History} pair @param {History} run @param {number} step @param {number[]} values */
function addPair(pair, run, step, values) {
  if (pair.lastStep < 0) {
    for (const [earlier, own] of valuesByStep(run)) if (earlier < step) pair.push(earlier, [...own, null, null]);
  }
  if (isNew(pair, step)) pair.push(step, values);
}

/**
 * Joins the server's history of the twin with that of the run.
 *
 * @param {History} pair
 * @param {History} run
 * @param {readonly number[]} twinSteps
 * @param {readonly (readonly (number | null)[])[]} twinValues those of training, and those of test
 */
function joinTwin(pair, run, twinSteps, [train = [], test = []]) {
  const twin = new Map(twinSteps.map((step, i) => [step, [train[i] ?? null, test[i] ?? null]]));
  const own = valuesByStep(run);
  pair.clear();
  for (const step of [...new Set([...own.keys(), ...twin.keys()])].sort((a, b) => a - b)) {
    pair.push(step, [...(own.get(step) ?? [null, null]), ...(twin.get(step) ?? [null, null])]);
  }
}

/** Whether a step has no row yet. Before the first step there is no past to keep. @param {History} history @param {number} step */
const isNew = (history, step) => step > history.lastStep || (step === 0 && history.lastStep === 0);

/** Adds a number per layer to a step that has none yet, unless all are unknown. @param {History} history @param {number} step @param {SectionView | null} rms */
function addLayers(history, step, rms) {
  if (rms && isNew(history, step) && !rms.values.every(Number.isNaN)) history.push(step, [...rms.values]);
}
