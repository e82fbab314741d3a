/** The dialog in which a small network is typed: its samples, its weights and its biases. */

import { parseNumber } from "../../../base/numbers/format.js";
import { byId, setText } from "../../../base/page/dom.js";
import { applyStyles } from "../../../base/page/styles.js";
import { loadWords, t } from "../../../base/words/i18n.js";
import { section } from "../../../net/frame.js";
import { makeForm, makeTable } from "./hand-form.js";
import { cellKey, cellsOf, fieldsOf, firstText, MOST, MOST_LAYERS, numbersOf, sizesFrom, tablesOf, textsOf } from "./hand-network.js";

/** @import { PanelContext } from "../../context.js" */
/** @import { Frame, Samples } from "../../../types.js" */
/** @import { ExperimentFields } from "../../../protocol.js" */
/** @import { Uploads } from "../uploaded-tables.js" */
/** @import { Form } from "./hand-form.js" */
/** @import { Layer, Sizes } from "./hand-network.js" */

/** @typedef {(samples: Samples, fields: ExperimentFields) => Promise<unknown>} Start */

/** Digits of a weight that is shown for editing and was not typed. */
const DIGITS = 4;

/**
 * @param {PanelContext} context
 * @param {Uploads} uploads
 * @param {Start} start an experiment with samples and other fields
 */
export async function bindHandDialog(context, uploads, start) {
  await Promise.all([loadWords(), applyStyles("inside-hand")]);
  const form = makeForm();
  document.body.append(form.sheet);
  /** The text of each cell, also in those that a smaller network has not. @type {Map<string, string>} */
  const texts = new Map();
  const show = () => showTables(form, texts);

  for (const box of [...Object.values(form.sizes), form.biases]) box.addEventListener("input", show);
  form.biases.addEventListener("input", () => {
    form.frozen.disabled = !form.biases.checked;
  });
  const keep = (/** @type {HTMLInputElement} */ box) => {
    texts.set(box.dataset["cell"] ?? "", box.value);
    showFault(form, "", null);
  };
  form.tables.addEventListener("input", ({ target }) => keep(/** @type {HTMLInputElement} */ (target)));
  for (const box of [form.rate, ...Object.values(form.menus)]) box.addEventListener("input", () => showFault(form, "", null));
  form.tables.addEventListener("paste", (event) => paste(event, form.tables).forEach(keep));
  form.form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit(context, form, start);
  });
  byId("hand-open").addEventListener("click", () => {
    fillIn(context, uploads, form, texts);
    show();
    form.sheet.showPopover();
    form.sizes.inputs.focus();
  });
}

/** Shows the present experiment, if it is small enough. @param {PanelContext} context @param {Uploads} uploads @param {Form} form @param {Map<string, string>} texts */
function fillIn({ store, page }, uploads, form, texts) {
  const experiment = store.state.peek().experiment ?? page.defaults;
  const given = /** @type {Layer[] | null} */ (experiment["initial_parameters"] ?? null);
  const layers = given ?? weightsOf(store.frame.peek(), store.state.peek().network?.layers.length ?? 0, experiment["use_bias"] !== false);
  const present = textsOf(layers, uploads.present.peek());
  const { inputs, hidden, outputs, samples } = present?.sizes ?? { inputs: 2, hidden: [2], outputs: 1, samples: 1 };
  const sizes = { inputs, hidden: hidden.join(", "), outputs, samples };
  for (const [name, box] of Object.entries(form.sizes)) box.value = String(sizes[/** @type {keyof typeof sizes} */ (name)]);
  for (const [key, text] of present?.texts ?? []) texts.set(key, text);
  form.biases.checked = experiment["use_bias"] !== false;
  form.frozen.checked = experiment["freeze_biases"] === true;
  form.frozen.disabled = !form.biases.checked;
  form.rate.value = String(experiment["learning_rate"]);
  for (const [name, menu] of Object.entries(form.menus)) {
    const value = experiment[name];
    menu.value = String((Array.isArray(value) ? value[0] : value) ?? "");
  }
  showFault(form, "", null);
}

