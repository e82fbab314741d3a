/** Checks all gradients of the step, turn by turn, and shows how well they agree and which agree worst. */

import { computed, effect, signal } from "@preact/signals-core";
import { count, powerOfTen } from "../../../base/numbers/format.js";
import { make, setText } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { isFast } from "../base/program-feed.js";
import { svg } from "../base/svg.js";
import { nameOf } from "./texts.js";

/** @import { CheckedPlace, GradientsChecked, NetworkFields } from "../../../protocol.js" */
/** @import { PanelContext } from "../../context.js" */
/** @import { Target } from "../../../types.js" */

/** What a finished check can have found. @typedef {Exclude<CheckedPlace["verdict"], "pending">} Verdict */

const N_WORST = 5;
/** From the worst to the best. @type {Verdict[]} */
const VERDICTS = ["differs", "kink", "wide", "rounding", "agrees", "zero"];
/** Decades of the relative error in the picture. */
const LEAST = -14;
const MOST = 0;

/**
 * @typedef {object} Found
 * @property {number} step
 * @property {number} done how many are checked
 * @property {number} n how many are to be checked
 * @property {number} of how many there are
 * @property {number[]} errors
 * @property {Partial<Record<Verdict, number>>} counts
 * @property {CheckedPlace[]} worst
 */

/** @param {HTMLElement} host @param {PanelContext} context */
export function bindCheckAll(host, { store, ask }) {
  const parts = makeParts();
  host.replaceChildren(parts.button, parts.progress, parts.words, parts.picture, parts.list);
  /** @type {import("@preact/signals-core").Signal<Found | null>} */
  const found = signal(null);
  const isRunning = signal(false);
  const step = computed(() => `${store.state.value.program?.step} ${JSON.stringify(store.state.value.experiment)}`);

  async function run() {
    const begun = step.peek();
    isRunning.value = true;
    found.value = null;
    setText(parts.words, "");
    try {
      /** @type {number | null} */
      let first = 0;
      while (first !== null && isRunning.peek() && step.peek() === begun) {
        /** @type {GradientsChecked} */
        const turn = await ask({ type: "check_all", run: 0, first });
        if (found.peek() && found.peek()?.step !== turn.step) break;
        found.value = added(found.peek(), turn);
        first = turn.after;
      }
    } catch {
      setText(parts.words, t("check.all.pending"));
    }
    isRunning.value = false;
  }

  parts.button.addEventListener("click", () => {
    if (isRunning.peek()) isRunning.value = false;
    else void run();
  });
  effect(() => {
    void step.value;
    isRunning.value = false;
    found.value = null;
    setText(parts.words, "");
  });
  const network = computed(() => store.state.value.network);
  const isTooFast = computed(() => isFast(store.state.value));
  effect(() => {
    parts.button.disabled = isTooFast.value;
  });
  effect(() => {
    setText(parts.button, t(isRunning.value ? "check.all.stop" : "check.all"));
    show(parts, found.value, isRunning.value, network.value);
  });
  bindWorst(parts.list, store);
}

function makeParts() {
  return {
    button: make("button", { class: "quiet small", attributes: { type: "button" } }),
    progress: make("progress", { attributes: { "aria-label": t("check.all.progress") } }),
    words: make("p", { class: "check-words", attributes: { role: "status" } }),
    picture: make("div", { class: "check-decades" }),
    list: make("ol", { class: "check-worst", attributes: { "aria-label": t("check.all.worst") } }),
  };
}

/** Adds a turn to those before. @param {Found | null} before @param {GradientsChecked} turn @returns {Found} */
export function added(before, turn) {
  const counts = { ...before?.counts };
  for (const verdict of /** @type {Verdict[]} */ (turn.verdicts)) counts[verdict] = (counts[verdict] ?? 0) + 1;
  const worst = [...(before?.worst ?? []), ...turn.worst].sort(worse).slice(0, N_WORST);
  const errors = [...(before?.errors ?? []), ...turn.errors.map((error) => error ?? 1)];
  return { step: turn.step, done: errors.length, n: turn.n, of: turn.of, errors, counts, worst };
}

