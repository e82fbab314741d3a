/** The pictures that can be saved: of what the page shows now. */

import { count, number } from "../../../base/numbers/format.js";
import { byId } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { paintChart } from "../../../charts/picture.js";
import { isDense } from "../../../scene/kinds/nodes.js";
import { captionOf } from "../../charts/options.js";
import { distributionsLegend, distributionsParts, distributionsScene } from "./distributions.js";
import { figureOf, measuring, PICTURE_REM } from "./figure.js";
import { evenColors } from "./legend.js";
import { hasStrip, networkScene, paintFactors, paintNetwork } from "./network.js";
import { onPagePart, PLACES } from "./on-page.js";
import { outputScene, paintOutput } from "./output.js";

/** @import { PanelContext } from "../../context.js" */
/** @import { Labels, Theme } from "../../../types.js" */
/** @import { Curves } from "../../../charts/prepare.js" */
/** @import { Figure, FigureTexts, Part } from "./figure.js" */
/** @import { Sheet } from "./sheet.js" */
/** @import { LegendItem } from "./legend.js" */
/** @import { PictureStore } from "./network.js" */

/** @typedef {{ name: string, label: string, figure: () => Figure | null | Promise<Figure | null> }} Picture `name` is that in the name of the file */

/**
 * @typedef {object} PictureOptions
 * @property {() => string} link to the run as it is
 * @property {PictureStore | null} [twin] what the twin's network is painted from
 */

const WIDE = 960;
const NETWORK_HEIGHT = 500;
const STRIP_HEIGHT = 118;
const SQUARE = 540;
const CHART_HEIGHT = 320;
/** Below each line of the inspector. */
const BLOCK_GAP = 4;

/**
 * Returns what there is to take a picture of.
 *
 * @param {PanelContext} context
 * @param {PictureOptions} options
 * @returns {Picture[]}
 */
export function picturesOf(context, { link, twin = null }) {
  const { store, page, charts } = context;
  const { state, theme: present } = store;
  const labels = labelsOf(context);
  const theme = present.value && { ...present.value, rem: PICTURE_REM };
  if (!theme || !state.value.network) return [];
  /** @param {string} title @returns {FigureTexts} */
  const texts = (title) => ({ title, note: noteOf(store), caption: captionOf(store, page), link: link() });
  const hasTwin = twin !== null && state.value.twin !== null;
  /** @type {Picture[]} */
  const found = [
    {
      name: "network",
      label: t(hasTwin ? "figure.network.a" : "figure.network"),
      figure: () => networkFigure(texts(t(hasTwin ? "figure.network.a" : "figure.network")), store, labels, theme, 0),
    },
  ];
  if (hasTwin)
    found.push({ name: "network-b", label: t("figure.network.b"), figure: () => networkFigure(texts(t("figure.network.b")), twin, labels, theme, 1) });
  if (outputScene(store, { width: SQUARE, height: SQUARE }, theme))
    found.push({ name: "output", label: t("output"), figure: () => outputFigure(texts(t("output")), store, theme) });
  for (const { id, title, curves } of charts()) {
    found.push({ name: id, label: title(), figure: () => chartFigure(texts(title()), curves(), theme) });
  }
  const distributions = distributionsScene(store);
  if (distributions) {
    const { title, note } = distributions;
    const parts = distributionsParts(distributions, WIDE, theme);
    const figure = () => figureOf({ ...texts(title), note }, { width: WIDE, parts, legend: distributionsLegend(theme) }, theme);
    found.push({ name: "distributions", label: title, figure });
  }
  if (store.view.value.tab === "inside" && store.view.value.pinned) {
    const label = t("figure.inspector");
    found.push({ name: "inspector", label, figure: () => inspectorFigure(context, texts(label), theme) });
  }
  return found;
}

/** The names of activations and inputs. @param {Pick<PanelContext, "page" | "label">} context @returns {Labels} */
export const labelsOf = ({ page, label }) => ({ activation: (name) => page.labels["activation"]?.[name] ?? name, input: label });

/** Returns which step a picture is of, and how well the network does. @param {PanelContext["store"]} store */
function noteOf({ figures }) {
  const { step, trainLoss, testLoss } = figures.value;
  return t("figure.note", { step: count(step), train: number(trainLoss), test: number(testLoss) });
}

