/** Drawing of own samples: brushes, strokes, arrow keys. */

import { computed, effect, signal } from "@preact/signals-core";
import { clamp } from "../../base/numbers/scales.js";
import { bindRadios, byId, setText } from "../../base/page/dom.js";
import { onPixelRatio, pixelRatio } from "../../base/page/pixel-ratio.js";
import { t } from "../../base/words/i18n.js";
import { paintDrawing } from "../../painters/output/drawing.js";
import { addDot, classCount, dotsFromSamples, eraseDots, N_BRUSHES, planeOfDots, samplesFromDots } from "../../scene/output/drawing.js";
import { plotShape } from "../../scene/output/output.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { PanelContext } from "../context.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { Dot, PlotShape, Samples } from "../../types.js" */
/** @import { Uploads } from "./uploaded-tables.js" */

const ARROWS = /** @type {Record<string, readonly [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
});

/** How near a dot has to be to be erased, as a share of the plane's width. */
const ERASER = 0.04;

/** @typedef {ReturnType<typeof createBoard>} Board */

/**
 * @param {PanelContext} context
 * @param {Uploads} uploads
 * @param {(samples: Samples) => Promise<unknown>} start
 */
export function bindDrawing({ store, page }, uploads, start) {
  const canvas = /** @type {HTMLCanvasElement} */ (byId("board"));
  const board = createBoard(page.table_limits.samples);
  const isOpen = signal(false);
  const shape = bindPicture(store, canvas, board, isOpen);

  /** @param {number} brush */
  function choose(brush) {
    board.brush.value = brush;
    for (const radio of byId("brush").querySelectorAll("input")) radio.checked = radio.value === String(brush);
  }

  function close() {
    isOpen.value = false;
    byId("draw-open").focus();
  }

  bindPointer(canvas, board, shape);
  bindKeys(canvas, board, choose, close);
  bindRadios("brush", (value) => choose(Number(value)));
  byId("draw-open").addEventListener("click", () => {
    board.dots.value = dotsFromSamples(uploads.present.value);
    isOpen.value = true;
    canvas.focus();
  });
  byId("draw-close").addEventListener("click", close);
  byId("draw-use").addEventListener("click", async () => {
    await start(samplesFromDots(board.dots.value)).then(close, () => undefined);
  });
  bindState(canvas, board, isOpen);
}

/** Creates what is drawn, and changes it by the brush. @param {number} most the largest number of dots */
function createBoard(most) {
  const dots = signal(/** @type {readonly Dot[]} */ ([]));
  /** The class of new dots; 0 erases. */
  const brush = signal(1);
  /** The keyboard cursor; null until an arrow key is used. */
  const cursor = signal(/** @type {readonly [number, number] | null} */ (null));
  const plane = computed(() => planeOfDots(dots.value));

  /** @param {number} x @param {number} y */
  function erase(x, y) {
    const [[left, right]] = plane.value;
    dots.value = eraseDots(dots.value, x, y, ERASER * (right - left));
  }

  /** @param {number} x @param {number} y @param {boolean} isStroke whether it continues a stroke */
  function touch(x, y, isStroke) {
    if (brush.value === 0) erase(x, y);
    else dots.value = addDot(dots.value, { x, y, brush: brush.value }, { isStroke, most, plane: plane.value });
  }

  /** Moves the keyboard cursor, or sets or erases a dot there. @param {string} key @param {boolean} isLong */
  function press(key, isLong) {
    const [[x0, x1], [y0, y1]] = plane.value;
    const [x, y] = cursor.value ?? [(x0 + x1) / 2, (y0 + y1) / 2];
    const [dx, dy] = ARROWS[key] ?? [0, 0];
    const stride = isLong ? 1 / 8 : 1 / 48;
    cursor.value = [clamp(x + dx * stride * (x1 - x0), x0, x1), clamp(y + dy * stride * (y1 - y0), y0, y1)];
    if (key === " " || key === "Enter") touch(...cursor.value, false);
    if (/^(Delete|Backspace)$/.test(key)) erase(...cursor.value);
  }

  return { dots, brush, cursor, plane, touch, press };
}