/** @param {CheckedPlace} check */
const rank = ({ verdict }) => /** @type {readonly string[]} */ (VERDICTS).indexOf(verdict);

/** @param {CheckedPlace} a @param {CheckedPlace} b */
const worse = (a, b) => rank(a) - rank(b) || (b.error ?? 0) - (a.error ?? 0);

/** @param {ReturnType<typeof makeParts>} parts @param {Found | null} found @param {boolean} isRunning @param {NetworkFields | null} network */
function show({ progress, words, picture, list }, found, isRunning, network) {
  progress.hidden = !isRunning;
  picture.hidden = list.hidden = found === null;
  if (!found) return;
  progress.max = found.n;
  progress.value = found.done;
  if (!isRunning) setText(words, wordsOf(found));
  picture.replaceChildren(decades(found.errors));
  list.replaceChildren(
    ...found.worst.map(({ place, verdict, error }) => {
      const name = make("span", { text: network ? nameOf(place, network) : "" });
      const what = make("span", { class: "soft", text: t(`check.one.${verdict}`) });
      const size = make("span", { class: "check-size", text: error ? powerOfTen(Math.floor(Math.log10(error))) : "0" });
      const button = make("button", { attributes: { type: "button" } }, name, what, size);
      button.dataset["place"] = JSON.stringify({ kind: "edge", layer: place.layer, row: place.row, column: place.column });
      return make("li", {}, button);
    }),
  );
}

/** @param {Found} found */
export function wordsOf({ done, n, of, counts }) {
  const sum = VERDICTS.filter((verdict) => counts[verdict]).map((verdict) => t(`check.count.${verdict}`, { n: count(counts[verdict] ?? 0) }));
  const which =
    done < n
      ? t("check.all.stopped", { done: count(done) })
      : n < of
        ? t("check.all.sampled", { n: count(n), of: count(of) })
        : t("check.all.done", { n: count(n) });
  return `${which} ${sum.reverse().join(", ")}.`;
}

/** Draws how many errors are in each decade. @param {number[]} errors */
function decades(errors) {
  const bins = Array.from({ length: MOST - LEAST + 1 }, () => 0);
  for (const error of errors) {
    const decade = error > 0 ? Math.min(MOST, Math.max(LEAST, Math.floor(Math.log10(error)))) : LEAST;
    bins[decade - LEAST] = (bins[decade - LEAST] ?? 0) + 1;
  }
  const most = Math.max(1, ...bins);
  const [width, height, foot] = [20, 44, 14];
  const picture = svg("svg", { viewBox: `0 0 ${bins.length * width} ${height + foot}`, role: "img", "aria-label": t("check.all.picture") });
  bins.forEach((n, i) => {
    const size = n ? Math.max(2, (height * n) / most) : 0;
    picture.append(svg("rect", { class: "check-bar", x: i * width + 1, y: height - size, width: width - 2, height: size }));
    if ((i - 2) % 4 === 0) {
      const text = svg("text", { class: "check-tick", x: (i + 0.5) * width, y: height + foot - 3 });
      text.textContent = powerOfTen(i + LEAST);
      picture.append(text);
    }
  });
  return picture;
}

/** A click selects one of the worst; pointing at it lights it up. @param {HTMLElement} list @param {PanelContext["store"]} store */
function bindWorst(list, store) {
  /** @param {Event} event @returns {Target | null} */
  const targetOf = ({ target }) => {
    const button = target instanceof Element ? target.closest("[data-place]") : null;
    return button instanceof HTMLElement ? JSON.parse(button.dataset["place"] ?? "null") : null;
  };
  list.addEventListener("click", (event) => {
    const pinned = targetOf(event);
    if (pinned) store.dispatch({ type: "view", patch: { pinned } });
  });
  for (const [type, isOver] of /** @type {const} */ ([
    ["pointerover", true],
    ["focusin", true],
    ["pointerleave", false],
    ["focusout", false],
  ])) {
    list.addEventListener(type, (event) => store.dispatch({ type: "view", patch: { hover: isOver ? targetOf(event) : null } }));
  }
}
