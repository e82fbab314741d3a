/** Writes the headings of the columns above the picture: what they are, and the scale of their colours. */

import { effect, signal } from "@preact/signals-core";
import { number } from "../../base/numbers/format.js";
import { make, setText } from "../../base/page/dom.js";
import { PAGE } from "../../base/page/page-data.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { barRange, familyOf } from "../../scene/convolution/numbers.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { Band, Net, Shape } from "../../scene/convolution/types.js" */
/** @import { Model } from "./model.js" */

/** The parts whose scale is written above another one of their family. */
const WITHOUT_SCALE = ["a", "pool"];

/** @param {Store} store @param {Model} model @param {HTMLElement} box @param {{ scales: ReadonlyMap<string, number>, fits: ReadonlySignal<number> }} picture */
export function bindHeadings(store, model, box, { scales, fits }) {
  const fitted = throttled(fits);
  /** The columns that have headings. */
  const written = signal(/** @type {readonly Band[]} */ ([]));
  effect(() => {
    const shape = model.shape.value;
    const [isGradient, lens, isSample] = [model.isGradient.value, model.lens.value, store.view.value.probe !== null];
    const mode = { isGradient, lens, isSample };
    const titles = shape ? titlesOf(shape, mode, store.theme.peek()?.rem ?? 0) : [];
    const headings = shape?.bands.map((band, i) => makeHeading(band, shape, mode, titles[i] ?? ""));
    box.replaceChildren(...(headings ?? []), ...(shape ? [makeOwnHeading(shape)] : []));
    written.value = shape ? [...shape.bands] : [];
    box.classList.toggle("scaleless", shape !== null && isNarrow(shape, store.theme.peek()?.rem ?? 0));
  });
  effect(() => {
    void [fitted.value, model.dx.value];
    for (const [i, band] of written.value.entries()) {
      const found = box.children[i]?.querySelector(".scale");
      const net = model.net.peek();
      if (found && net) setText(found, scaleText(band, { net, isGradient: model.isGradient.peek() }, scales));
    }
    const own = /** @type {HTMLElement | null} */ (box.querySelector(".map-dx"));
    if (!own) return;
    own.hidden = model.dx.value === null;
    const scale = scales.get("dx.0") ?? 0;
    setText(/** @type {HTMLElement} */ (own.lastElementChild), scale > 0 ? t("convolution.scale", { size: number(scale, 2) }) : "");
  });
}

/** @param {Band} band @param {{ net: Net, isGradient: boolean }} shown @param {ReadonlyMap<string, number>} scales */
function scaleText(band, shown, scales) {
  const own = scales.get(familyOf(band));
  const { largest: scale, isSigned } = band.part === "y" ? barRange(shown, own ?? 0) : { largest: own, isSigned: true };
  if (!isSigned) return t("convolution.scale.share");
  if (WITHOUT_SCALE.includes(band.part) || !scale) return "";
  return t("convolution.scale", { size: number(scale, 2) });
}

/** @typedef {{ isGradient: boolean, lens: "weights" | "gradients" | "updates", isSample: boolean }} Mode */

/** The width of a letter of a heading, in rem. */
const LETTER = 0.52;

/** Returns the titles of all columns: words where there is room for them, else signs. @param {Shape} shape @param {Mode} mode @param {number} rem */
function titlesOf({ net, bands }, mode, rem) {
  /** @param {Band} band */
  const site = ({ part, stage }) => (part !== "x" && net.stages.length > 1 && stage < net.stages.length ? ` ${stage + 1}` : "");
  // Only above the kernels of a group is written which filters it has: all of its row are of the same.
  const words = bands.map((band) => {
    const { part, group } = band;
    if (part === "K" && group) return t("convolution.head.K.group", { range: rangeText(group) }) + site(band);
    return t(`convolution.head.${keyOf(band, mode, isMaxPool(net, band))}`, valuesOf(net, band)) + site(band);
  });
  const fits = bands.every(({ x, width }, i) => {
    const next = bands[i + 1];
    const [own = "", other = ""] = [words[i], words[i + 1]];
    return !next || next.x + next.width / 2 - x - width / 2 > ((own.length + other.length) / 2 + 1) * LETTER * rem;
  });
  return fits
    ? words
    : bands.map(
        (band) => t(`convolution.sign.${signOf(band, mode)}`) + site(band).trim() + (band.part === "K" && band.group ? ` ${rangeText(band.group)}` : ""),
      );
}