/** Draws strokes with the pointer. @param {HTMLCanvasElement} canvas @param {Board} board @param {ReadonlySignal<PlotShape | null>} shape */
function bindPointer(canvas, board, shape) {
  let isStroke = false;

  /** @param {PointerEvent} event */
  function touchAt({ clientX, clientY }) {
    if (!shape.value) return;
    const { left, top } = canvas.getBoundingClientRect();
    const { plot } = shape.value;
    const [across, up] = [(clientX - left - plot.x) / plot.width, 1 - (clientY - top - plot.y) / plot.height];
    if (Math.min(across, up) < 0 || Math.max(across, up) > 1) return;
    const [[x0, x1], [y0, y1]] = board.plane.value;
    board.touch(x0 + across * (x1 - x0), y0 + up * (y1 - y0), isStroke);
    isStroke = true;
  }

  canvas.addEventListener("pointerdown", (event) => {
    board.cursor.value = null;
    isStroke = false;
    canvas.setPointerCapture(event.pointerId);
    touchAt(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons > 0) touchAt(event);
  });
}

/** @param {HTMLCanvasElement} canvas @param {Board} board @param {(brush: number) => void} choose @param {() => void} close */
function bindKeys(canvas, board, choose, close) {
  canvas.addEventListener("keydown", (event) => {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !(key in ARROWS || /^([1-3 ]|Enter|Delete|Backspace|Escape)$/.test(key))) return;
    event.preventDefault();
    event.stopPropagation();
    if (key === "Escape") close();
    else if (/^[1-3]$/.test(key)) choose(Number(key));
    else board.press(key, event.shiftKey);
  });
}

/** Shows whether the board is open, and describes what is on it. @param {HTMLCanvasElement} canvas @param {Board} board @param {ReadonlySignal<boolean>} isOpen */
function bindState(canvas, { dots }, isOpen) {
  const use = /** @type {HTMLButtonElement} */ (byId("draw-use"));
  effect(() => {
    byId("drawing").hidden = !isOpen.value;
    byId("draw-tools").hidden = !isOpen.value;
    byId("output-panel").toggleAttribute("data-drawing", isOpen.value);
  });
  effect(() => {
    const counts = Array.from({ length: N_BRUSHES }, (_, k) => dots.value.filter((dot) => dot.brush === k + 1).length);
    setText(byId("draw-count"), t("draw.count", { n: dots.value.length }));
    use.disabled = classCount(dots.value) < 2;
    canvas.setAttribute("aria-label", t("draw.board", { one: counts[0] ?? 0, two: counts[1] ?? 0, three: counts[2] ?? 0 }));
  });
}

/** Paints the board while it is open; returns its plot. @param {Store} store @param {HTMLCanvasElement} canvas @param {Board} board @param {ReadonlySignal<boolean>} isOpen */
function bindPicture(store, canvas, { dots, cursor, plane }, isOpen) {
  const size = signal({ width: 0, height: 0, ratio: 1 });
  const shape = computed(() => {
    const { width, height } = size.value;
    const rem = store.theme.value?.rem ?? 0;
    return width > 0 && rem > 0 ? plotShape(plane.value, ["x₁", "x₂"], width, height, rem) : null;
  });
  effect(() => {
    const { width, height, ratio } = size.value;
    const ctx = canvas.getContext("2d");
    if (!isOpen.value || !shape.value || !store.theme.value || !ctx) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintDrawing(ctx, { shape: shape.value, dots: dots.value, cursor: cursor.value }, store.theme.value);
  });
  new ResizeObserver(([entry]) => {
    const { width = 0, height = 0 } = entry?.contentRect ?? {};
    size.value = { width, height, ratio: pixelRatio() };
  }).observe(byId("drawing"));
  onPixelRatio(() => {
    size.value = { ...size.value, ratio: pixelRatio() };
  });
  return shape;
}
