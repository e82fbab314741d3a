/** Checks the gradient of the pinned weight or bias: backpropagation beside a difference of the loss. */

import { computed, effect, signal } from "@preact/signals-core";
import { full, number, powerOfTen } from "../../../base/numbers/format.js";
import { bindRadios, byId, checkRadio, make, setText } from "../../../base/page/dom.js";
import { applyStyles } from "../../../base/page/styles.js";
import { t } from "../../../base/words/i18n.js";
import { ALL_DIGITS } from "../base/chips.js";
import { fillChoice } from "../base/choice.js";
import { askAgain } from "../base/program-feed.js";
import { bindCheckAll } from "./all.js";
import { drawLoss } from "./plot.js";
import { agreementText, beside, wordsOf } from "./texts.js";

/** @import { GradientCheck, NetworkFields } from "../../../protocol.js" */
/** @import { PanelContext } from "../../context.js" */

/** The steps of the difference that can be chosen, as exponents of ten. */
const STEPS = [-1, -3, -5, -7, -9];
/** So many digits of two losses leave several of their difference. */
const LOSS_DIGITS = 12;

/** @param {PanelContext} context */
export function bindCheck(context) {
  const { store, ask } = context;
  void applyStyles("inside-check");
  const exponent = signal(-5);
  /** @type {import("@preact/signals-core").Signal<GradientCheck | null>} */
  const found = signal(null);
  const parts = makeParts();
  byId("inspector-check").replaceChildren(parts.root);
  const choice = STEPS.map((step) => /** @type {[string, string]} */ ([String(step), powerOfTen(step)]));
  fillChoice("check-step", t("check.step"), "check-step", choice);
  checkRadio("check-step", String(exponent.value));
  bindRadios("check-step", (value) => (exponent.value = Number(value)));
  bindCheckAll(parts.all, context);

  const place = computed(() => {
    const { pinned } = store.view.value;
    return pinned?.kind === "edge" ? JSON.stringify(pinned) : null;
  });
  effect(() => {
    void place.value;
    found.value = null;
  });
  askAgain(
    store,
    "numbers",
    () => [place.value, exponent.value],
    async () => {
      const { pinned } = store.view.peek();
      if (pinned?.kind !== "edge") return;
      const { layer, row, column } = pinned;
      found.value = await ask({ type: "check_gradient", run: 0, layer, row, column, h: 10 ** exponent.peek() }).catch(() => null);
    },
  );
  const network = computed(() => store.state.value.network);
  const digits = computed(() => store.view.value.digits);
  effect(() => {
    parts.hint.hidden = place.value !== null;
    parts.one.hidden = parts.legend.hidden = found.value === null;
    if (found.value && network.value) show(parts, found.value, digits.value, network.value);
  });
}

/** @typedef {ReturnType<typeof makeParts>} Parts */

function makeParts() {
  const backprop = make("span", { class: "check-number" });
  const difference = make("span", { class: "check-number" });
  const [plus, minus] = [make("span"), make("span")];
  const numbers = make("div", { class: "check-pair" }, pair(t("check.backprop"), backprop), pair(t("check.difference"), difference));
  const losses = make("div", { class: "check-pair check-losses" }, pair(t("check.plus"), plus), pair(t("check.minus"), minus));
  const agreement = make("p", { class: "check-agreement" });
  const plot = make("div", { class: "check-plot" });
  const words = make("p", { class: "check-words", attributes: { role: "status" } });
  const steps = make(
    "div",
    { class: "check-steps" },
    make("span", { class: "soft", text: t("check.step") }),
    make("fieldset", { class: "segments", attributes: { id: "check-step" } }),
  );
  const one = make("div", { class: "check-one" }, numbers, agreement, plot, losses, words, steps);
  const hint = make("p", { class: "soft", text: t("check.hint") });
  const all = make("div", { class: "check-all" });
  const legend = makeLegend();
  const head = make("div", { class: "check-head" }, make("h3", { text: t("check.title") }), legend);
  const root = make("section", { class: "gradient-check" }, head, hint, one, all);
  return { root, legend, one, hint, all, backprop, difference, agreement, plot, plus, minus, words };
}

/** Names the lines of the picture, each beside a piece of its line. */
function makeLegend() {
  const lines = /** @type {const} */ (["curve", "tangent", "secant"]).map((line) =>
    make("span", { class: `check-key of-${line}`, text: t(`check.legend.${line}`) }),
  );
  return make("span", { class: "check-keys soft" }, ...lines);
}

/** @param {string} name @param {HTMLElement} value */
const pair = (name, value) => make("span", {}, make("span", { class: "soft", text: name }), value);

/** @param {Parts} parts @param {GradientCheck} check @param {4 | 17} digits @param {NetworkFields} network */
function show(parts, check, digits, network) {
  const [one, other] = beside(check.backprop, check.numeric, digits);
  for (const [element, text, common] of /** @type {const} */ ([
    [parts.backprop, one.text, one.common],
    [parts.difference, other.text, other.common],
  ])) {
    element.replaceChildren(text.slice(0, common), make("b", { text: text.slice(common) }));
  }
  parts.one.dataset["verdict"] = check.verdict;
  setText(parts.agreement, agreementText(check));
  setText(parts.words, wordsOf(check, network));
  parts.plot.replaceChildren(drawLoss(check));
  const lossText = (/** @type {number | null} */ loss) => (digits === ALL_DIGITS ? full(loss) : number(loss, LOSS_DIGITS));
  setText(parts.plus, lossText(check.loss_plus));
  setText(parts.minus, lossText(check.loss_minus));
}
