/** Paints the distributions of a layer or a neuron on a sheet, as in their card. */

import { number, percent, tick } from "../../../base/numbers/format.js";
import { t } from "../../../base/words/i18n.js";
import { section } from "../../../net/frame.js";
import { setFont } from "../../../painters/base/shapes.js";
import { distributionTarget } from "../../../scene/distributions/distribution-target.js";
import { MAGNITUDES, magnitudePicture, rangePicture, signalPicture, Z_COLUMNS, Z_TICKS } from "../../../scene/distributions/distributions.js";
import { magnitudeTicks, scopeText, shownName } from "../../distributions/texts.js";

/** @import { Rect, Theme } from "../../../types.js" */
/** @import { Bar, MagnitudePicture, RangePicture, SignalPicture } from "../../../scene/distributions/distributions.js" */
/** @import { Store } from "../../../state/store/store.js" */
/** @import { LegendItem } from "./legend.js" */
/** @import { Part } from "./figure.js" */

/** @typedef {CanvasRenderingContext2D} Context */

const KEYS_HEIGHT = 24;
const SIGNAL_HEIGHT = 170;
const TICKS_HEIGHT = 22;
const SMALL_HEIGHT = 76;
const CAPTION_HEIGHT = 26;
const CELL_HEIGHT = CAPTION_HEIGHT + SMALL_HEIGHT + TICKS_HEIGHT + 8;
const COLUMNS = 3;
const COLUMN_GAP = 34;
/** The share of the width for zeros and for what is too small for the decades, and that of the gap after it. */
const [REST, REST_GAP] = [0.12, 0.05];
const SLOPE_DASHES = [5, 3];
const [FAINT, FLAT] = [0.5, 0.55];

/**
 * Returns what is shown of which layer; null while the card is folded or has no numbers.
 *
 * @param {Pick<Store, "state" | "frame">} store
 */
export function distributionsScene({ state, frame }) {
  const { network, twin } = state.value;
  const shown = distributionTarget(state.value);
  const newest = (shown?.run === 1 ? frame.value?.twin : frame.value) ?? null;
  const signals = shown && section(newest, "linear_histograms", shown.layer) ? signalPicture(newest, shown.layer) : null;
  if (!shown || !signals) return null;
  const nLayers = (shown.run === 1 ? twin?.network : network)?.layers.length ?? 0;
  return {
    title: t("figure.distributions", { of: shownName(shown, nLayers, twin !== null) }),
    note: scopeText(newest, shown.layer, signals),
    signals,
    range: rangePicture(newest, shown.layer),
    magnitudes: MAGNITUDES.map((name) => ({ name, picture: magnitudePicture(newest, shown.layer, name) })),
  };
}

/** Returns the parts of the figure, below one another. @param {NonNullable<ReturnType<typeof distributionsScene>>} scene @param {number} width @param {Theme} theme @returns {Part[]} */
export function distributionsParts({ signals, range, magnitudes }, width, theme) {
  const cellWidth = (width - (COLUMNS - 1) * COLUMN_GAP) / COLUMNS;
  /** @type {((ctx: Context) => void)[]} */
  const cells = [
    (ctx) => paintRange(ctx, range, cellWidth, theme),
    ...magnitudes.map(
      ({ name, picture }) =>
        (/** @type {Context} */ ctx) =>
          paintMagnitudes(ctx, t(`distributions.${name}`), picture, cellWidth, theme),
    ),
  ];
  return [
    {
      height: KEYS_HEIGHT + SIGNAL_HEIGHT + TICKS_HEIGHT + 8,
      paint: ({ ctx, group }) => group("z", () => paintSignal(ctx, signals, width, theme)),
    },
    {
      height: CELL_HEIGHT * Math.ceil(cells.length / COLUMNS),
      paint: ({ ctx, group }) =>
        cells.forEach((paint, k) => {
          ctx.save();
          ctx.translate((k % COLUMNS) * (cellWidth + COLUMN_GAP), Math.floor(k / COLUMNS) * CELL_HEIGHT);
          group("histogram", () => paint(ctx));
          ctx.restore();
        }),
    },
  ];
}

