/** Paints a network on a sheet, as it is on the page: edges, neurons, marks, headings, and the gradient strip below. */

import { setFont, textMeasure } from "../../../painters/base/shapes.js";
import { paintEdgePaths } from "../../../painters/network/edge-paths.js";
import { paintHighlights } from "../../../painters/network/highlights.js";
import { paintNodes, paintOmissions } from "../../../painters/network/nodes.js";
import { paintStrip } from "../../../painters/strips/gradient-strip.js";
import { densityOf, edgeShares, strongest } from "../../../scene/network/edges.js";
import { highlightItems, isEmpty } from "../../../scene/network/highlights.js";
import { networkShape } from "../../../scene/network/network.js";
import { uncomputedNodes } from "../../../scene/network/not-computed.js";
import { inputHeatmaps, unitsBefore } from "../../../scene/output/heatmaps.js";
import { stripShape } from "../../../scene/strip/gradient-strip.js";
import { createStripScale, factorsOf } from "../../../stage/gradient-strip.js";
import { opOf } from "../../../stage/network-highlights.js";
import { nodeFiller } from "../../../stage/network-picture.js";

/** @import { ColumnShape, Labels, NetworkShape, Theme } from "../../../types.js" */
/** @import { Store } from "../../../state/store/store.js" */
/** @import { Sheet, Size } from "./sheet.js" */

/** What is painted: the store of the run, or of its twin. @typedef {Pick<Store, "state" | "view" | "frame" | "scales" | "nodeScale">} PictureStore */
/** @typedef {NonNullable<ReturnType<typeof networkScene>>} NetworkScene */

/** On the page a heading has room for controls, too. */
const HEADING_REM = 2.5;

/**
 * Computes what is the same in all frames; null without a network.
 *
 * @param {PictureStore} store
 * @param {Size} size
 * @param {Labels} labels
 * @param {Theme} theme
 */
export function networkScene(store, { width, height }, labels, theme) {
  const { network, data } = store.state.value;
  if (!network) return null;
  /** @param {number} tall */
  const shapeOf = (tall) => networkShape(network, width, tall, theme.rem, labels, data?.class_names);
  const lifted = shapeOf(height).headerHeight - HEADING_REM * theme.rem;
  return {
    shape: shapeOf(height + lifted),
    lifted,
    inputNames: network.input_names,
    inputs: inputHeatmaps(network.input_names, data),
    before: unitsBefore(network.layers),
  };
}

/**
 * Paints all of a network.
 *
 * @param {Sheet} sheet
 * @param {PictureStore} store
 * @param {NetworkScene} scene
 * @param {Theme} theme
 * @param {() => void} [paintFixed] paints what is the same in all frames, in its own way
 */
export function paintNetwork(sheet, store, scene, theme, paintFixed = () => paintFrames(sheet, scene, theme)) {
  const { ctx, group } = sheet;
  const { shape, lifted } = scene;
  ctx.save();
  ctx.translate(0, -lifted);
  const { dashNegative, lens, pinned, path } = store.view.value;
  const shares = edgeShares(shape, store.frame.value, lens, store.scales[lens]);
  group("edges", () =>
    paintEdgePaths(ctx, { edges: shape.edges, shares, order: strongest(shares), density: densityOf(shape, theme.rem), dashNegative }, theme),
  );
  group("heatmaps", () => paintHeatmaps(sheet, store, scene, theme));
  ctx.translate(0, lifted);
  paintFixed();
  ctx.translate(0, -lifted);
  const unknown = uncomputedNodes(shape, store.frame.value, store.view.value);
  const marked = { targets: [pinned, ...path], op: opOf(store.state.value), frame: store.frame.value, unknown, shares: () => shares };
  const items = highlightItems(shape, marked, theme);
  if (!isEmpty(items)) group("marks", () => paintHighlights(ctx, items, theme));
  ctx.restore();
}

/** Paints what is the same in all frames: borders and names of the neurons, headings. @param {Sheet} sheet @param {NetworkScene} scene @param {Theme} theme */
export function paintFrames({ ctx, group }, { shape, lifted }, theme) {
  ctx.save();
  ctx.translate(0, -lifted);
  group("neurons", () => {
    paintNodes(ctx, shape, theme);
    paintOmissions(ctx, shape.columns, theme);
  });
  group("headings", () => {
    for (const column of shape.columns) paintHeading(ctx, column, lifted, theme);
  });
  ctx.restore();
}

/** @param {Sheet} sheet @param {PictureStore} store @param {NetworkScene} scene @param {Theme} theme */
function paintHeatmaps(sheet, store, scene, theme) {
  const fill = nodeFiller(store, scene, theme);
  for (const node of scene.shape.nodes) {
    if (node.kind === "bias") continue;
    const { size } = node;
    const box = { x: node.x - size / 2, y: node.y - size / 2, width: size, height: size };
    sheet.image(box, (pixels) => fill(pixels, { left: 0, top: 0, wide: pixels.width, high: pixels.height }, node));
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {ColumnShape} column @param {number} top @param {Theme} theme */
function paintHeading(ctx, { x, title, detail }, top, theme) {
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  setFont(ctx, theme, { weight: 650 });
  ctx.fillStyle = theme.ink;
  ctx.fillText(title, x, top + 0.7 * theme.rem);
  setFont(ctx, theme);
  ctx.fillStyle = theme.muted;
  ctx.fillText(detail, x, top + 1.9 * theme.rem);
}

/** Whether a network has a gradient strip below it, and it is unfolded. @param {PictureStore} store */
export const hasStrip = ({ state, view }) => view.value.showFactors && (state.value.network?.layers.length ?? 0) > 1;

/**
 * Paints the gradient strip below the columns of a network, with its upper left corner at 0, 0.
 *
 * @param {Sheet} sheet
 * @param {PictureStore} store
 * @param {NetworkShape} shape of the network
 * @param {number} height
 * @param {Theme} theme
 */
export function paintFactors({ ctx, group }, store, shape, height, theme) {
  const factors = factorsOf(store.frame.value);
  if (factors.delta.length !== shape.columns.length - 1) return;
  const room = { height, rem: theme.rem, widthOf: textMeasure(ctx, theme) };
  const strip = stripShape(shape.columns, factors, null, createStripScale().fit([factors]), room);
  group("gradient-strip", () => paintStrip(ctx, strip, { selected: null, color: theme.backward, twinColor: theme.muted }, theme));
}
