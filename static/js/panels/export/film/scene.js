/** One picture of a film: network, output and loss at a step, painted as on the page. */

import { computed, signal } from "@preact/signals-core";
import { count } from "../../../base/numbers/format.js";
import { t } from "../../../base/words/i18n.js";
import { positionOfStep } from "../../../charts/axes.js";
import { paintChart } from "../../../charts/picture.js";
import { setFont } from "../../../painters/base/shapes.js";
import { withSignal } from "../../../scene/network/signal.js";
import { LensScales } from "../../../state/store/lens-scales.js";
import { captionOf } from "../../charts/options.js";
import { fitted } from "../pictures/figure.js";
import { networkScene, paintFrames, paintNetwork } from "../pictures/network.js";
import { hasFixedPoints, outputScene, paintOutput, paintOutputPoints } from "../pictures/output.js";
import { labelsOf } from "../pictures/pictures.js";
import { canvasSheet } from "../pictures/sheet.js";

/** @import { PanelContext } from "../../context.js" */
/** @import { Frame, Theme } from "../../../types.js" */
/** @import { Store } from "../../../state/store/store.js" */
/** @import { Sheet } from "../pictures/sheet.js" */
/** @import { Curves } from "../../../charts/prepare.js" */
/** @import { KindPicture } from "./kind-picture.js" */

export const FILM = Object.freeze({ width: 800, height: 450 });
const FILM_REM = 12;
const NETWORK = { x: 14, y: 36, width: 480, height: 272 };
const NETWORK_ALONE = { ...NETWORK, width: 772 };
const OUTPUT = { x: 502, y: 40, width: 286, height: 268 };
const CHART = { x: 14, y: 312, width: 772, height: 116 };
/** How much of a curve that is not reached yet is covered. */
const VEIL = 0.78;

/**
 * Creates a painter of frames.
 *
 * @param {Pick<PanelContext, "store" | "page" | "label" | "charts">} context
 * @param {CanvasRenderingContext2D} ctx of a canvas of the film's size
 * @param {{ link: string, first: number, last: number, kind: KindPicture }} options the steps that the curve is shown of, and what draws a network that is not dense
 */
export function createFilmScene(context, ctx, { link, first, last, kind }) {
  const { store, page } = context;
  const theme = { .../** @type {Theme} */ (store.theme.value), rem: FILM_REM };
  const sheet = canvasSheet(ctx, 1);
  const labels = labelsOf(context);
  const scales = new LensScales();
  const chart = chartPicture(context, { first, last }, theme);
  const film = filmStore(store, scales);
  /** @type {ReturnType<typeof scenesOf> | null} */
  let scenes = null;
  let isFirst = true;

  /** Computes and paints what is the same until network or data become others. */
  function scenesOf() {
    const { network, data } = store.state.value;
    const output = outputScene(film, OUTPUT, theme);
    const box = output ? NETWORK : NETWORK_ALONE;
    const picture = kind.isKind ? null : networkScene(film, box, labels, theme);
    const frames = picture && layerOf(box, (layer) => paintFrames(layer, picture, theme));
    const points = output && hasFixedPoints(output) ? layerOf(OUTPUT, (layer) => paintOutputPoints(layer, film, output, theme)) : null;
    return { network, data, box, output, picture, frames, points };
  }

  /** Paints at a place. @param {{ x: number, y: number }} place @param {() => void} paint */
  function at({ x, y }, paint) {
    ctx.save();
    ctx.translate(x, y);
    paint();
    ctx.restore();
  }

  /** Paints a network that is not dense. @param {Frame} frame @param {{ x: number, y: number, width: number, height: number }} box */
  async function paintKind(frame, box) {
    ctx.save();
    ctx.translate(box.x, box.y);
    await kind.paint(sheet, frame, { ...box, isFirst, theme });
    ctx.restore();
  }

  return {
    /** @param {Frame} frame */
    async paint(frame) {
      film.show(withSignal(frame));
      const { network, data } = store.state.value;
      if (scenes?.network !== network || scenes?.data !== data) scenes = scenesOf();
      const { picture, output, box, frames, points } = scenes;
      scales.fit(film.view.value, [{ frame: film.frame.value, nLayers: network?.layers.length ?? 0 }], true);
      ctx.fillStyle = theme.ground;
      ctx.fillRect(0, 0, FILM.width, FILM.height);
      if (picture) at(box, () => paintNetwork(sheet, film, picture, theme, () => frames && ctx.drawImage(frames, 0, 0)));
      if (kind.isKind) await paintKind(frame, box);
      isFirst = false;
      if (output) at(OUTPUT, () => paintOutput(sheet, film, output, theme, points ? () => ctx.drawImage(points, 0, 0) : undefined));
      if (chart) paintProgress(ctx, chart, frame.step, theme);
      paintWords(ctx, { caption: captionOf(store, page), link, step: frame.step }, theme);
    },
  };
}

