/** Title, legend and switches of the output, and the note if it cannot be drawn. */

import { computed, effect } from "@preact/signals-core";
import { number, percent } from "../../base/numbers/format.js";
import { byId, make, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { layerName, t } from "../../base/words/i18n.js";
import { targetName } from "../../base/words/targets.js";
import { section } from "../../net/frame.js";
import { planeOf } from "../../scene/output/output.js";
import { outputView } from "../../scene/output/output-views.js";
import { partText } from "./part-text.js";

/** @import { DataFields } from "../../protocol.js" */
/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { Frame, Target } from "../../types.js" */
/** @import { PanelContext } from "../context.js" */
/** @import { Store } from "../../state/store/store.js" */

/** @param {PanelContext} context */
export function bindOutput({ store }) {
  const frame = throttled(store.frame);
  bindSwitches(store);
  effect(() => {
    const { network, data } = store.state.value;
    setText(byId("output-title"), titleOf(store.view.value.hover, network?.layers.length ?? 0, data));
  });
  bindLegend(store, frame);
  bindNote(store, frame);
}

/** @param {Store} store */
function bindSwitches(store) {
  for (const [id, name] of /** @type {const} */ ([
    ["show-test", "showTest"],
    ["discretise", "discretise"],
  ])) {
    const box = /** @type {HTMLInputElement} */ (byId(id));
    box.addEventListener("change", () => store.dispatch({ type: "view", patch: { [name]: box.checked } }));
    effect(() => {
      box.checked = store.view.value[name];
    });
  }
}

/** Writes which classes the colours are, and the numbers at the ends of a scale. @param {Store} store @param {ReadonlySignal<Frame | null>} frame */
function bindLegend(store, frame) {
  const legend = byId("output-legend");
  effect(() => {
    const { data, network } = store.state.value;
    const isMany = (data?.n_classes ?? 0) > 2;
    const isSequence = network?.sequence && outputView(data, store.view.value.answers) === "boundary";
    legend.classList.toggle("many", isMany);
    legend.hidden = (!data?.domain && data?.task !== "classification") || Boolean(isSequence);
    legend.classList.toggle("function", planeOf(data) === null);
    legend.classList.toggle("valued", data?.task !== "classification" || !data.domain);
    const names = isMany ? (data?.class_names ?? []) : [];
    byId("output-classes").replaceChildren(...names.map((name, i) => make("span", { class: `class class-${i}`, text: name })));
  });
  effect(() => {
    const range = section(frame.value, "surface_range");
    const { data, network } = store.state.value;
    const names = data?.task === "classification" && data.n_classes === 2 ? data.class_names : [];
    const k = 2 * outputOf(store.view.value.hover, network?.layers.length ?? 0);
    const [low, high] = [range?.values[k], range?.values[k + 1]];
    setText(byId("output-low"), low === undefined ? "" : (names[0] ?? number(low, 2)));
    setText(byId("output-high"), high === undefined ? "" : (names[1] ?? number(high, 2)));
  });
}

/** Writes one number where there is no plane to draw. @param {Store} store @param {ReadonlySignal<Frame | null>} frame */
function bindNote(store, frame) {
  const note = byId("output-note");
  const score = make("p", { class: "big" });
  const hasNote = computed(() => {
    const { data } = store.state.value;
    return data?.domain === null && outputView(data, store.view.value.answers) === "boundary";
  });
  const figures = throttled(store.figures);
  effect(() => {
    const { data, status } = store.state.value;
    if (!hasNote.value) return;
    // Of the same step as the same number elsewhere on the page.
    const right = section(frame.value, "accuracies")?.values[1] ?? status?.test_accuracy;
    setText(score, data?.task === "classification" ? percent(right) : number(figures.value.testLoss));
  });
  effect(() => {
    const { data, network, twin } = store.state.value;
    note.hidden = !hasNote.value;
    if (note.hidden || !data) return;
    const inputs = data.input_names.length;
    const part = network ? partText(network, data) : "";
    note.replaceChildren(
      score,
      make("p", { text: noteText(data.task === "classification" ? "output.right" : "output.test_loss", twin !== null) }),
      make("p", { class: "soft", text: network?.sequence ? t("output.sequence") : t("output.no_plane", { n: inputs }) }),
      ...(part ? [make("p", { class: "soft", text: part })] : []),
    );
  });
}

/** Returns what the number is; of two networks it is that of the first one. @param {"output.right" | "output.test_loss"} key @param {boolean} hasTwin */
const noteText = (key, hasTwin) => (hasTwin ? t("output.of_a", { what: t(key) }) : t(key));

/** Returns the output under the pointer, or the first. @param {Target | null} hover @param {number} nLayers */
const outputOf = (hover, nLayers) => (hover?.kind === "neuron" && hover.layer === nLayers - 1 ? hover.index : 0);

/** @param {Target | null} hover @param {number} nLayers @param {DataFields | null} data */
function titleOf(hover, nLayers, data) {
  const name = targetName(data, outputOf(hover, nLayers));
  const isOutput = hover?.kind !== "neuron" || hover.layer === nLayers - 1;
  if (isOutput && name) return t("output.of", { name });
  if (hover?.kind !== "neuron") return t("output");
  if (hover.layer === nLayers - 1) return nLayers > 0 && hover.index === 0 ? t("output") : t("output.unit", { n: hover.index + 1 });
  return t("unit.heading", { n: hover.index + 1, layer: layerName(hover.layer) });
}