/** @param {Theme} theme @returns {LegendItem[]} */
export const distributionsLegend = ({ positive, negative, muted }) => [
  { mark: positive, text: t("distributions.key.up") },
  { mark: negative, text: t("distributions.key.down") },
  { mark: muted, text: t("distributions.key.rest") },
];

/** Paints z over f and f', with a legend above. @param {Context} ctx @param {SignalPicture} picture @param {number} width @param {Theme} theme */
function paintSignal(ctx, { bars, flat, flatShare, f, slope, slopeMax }, width, theme) {
  const slopeText = Number.isNaN(slopeMax) ? t("distributions.slope") : t("distributions.slope_to", { most: number(slopeMax, 2) });
  paintKeys(
    ctx,
    [
      { text: t("distributions.z"), paint: null },
      { text: t("distributions.f"), paint: (x) => paintLine(ctx, [x, x + theme.rem], theme.forward, []) },
      { text: slopeText, paint: (x) => paintLine(ctx, [x, x + theme.rem], theme.backward, SLOPE_DASHES) },
      { text: t("distributions.flat", { share: percent(flatShare, 0) }), paint: (x) => paintBox(ctx, x, theme) },
    ],
    theme,
  );
  const box = { x: 0, y: KEYS_HEIGHT, width, height: SIGNAL_HEIGHT };
  const base = box.y + box.height;
  paintBars(ctx, bars, box, base, theme.muted, FAINT);
  paintBars(ctx, flat, box, base, theme.backward, FLAT);
  const inner = { ...box, x: width / Z_COLUMNS, width: (width * (Z_COLUMNS - 2)) / Z_COLUMNS };
  paintCurve(ctx, f, inner, theme.forward, []);
  paintCurve(ctx, slope, inner, theme.backward, SLOPE_DASHES);
  paintAxis(ctx, [0, width], base, theme);
  Z_TICKS.forEach((value, k) => {
    paintTick(ctx, tick(value), inner.x + (k / (Z_TICKS.length - 1)) * inner.width, base, "center", theme);
  });
}

/** @param {Context} ctx @param {RangePicture | null} picture @param {number} width @param {Theme} theme */
function paintRange(ctx, picture, width, theme) {
  paintCaption(ctx, t("distributions.a"), theme);
  if (!picture) return paintNothing(ctx, theme);
  const base = CAPTION_HEIGHT + SMALL_HEIGHT;
  paintBars(ctx, picture.bars, { x: 0, y: CAPTION_HEIGHT, width, height: SMALL_HEIGHT }, base, theme.muted, FAINT);
  paintAxis(ctx, [0, width], base, theme);
  paintTick(ctx, tick(picture.low), 0, base, "left", theme);
  paintTick(ctx, tick(picture.high), width, base, "right", theme);
}

/** @param {Context} ctx @param {string} caption @param {MagnitudePicture | null} picture @param {number} width @param {Theme} theme */
function paintMagnitudes(ctx, caption, picture, width, theme) {
  paintCaption(ctx, caption, theme);
  if (!picture) return paintNothing(ctx, theme);
  const half = SMALL_HEIGHT / 2;
  const base = CAPTION_HEIGHT + half;
  const left = width * (REST + REST_GAP);
  const decades = { x: left, y: CAPTION_HEIGHT, width: width - left, height: half };
  const rest = { ...decades, x: 0, width: width * REST };
  paintBars(ctx, picture.up, decades, base, theme.positive);
  paintBars(ctx, picture.down, decades, base, theme.negative);
  // Zeros and the rest have no sign: their bars go both ways.
  for (const sign of [1, -1])
    paintBars(
      ctx,
      picture.rest.map((bar) => ({ ...bar, height: sign * bar.height })),
      rest,
      base,
      theme.muted,
      FAINT,
    );
  paintAxis(ctx, [0, rest.width], base, theme);
  paintAxis(ctx, [left, width], base, theme);
  const below = CAPTION_HEIGHT + SMALL_HEIGHT;
  const [small, low, high] = magnitudeTicks(picture);
  paintTick(ctx, small, 0, below, "left", theme);
  paintTick(ctx, low, left, below, "left", theme);
  paintTick(ctx, high, width, below, "right", theme);
}