/** What a film shows of a run: whole steps, with nothing selected, on scales of its own. @param {Store} store @param {LensScales} scales */
function filmStore({ state, view }, scales) {
  const shown = signal(/** @type {Frame | null} */ (null));
  return {
    state: computed(() => ({ ...state.value, status: null, program: null })),
    view: computed(() => ({ ...view.value, tab: /** @type {const} */ ("train"), hover: null, pinned: null, path: [], probe: null })),
    frame: shown,
    scales: scales.edges,
    nodeScale: scales.nodes,
    /** @param {Frame} frame */
    show(frame) {
      shown.value = frame;
    },
  };
}

/** Paints a layer once. @param {{ width: number, height: number }} size @param {(sheet: Sheet) => void} paint */
function layerOf({ width, height }, paint) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const ctx = canvas.getContext("2d");
  if (ctx) paint(canvasSheet(ctx, 1));
  return canvas;
}

/** Paints the chart once, as it is at the end. @param {Pick<PanelContext, "charts">} context @param {{ first: number, last: number }} range @param {Theme} theme */
function chartPicture({ charts }, { first, last }, theme) {
  const [loss] = charts();
  if (!loss) return null;
  const present = loss.curves();
  /** @type {Curves} */
  const curves = { ...present, steps: [first, Math.max(first + 1, last)], marks: present.marks.map(({ step }) => ({ step, text: "" })), position: null };
  /** @type {ReturnType<typeof paintChart> | null} */
  let place = null;
  const canvas = layerOf(CHART, ({ ctx }) => {
    place = paintChart(ctx, curves, CHART, theme);
  });
  const { box, x } = /** @type {ReturnType<typeof paintChart>} */ (/** @type {unknown} */ (place));
  return { canvas, box, x: (/** @type {number} */ step) => x(positionOfStep(step, curves.logSteps)) };
}

/** Paints the chart, its future covered, and a line at the present step. @param {CanvasRenderingContext2D} ctx @param {NonNullable<ReturnType<typeof chartPicture>>} chart @param {number} step @param {Theme} theme */
function paintProgress(ctx, { canvas, box, x }, step, theme) {
  ctx.drawImage(canvas, CHART.x, CHART.y);
  const here = Math.min(box.left + box.width, Math.max(box.left, x(step)));
  ctx.globalAlpha = VEIL;
  ctx.fillStyle = theme.ground;
  ctx.fillRect(CHART.x + here, CHART.y, box.left + box.width - here, box.top + box.height);
  ctx.fillRect(CHART.x + box.left + box.width, CHART.y, CHART.width - box.left - box.width, CHART.height);
  ctx.globalAlpha = 1;
  ctx.fillStyle = theme.accent;
  ctx.fillRect(CHART.x + here - 1, CHART.y + box.top, 2, box.height);
}

/** @param {CanvasRenderingContext2D} ctx @param {{ caption: string, link: string, step: number }} texts @param {Theme} theme */
function paintWords(ctx, { caption, link, step }, theme) {
  const { width, height } = FILM;
  ctx.textBaseline = "middle";
  ctx.textAlign = "right";
  setFont(ctx, theme, { size: 1.25, weight: 650 });
  ctx.fillStyle = theme.ink;
  ctx.fillText(t("film.step", { step: count(step) }), width - 16, 20);
  ctx.textAlign = "left";
  setFont(ctx, theme, { size: 1.1, weight: 600 });
  ctx.fillText(fitted(ctx, caption, width - 200), 16, 20);
  setFont(ctx, theme, { size: 0.82 });
  ctx.fillStyle = theme.muted;
  ctx.fillText(fitted(ctx, link, width - 32), 16, height - 11);
}
