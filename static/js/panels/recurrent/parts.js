/** The elements of the picture of a recurrent network: canvases, the handle of the wall, sentences, legend, a hidden table. */

import { make } from "../../base/page/dom.js";
import { t } from "../../base/words/i18n.js";
import { FOLDABLE } from "../../scene/recurrent/recurrence.js";

/** @import { BandName } from "../../scene/recurrent/recurrence.js" */

/** @typedef {ReturnType<typeof makeParts>} Parts */

/** @param {HTMLElement} box that the picture fills @param {number} run */
export function makeParts(box, run) {
  const hiddenCanvas = () => make("canvas", { attributes: { "aria-hidden": "true" } });
  const [cells, marks, strip, overlay] = [hiddenCanvas(), hiddenCanvas(), hiddenCanvas(), make("canvas", { class: "time-canvas" })];
  for (const [name, value] of Object.entries({
    tabindex: "0",
    role: "application",
    "aria-roledescription": t("recurrent.role"),
    "aria-label": t(run === 0 ? "recurrent.keys" : "recurrent.keys.twin"),
  })) {
    overlay.setAttribute(name, value);
  }
  const wall = make("div", {
    class: "time-wall",
    attributes: { role: "slider", tabindex: "0", "aria-label": t("recurrent.wall"), "data-controller-only": "" },
  });
  const area = make("div", { class: "time-area" }, cells, marks, strip, overlay, wall);
  const headline = make("p", { class: "time-headline" });
  const behind = make("span", { class: "time-behind" });
  const readout = make("p", { class: "time-readout" });
  const terms = make("p", { class: "time-terms" });
  const table = makeTable();
  const folds = makeFolds();
  const legend = makeLegend();
  box.append(
    area,
    make(
      "div",
      { class: "time-foot" },
      make("div", { class: "time-lines" }, headline, behind),
      terms,
      readout,
      make("div", { class: "time-row" }, legend.list, folds.group),
    ),
  );
  box.append(make("div", { class: "hidden" }, table.table));
  return { area, cells, marks, strip, overlay, wall, headline, behind, readout, terms, table, folds, legend };
}

/** Makes the buttons that fold the bands of an LSTM. */
function makeFolds() {
  const group = make("div", { class: "time-folds", attributes: { role: "group", "aria-label": t("recurrent.folds") } });
  const buttons = new Map(
    FOLDABLE.map((name) => {
      const button = make("button", {
        class: "time-fold",
        text: t(`recurrent.band.${name}`),
        attributes: { type: "button", title: t(`recurrent.help.${name}`) },
      });
      group.append(button);
      return /** @type {const} */ ([/** @type {BandName} */ (name), button]);
    }),
  );
  return { group, buttons };
}

/** Makes the legend: a colour bar with its ends, and the signs of the strip. */
function makeLegend() {
  const list = make("ul", { class: "time-legend", attributes: { "aria-label": t("recurrent.legend") } });
  const sizes = make("span");
  const sign = (/** @type {string} */ name, /** @type {string} */ text, /** @type {string} */ help) => {
    const item = make(
      "li",
      { attributes: { title: help } },
      make("i", { class: `time-sign ${name}`, attributes: { "aria-hidden": "true" } }),
      make("span", { text }),
    );
    list.append(item);
    return item;
  };
  list.append(
    make(
      "li",
      { class: "time-scale" },
      make("span", { text: "−" }),
      make("i", { class: "bar", attributes: { "aria-hidden": "true" } }),
      make("span", { text: "+" }),
      sizes,
    ),
  );
  const shared = sign("shared", t("recurrent.shared"), t("recurrent.shared.help"));
  const dot = sign("dot", "", "");
  const twin = sign("twin", t("recurrent.twin"), t("recurrent.twin.help"));
  const factors = make("li");
  list.append(factors);
  const wall = sign("wall", t("recurrent.wall"), t("recurrent.wall.help"));
  return { list, sizes, shared, dot, twin, factors, wall };
}

/** Makes the hidden table of the gradient over time. */
function makeTable() {
  const caption = make("caption");
  const head = make("tr");
  const rows = make("tbody");
  const foot = make("tfoot");
  return { table: make("table", {}, caption, make("thead", {}, head), rows, foot), caption, head, rows, foot };
}
