/** The card about what hinders learning: the most severe finding in words, the others folded. */

import { computed, effect } from "@preact/signals-core";
import { byId, make, setText } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { valueLabels } from "../../base/words/labels.js";
import { viewOf } from "./show.js";
import { adviceOf, headingOf, paragraphOf, stepsOf } from "./texts.js";

/** @import { Finding } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */
/** @import { TwinStore } from "../../state/store/twin-store.js" */

/** @typedef {ReturnType<typeof findingCard>} Card */

/** @param {Finding} finding */
const identity = ({ run, rule, cause, layer }) => [run, rule, cause, layer].join();

/** @param {PanelContext} context of the run @param {Pick<TwinStore, "dispatch">} other the store of the twin */
export function bindDiagnosis(context, other) {
  const { store } = context;
  const all = computed(() => (store.state.value.connection === "live" ? store.state.value.findings.flat() : []));
  const twin = computed(() => store.state.value.twin);
  /** @type {Card[]} */
  let cards = [];
  let shown = "";

  /** @param {readonly Finding[]} findings */
  function rebuild(findings) {
    cards = findings.map((finding) => findingCard(context, other, finding));
    const [first, ...rest] = cards.map(({ element }) => element);
    byId("diagnosis-first").replaceChildren(...(first ? [first] : []));
    byId("diagnosis-rest").replaceChildren(...rest);
    byId("diagnosis-others").hidden = rest.length === 0;
    setText(byId("diagnosis-more"), t("diagnosis.others", { n: rest.length }));
    setText(byId("diagnosis-spoken"), cards[0]?.heading() ?? "");
  }

  effect(() => {
    const findings = all.value;
    void twin.value;
    byId("diagnosis").hidden = findings.length === 0;
    const names = findings.map(identity).join(";");
    if (names !== shown) rebuild(findings);
    shown = names;
    findings.forEach((finding, i) => void cards[i]?.update(finding));
  });
}

/** @param {PanelContext} context @param {Pick<TwinStore, "dispatch">} other @param {Finding} first */
function findingCard({ store, page, actions, label: input }, other, first) {
  const label = valueLabels(page, input);
  let finding = first;
  const [heading, step, text, advice] = [make("h3"), make("span", { class: "soft" }), make("p"), make("p", { class: "diagnosis-advice" })];
  const show = button(t("diagnosis.show"), () => {
    const patch = viewOf(finding);
    const [its, canvas] = finding.run === 1 ? [other, "twin-network"] : [store, "network"];
    if (patch) its.dispatch({ type: "view", patch });
    byId(canvas).focus();
  });
  const compare = button(t("diagnosis.twin"), () => {
    store.dispatch({ type: "view", patch: { tab: "twins" } });
    (finding.run === 1 ? actions.setTwin : actions.compareWith)(finding.advice ?? {});
  });
  const buttons = make("div", { class: "diagnosis-actions" }, show, compare);
  const words = make("div", { class: "diagnosis-words" }, make("div", { class: "diagnosis-head" }, heading, step), text, advice);
  const experiment = () => {
    const { experiment: own, twin } = store.state.peek();
    return (finding.run === 1 ? twin?.experiment : own) ?? {};
  };
  /** @param {Finding} next */
  function update(next) {
    finding = next;
    const { isObserver, twin, experiment: own } = store.state.peek();
    setText(heading, headingOf(finding, experiment(), label, twin !== null));
    setText(step, stepsOf(finding));
    setText(text, paragraphOf(finding, experiment(), label));
    compare.title = adviceOf(finding, experiment(), label);
    setText(advice, compare.title);
    const isOfTwin = finding.run === 1;
    setText(compare, t(isOfTwin ? "diagnosis.in_twin" : "diagnosis.twin"));
    show.hidden = viewOf(finding) === null;
    compare.hidden = isObserver || !finding.advice || isTried(finding.advice, isOfTwin ? own : twin?.experiment);
  }
  update(first);
  return { element: make("article", { class: "finding" }, words, buttons), update, heading: () => heading.textContent ?? "" };
}

/** Whether the other network is already as it is advised. @param {Record<string, unknown>} advice @param {Record<string, unknown> | null} [other] */
const isTried = (advice, other) => Boolean(other) && Object.entries(advice).every(([field, value]) => JSON.stringify(other?.[field]) === JSON.stringify(value));

/** @param {string} text @param {() => void} act */
function button(text, act) {
  const made = make("button", { class: "quiet small", text, attributes: { type: "button" } });
  made.addEventListener("click", act);
  return made;
}
