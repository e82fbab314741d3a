/** Writes the headings of the columns above the picture: what they are, and the scale of their colours. */

import { effect } from "@preact/signals-core";
import { number } from "../../base/numbers/format.js";
import { make, setText } from "../../base/page/dom.js";
import { PAGE } from "../../base/page/page-data.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { familyOf } from "../../scene/convolution/numbers.js";

/** @import { Store } from "../../state/store/store.js" */
/** @import { Band, Shape } from "../../scene/convolution/types.js" */
/** @import { Model } from "./model.js" */

/** The parts whose scale is written above another one of their family. */
const WITHOUT_SCALE = ["a", "pool"];

/** @param {Store} store @param {Model} model @param {HTMLElement} box @param {ReadonlyMap<string, number>} scales */
export function bindHeadings(store, model, box, scales) {
  const frame = throttled(store.frame);
  effect(() => {
    const shape = model.shape.value;
    const [isGradient, lens, isSample] = [model.isGradient.value, model.lens.value, store.view.value.probe !== null];
    box.replaceChildren(...(shape?.bands ?? []).map((band) => makeHeading(band, /** @type {Shape} */ (shape), { isGradient, lens, isSample })));
  });
  effect(() => {
    void [frame.value, model.shape.value, model.isGradient.value, model.lens.value, model.dx.value];
    for (const [i, band] of (model.shape.value?.bands ?? []).entries()) {
      const found = box.children[i]?.querySelector(".scale");
      if (found) setText(found, scaleText(band, model.isGradient.value, scales));
    }
  });
}

/** @param {Band} band @param {boolean} isGradient @param {ReadonlyMap<string, number>} scales */
function scaleText(band, isGradient, scales) {
  if (band.part === "y" && !isGradient) return t("convolution.scale.share");
  const scale = scales.get(familyOf(band));
  if (WITHOUT_SCALE.includes(band.part) || !scale) return "";
  return t("convolution.scale", { size: number(scale, 2) });
}

/** @typedef {{ isGradient: boolean, lens: "weights" | "gradients" | "updates", isSample: boolean }} Mode */

/** @param {Band} band @param {Shape} shape @param {Mode} mode */
function makeHeading(band, { net }, mode) {
  const { stage, x, width, omitted } = band;
  const own = net.stages[stage];
  const site = own && net.stages.length > 1 ? ` ${stage + 1}` : "";
  const key = keyOf(band, mode, own?.pool ?? "");
  const f = own?.activation ?? "";
  const values = { name: PAGE.labels["activation"]?.[f] ?? f };
  const rest = omitted > 0 ? [make("span", { class: "omitted", text: t("convolution.omitted", { n: omitted }) })] : [];
  const title = make("b", { text: t(`convolution.head.${key}`, values) + site });
  const heading = make(
    "div",
    { class: "map-head", attributes: { title: t(`convolution.help.${key}`, values) } },
    title,
    make("span", { class: "scale" }),
    ...rest,
  );
  heading.style.transform = `translateX(${Math.round(x + width / 2)}px) translateX(-50%)`;
  return heading;
}

/** Returns which words a column has. @param {Band} band @param {Mode} mode @param {string} pool the kind of pooling */
function keyOf({ part }, { isGradient, lens, isSample }, pool) {
  /** @type {"gradient" | "value"} */
  const side = isGradient ? "gradient" : "value";
  if (part === "W") return /** @type {const} */ (`W.${lens}`);
  if (part === "z" || part === "a" || part === "y") return /** @type {const} */ (`${part}.${side}`);
  if (part === "pool") return isGradient ? "pool.gradient" : pool === "max pool" ? "pool.max" : "pool.average";
  if (part !== "dK") return part === "K" ? "K" : "x";
  return lens === "updates" ? "update" : isSample ? "dK" : "dK.batch";
}