/** @param {readonly [number, number]} group */
const rangeText = ([first, end]) => t("convolution.range", { first: first + 1, last: end });

/** @param {Net} net @param {Band} band */
const isMaxPool = (net, { stage }) => net.stages[stage]?.isMaxPool ?? false;

/** @param {Net} net @param {Band} band */
function valuesOf(net, { stage }) {
  const f = net.stages[stage]?.activation ?? "";
  return { name: PAGE.labels["activation"]?.[f] ?? f };
}

/** Returns the sign of a column. @param {Band} band @param {Mode} mode */
function signOf({ part }, { isGradient, lens }) {
  if (part === "dK") return lens === "updates" ? "update" : "dK";
  if (part === "x" || part === "K") return part;
  if (part === "W") return /** @type {const} */ (`W.${lens}`);
  return isGradient ? /** @type {const} */ (`${/** @type {"z" | "a" | "pool" | "y"} */ (part)}.gradient`) : /** @type {"z" | "a" | "pool" | "y"} */ (part);
}

/** @param {Band} band @param {Shape} shape @param {Mode} mode @param {string} title */
function makeHeading(band, { net }, mode, title) {
  const { x, width, omitted } = band;
  const help = t(`convolution.help.${keyOf(band, mode, isMaxPool(net, band))}`, valuesOf(net, band));
  const rest = omitted > 0 ? [make("span", { class: "omitted", text: t("convolution.omitted", { n: omitted }) })] : [];
  const heading = make("div", { class: "map-head", attributes: { title: help } }, make("b", { text: title }), make("span", { class: "scale" }), ...rest);
  heading.style.transform = `translateX(${Math.round(x + width / 2)}px) translateX(-50%)`;
  return heading;
}

/** The heading of the gradient by the picture, which lies below the picture. @param {Shape} shape */
function makeOwnHeading({ plots }) {
  const heading = make(
    "div",
    { class: "map-head map-dx", attributes: { title: t("convolution.help.dx") } },
    make("b", { text: t("convolution.head.dx") }),
    make("span"),
  );
  const plot = plots.find(({ part }) => part === "dx");
  if (plot) heading.style.transform = `translate(${Math.round(plot.x + (plot.cell * plot.columns) / 2)}px, ${Math.round(plot.y)}px) translate(-50%, -100%)`;
  return heading;
}

/** The width of a scale, in rem. */
const SCALE = 2.6;

/** Whether scales have no room beside each other. @param {Shape} shape @param {number} rem */
function isNarrow({ bands }, rem) {
  const middles = bands.filter(({ part }) => !WITHOUT_SCALE.includes(part)).map(({ x, width }) => x + width / 2);
  return middles.some((middle, i) => (middles[i + 1] ?? Infinity) - middle < SCALE * rem);
}

/** Returns which words a column has. @param {Band} band @param {Mode} mode @param {boolean} isMax whether pooling hands the largest on */
function keyOf({ part }, { isGradient, lens, isSample }, isMax) {
  /** @type {"gradient" | "value"} */
  const side = isGradient ? "gradient" : "value";
  if (part === "W") return /** @type {const} */ (`W.${lens}`);
  if (part === "z" || part === "a" || part === "y") return /** @type {const} */ (`${part}.${side}`);
  if (part === "pool") return isGradient ? "pool.gradient" : isMax ? "pool.max" : "pool.average";
  if (part !== "dK") return part === "K" ? "K" : "x";
  return lens === "updates" ? "update" : isSample ? "dK" : "dK.batch";
}