/** Reads the weights of a frame, to a few digits; none if it does not contain them. @param {Frame | null} frame @param {number} nLayers @param {boolean} hasBias @returns {Layer[]} */
function weightsOf(frame, nLayers, hasBias) {
  const layers = Array.from({ length: nLayers }, (_, layer) => {
    const [W, b] = [section(frame, "W", layer), section(frame, "b", layer)];
    if (!W || (hasBias && !b)) return null;
    const [n = 0, width = 0] = W.shape;
    const rounded = (/** @type {number | undefined} */ value) => Number((value ?? 0).toPrecision(DIGITS));
    return {
      W: Array.from({ length: n }, (_unused, i) => Array.from(W.values.slice(i * width, (i + 1) * width), rounded)),
      b: b && hasBias ? Array.from(b.values, rounded) : null,
    };
  });
  return layers.every((layer) => layer !== null) ? layers : [];
}

/** Reads the sizes from the form; null if one is out of range. @param {Form} form */
function readSizes({ sizes: { inputs, hidden, outputs, samples } }) {
  return sizesFrom({ inputs: inputs.value, hidden: hidden.value, outputs: outputs.value, samples: samples.value });
}

/** Shows the tables of the sizes, or which sizes can be chosen. @param {Form} form @param {Map<string, string>} texts */
function showTables(form, texts) {
  const sizes = readSizes(form);
  form.use.disabled = sizes === null;
  showFault(form, sizes ? "" : t("hand.fault.size", { most: MOST, layers: MOST_LAYERS }), null);
  if (!sizes) return;
  const tables = tablesOf(sizes, form.biases.checked);
  for (const table of tables) {
    for (const cell of cellsOf(table).flat()) {
      const key = cellKey(cell);
      if (!texts.has(key)) texts.set(key, firstText(cell, table));
    }
  }
  form.tables.replaceChildren(...tables.map((table, k) => makeTable(table, sizes, k === tables.length - 1, (key) => texts.get(key) ?? "")));
}

/** @param {Form} form @param {string} text @param {HTMLInputElement | null} box where the fault is */
function showFault({ fault, tables }, text, box) {
  for (const other of tables.querySelectorAll("[aria-invalid]")) other.removeAttribute("aria-invalid");
  fault.hidden = text === "";
  setText(fault, text);
  box?.setAttribute("aria-invalid", "true");
  box?.focus();
}

/** Starts the experiment of the form, or shows where it is wrong. @param {PanelContext} context @param {Form} form @param {Start} start */
async function submit({ store }, form, start) {
  const sizes = readSizes(form);
  if (!sizes || form.use.disabled) return;
  const wrong = [...form.tables.querySelectorAll("input")].find(({ value }) => Number.isNaN(parseNumber(value)));
  if (wrong) return showFault(form, t("hand.fault.cell", { cell: wrong.getAttribute("aria-label") ?? "" }), wrong);
  const rate = parseNumber(form.rate.value);
  if (Number.isNaN(rate)) {
    showFault(form, t("hand.fault.rate"), null);
    return form.rate.focus();
  }
  form.use.disabled = true;
  try {
    await start(...experimentOf(form, sizes, rate));
    form.sheet.hidePopover();
    store.dispatch({ type: "view", patch: { tab: "inside" } });
  } catch (error) {
    showFault(form, error instanceof Error ? error.message : String(error), null);
  } finally {
    form.use.disabled = false;
  }
}

/** @param {Form} form @param {Sizes} sizes @param {number} rate @returns {Parameters<Start>} */
function experimentOf({ tables, biases, frozen, menus }, sizes, rate) {
  const boxes = new Map([...tables.querySelectorAll("input")].map((box) => [box.dataset["cell"] ?? "", box.value]));
  const { samples, layers } = numbersOf(sizes, biases.checked, (cell) => parseNumber(boxes.get(cellKey(cell)) ?? ""));
  const fields = {
    ...fieldsOf(sizes, layers),
    activation: menus.activation.value,
    output: menus.output.value || null,
    loss: menus.loss.value,
    learning_rate: rate,
    use_bias: biases.checked,
    freeze_biases: biases.checked && frozen.checked,
  };
  return [samples, fields];
}

/** Fills the cells from the present one on with several numbers that are pasted, and returns them. @param {ClipboardEvent} event @param {HTMLElement} tables @returns {HTMLInputElement[]} */
function paste(event, tables) {
  const box = event.target;
  const parts = (event.clipboardData?.getData("text") ?? "").split(/[\s;]+|,\s/).filter((part) => part !== "");
  if (!(box instanceof HTMLInputElement) || parts.length < 2) return [];
  event.preventDefault();
  const boxes = [...(box.closest("table") ?? tables).querySelectorAll("input")];
  const filled = boxes.slice(boxes.indexOf(box)).slice(0, parts.length);
  for (const [k, other] of filled.entries()) other.value = parts[k] ?? "";
  return filled;
}
