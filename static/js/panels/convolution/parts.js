/** The elements of the picture of a convolutional network: canvases, headings, card, the row of an opened number, legend, a hidden table. */

import { make } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";

/** @typedef {ReturnType<typeof makeParts>} Parts */
/** @typedef {Parts["detail"]} DetailParts */

/** @param {HTMLElement} box that the picture fills @param {number} run */
export function makeParts(box, run) {
  const cells = make("canvas", { attributes: { "aria-hidden": "true" } });
  const marks = make("canvas", {
    attributes: {
      tabindex: "0",
      role: "application",
      "aria-roledescription": t("convolution.role"),
      "aria-label": t(run === 0 ? "convolution.keys" : "convolution.keys.twin"),
    },
  });
  const headings = make("div", { class: "map-heads" });
  const card = make("div", { class: "card" });
  card.hidden = true;
  const area = make("div", { class: "map-area" }, cells, marks, headings, card);
  const detail = makeDetail(run);
  const rows = make("tbody");
  const head = make(
    "tr",
    {},
    .../** @type {const} */ (["filter", "K", "dK", "b"]).map((name) => make("th", { text: t(`convolution.table.${name}`), attributes: { scope: "col" } })),
  );
  const table = make("table", {}, make("caption", { text: t("convolution.table") }), make("thead", {}, head), rows);
  const legend = makeLegend();
  const body = make("div", { class: "map-body" }, area, detail.element);
  box.append(make("div", { class: "map-frame" }, body), legend, make("div", { class: "hidden" }, table));
  return { area, cells, marks, headings, card, detail, legend, rows };
}

/** @param {number} run */
function makeDetail(run) {
  const canvas = make("canvas", {
    attributes: { tabindex: "0", role: "application", "aria-roledescription": t("convolution.role"), "aria-label": t("convolution.equation") },
  });
  const room = make("div", { class: "map-room" }, canvas);
  const title = make("h3");
  const close = make("button", { class: "tiny card-close", text: "×", attributes: { type: "button", "aria-label": t("convolution.close") } });
  const choice = make(
    "fieldset",
    { class: "segments", attributes: { "aria-label": t("convolution.of") } },
    .../** @type {const} */ (["picture", "batch"]).map((name) => makeOption(name, run)),
  );
  const [sum, largest, moved, outside] = ["sum", "largest", "moved", "outside"].map((name) => make("p", { class: `map-${name}` }));
  const pointed = make("p", { class: "map-pointed", attributes: { "aria-live": "polite" } });
  const rows = make("tbody");
  const table = make("table", { class: "map-terms" }, make("caption", { text: t("convolution.terms.table") }), rows);
  const text = make(
    "div",
    { class: "map-text" },
    make("div", { class: "map-title" }, title, choice, close),
    /** @type {HTMLElement} */ (sum),
    /** @type {HTMLElement} */ (largest),
    /** @type {HTMLElement} */ (moved),
    /** @type {HTMLElement} */ (outside),
    pointed,
  );
  const element = make(
    "section",
    { class: "map-detail", attributes: { "aria-label": t("convolution.of") } },
    room,
    text,
    make("div", { class: "hidden" }, table),
  );
  element.hidden = true;
  return {
    element,
    canvas,
    room,
    title,
    close,
    choice,
    sum: /** @type {HTMLElement} */ (sum),
    largest: /** @type {HTMLElement} */ (largest),
    moved: /** @type {HTMLElement} */ (moved),
    outside: /** @type {HTMLElement} */ (outside),
    pointed,
    rows,
  };
}

/** @param {"picture" | "batch"} name @param {number} run */
function makeOption(name, run) {
  const input = make("input", { attributes: { type: "radio", name: `convolution-of-${run}`, value: name } });
  return make("label", {}, input, make("span", { text: t(`convolution.of.${name}`) }));
}

function makeLegend() {
  const sign = (/** @type {"source" | "fed" | "winner" | "target"} */ name) =>
    make("span", {}, make("i", { class: `map-sign ${name}`, attributes: { "aria-hidden": "true" } }), make("span", { text: t(`convolution.legend.${name}`) }));
  return make(
    "div",
    { class: "map-legend", attributes: { role: "group", "aria-label": t("convolution.legend") } },
    make("span", {}, make("span", { text: "−" }), make("i", { class: "bar map", attributes: { "aria-hidden": "true" } }), make("span", { text: "+" })),
    make("span", { text: t("convolution.legend.cells") }),
    .../** @type {const} */ (["source", "fed", "winner", "target"]).map(sign),
  );
}