/** Paints bars as one path. @param {Context} ctx @param {readonly Bar[]} bars @param {Rect} box @param {number} base @param {string} color @param {number} [alpha] */
function paintBars(ctx, bars, { x, width, height }, base, color, alpha = 1) {
  ctx.save();
  ctx.globalAlpha = alpha;
  ctx.fillStyle = color;
  ctx.beginPath();
  for (const bar of bars) {
    const tall = Math.abs(bar.height) * height;
    if (tall > 0) ctx.rect(x + bar.at * width, bar.height > 0 ? base - tall : base, bar.width * width, tall);
  }
  ctx.fill();
  ctx.restore();
}

/** @param {Context} ctx @param {readonly number[]} shares @param {Rect} box @param {string} color @param {readonly number[]} dashes */
function paintCurve(ctx, shares, { x, y, width, height }, color, dashes) {
  if (shares.length < 2) return;
  strokeOf(ctx, color, dashes, () =>
    shares.forEach((share, k) => {
      ctx[k === 0 ? "moveTo" : "lineTo"](x + (k / (shares.length - 1)) * width, y + height * (1 - share));
    }),
  );
}

/** @param {Context} ctx @param {string} color @param {readonly number[]} dashes @param {() => void} trace */
function strokeOf(ctx, color, dashes, trace) {
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([...dashes]);
  ctx.beginPath();
  trace();
  ctx.stroke();
  ctx.restore();
}

/** @param {Context} ctx @param {[number, number]} reach @param {string} color @param {readonly number[]} dashes */
const paintLine = (ctx, [from, to], color, dashes) =>
  strokeOf(ctx, color, dashes, () => {
    ctx.moveTo(from, KEYS_HEIGHT / 2);
    ctx.lineTo(to, KEYS_HEIGHT / 2);
  });

/** @param {Context} ctx @param {number} x @param {Theme} theme */
function paintBox(ctx, x, { rem, backward }) {
  const side = 0.7 * rem;
  paintBars(ctx, [{ at: 0, width: 1, height: 1 }], { x, y: 0, width: side, height: side }, (KEYS_HEIGHT + side) / 2, backward, FLAT);
}

/** @param {Context} ctx @param {[number, number]} reach @param {number} y @param {Theme} theme */
function paintAxis(ctx, [from, to], y, { edge }) {
  ctx.fillStyle = edge;
  ctx.fillRect(from, y - 0.5, to - from, 1);
}

/** Paints keys in a row: the name of the picture, then marks with their texts. @param {Context} ctx @param {readonly { text: string, paint: ((x: number) => void) | null }[]} keys @param {Theme} theme */
function paintKeys(ctx, keys, theme) {
  let x = 0;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  for (const { text, paint } of keys) {
    paint?.(x);
    if (paint) x += 1.35 * theme.rem;
    setFont(ctx, theme, { weight: paint ? 450 : 650 });
    ctx.fillStyle = paint ? theme.muted : theme.ink;
    ctx.fillText(text, x, KEYS_HEIGHT / 2);
    x += ctx.measureText(text).width + 1.2 * theme.rem;
  }
}

/** @param {Context} ctx @param {string} text @param {Theme} theme */
function paintCaption(ctx, text, theme) {
  setFont(ctx, theme, { weight: 650 });
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillStyle = theme.ink;
  ctx.fillText(text, 0, CAPTION_HEIGHT / 2);
}

/** @param {Context} ctx @param {Theme} theme */
function paintNothing(ctx, theme) {
  setFont(ctx, theme);
  ctx.fillStyle = theme.muted;
  ctx.fillText(t("distributions.no_step"), 0, CAPTION_HEIGHT + SMALL_HEIGHT / 2);
}

/** @param {Context} ctx @param {string} text @param {number} x @param {number} base @param {CanvasTextAlign} align @param {Theme} theme */
function paintTick(ctx, text, x, base, align, theme) {
  setFont(ctx, theme, { size: 0.8 });
  ctx.textAlign = align;
  ctx.textBaseline = "middle";
  ctx.fillStyle = theme.muted;
  ctx.fillText(text, x, base + TICKS_HEIGHT / 2);
}