/** @param {FigureTexts} texts @param {PictureStore} store @param {Labels} labels @param {Theme} theme @param {0 | 1} run */
function networkFigure(texts, store, labels, theme, run) {
  const { network } = store.state.value;
  if (network && !isDense(network)) {
    const part = onPagePart(PLACES[run] ?? "", WIDE, theme);
    return part && figureOf(texts, { width: WIDE, parts: [part], legend: [] }, theme);
  }
  const scene = networkScene(store, { width: WIDE, height: NETWORK_HEIGHT }, labels, theme);
  if (!scene) return null;
  /** @type {Part[]} */
  const parts = [{ height: NETWORK_HEIGHT, paint: (sheet) => paintNetwork(sheet, store, scene, theme) }];
  if (hasStrip(store)) parts.push({ height: STRIP_HEIGHT, paint: (sheet) => paintFactors(sheet, store, scene.shape, STRIP_HEIGHT, theme) });
  return figureOf(texts, { width: WIDE, parts, legend: networkLegend(store, theme) }, theme);
}

/** The words of the legend are those on the page. @param {string} id */
const wordOf = (id) => byId(id).textContent ?? "";

/** @param {PictureStore} store @param {Theme} theme @returns {LegendItem[]} */
function networkLegend(store, theme) {
  /** @type {LegendItem[]} */
  const items = [
    { text: wordOf("lens-name"), isName: true },
    { text: wordOf("lens-low") },
    { scale: evenColors(theme.lines), isWaisted: true },
    { text: wordOf("lens-high") },
    { text: wordOf("lens-text") },
  ];
  const isOfSizes = !byId("node-legend").hidden;
  if (isOfSizes) {
    items.push({ text: wordOf("node-name"), isName: true, isFirst: true }, { text: wordOf("node-low") }, { scale: evenColors(cssColors(theme.sizes)) });
    items.push({ text: wordOf("node-high") }, { text: wordOf("node-text") });
  } else items.push({ text: t("figure.neurons"), isName: true, isFirst: true }, { text: "−" }, { scale: evenColors(theme.mapCss) }, { text: "+" });
  if (hasStrip(store)) items.push({ text: t("figure.strip"), isFirst: true });
  return items;
}

/** Returns packed colours as CSS. @param {Uint32Array} packed */
const cssColors = (packed) => Array.from(packed, (color) => `rgb(${color & 255} ${(color >>> 8) & 255} ${(color >>> 16) & 255})`);

/** @param {FigureTexts} texts @param {PanelContext["store"]} store @param {Theme} theme */
function outputFigure(texts, store, theme) {
  const scene = outputScene(store, { width: SQUARE, height: SQUARE }, theme);
  if (!scene) return null;
  const parts = [{ height: SQUARE, paint: (/** @type {Sheet} */ sheet) => paintOutput(sheet, store, scene, theme) }];
  return figureOf(texts, { width: SQUARE, parts, legend: outputLegend(store, theme) }, theme);
}

/** @param {PanelContext["store"]} store @param {Theme} theme @returns {LegendItem[]} */
function outputLegend({ state }, theme) {
  const { data } = state.value;
  if (data && data.task === "classification" && data.n_classes > 2) {
    return data.class_names.map((text, i) => ({ mark: theme.classes[i % theme.classes.length] ?? theme.ink, text }));
  }
  const ends = [wordOf("output-low"), wordOf("output-high")];
  return [{ text: ends[0] ?? "" }, { scale: evenColors(theme.mapCss) }, { text: ends[1] ?? "" }];
}

/** @param {PanelContext} context @param {FigureTexts} texts @param {Theme} theme */
async function inspectorFigure(context, texts, theme) {
  const { inspectorScene } = await import("./inspector/inspector.js");
  const scene = await inspectorScene(context, { ctx: measuring(), theme });
  if (!scene) return null;
  const { title, note, width, blocks } = scene;
  const parts = blocks.map(({ height, paint }) => ({
    height: height + BLOCK_GAP,
    paint: (/** @type {Sheet} */ { ctx }) => {
      ctx.save();
      paint(ctx);
      ctx.restore();
    },
  }));
  return figureOf({ ...texts, title, note }, { width, parts, legend: [] }, theme);
}

/** Makes the picture of a chart: all of its curves, where the page may show the recent part. @param {FigureTexts} texts @param {Curves} present @param {Theme} theme */
function chartFigure(texts, present, theme) {
  const curves = { ...present, kind: { ...present.kind, isRecent: false } };
  const size = { width: WIDE, height: CHART_HEIGHT };
  const paint = (/** @type {Sheet} */ { ctx, group }) => group("chart", () => void paintChart(ctx, curves, size, theme));
  return figureOf(texts, { width: WIDE, parts: [{ height: CHART_HEIGHT, paint }], legend: [] }, theme);
}
