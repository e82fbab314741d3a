/** Drawing of own samples: brushes, strokes, arrow keys. */

import { computed, effect, signal } from "@preact/signals-core";
import { bindRadios, byId, setText } from "../../base/dom.js";
import { t } from "../../base/i18n.js";
import { paintDrawing } from "../../painters/drawing.js";
import { addDot, classCount, dotsFromSamples, eraseDots, N_BRUSHES, planeOfDots, samplesFromDots } from "../../scene/drawing.js";
import { plotShape } from "../../scene/output.js";

/** @import { PanelContext } from "../context.js" */
/** @import { Dot, Samples } from "../../types.js" */
/** @import { Uploads } from "./uploaded-tables.js" */

const LARGEST_RATIO = 2;
const ARROWS = /** @type {Record<string, readonly [number, number]>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
});

/**
 * @param {PanelContext} context
 * @param {Uploads} uploads
 * @param {(samples: Samples) => Promise<unknown>} start
 */
export function bindDrawing({ store, page }, uploads, start) {
  const canvas = /** @type {HTMLCanvasElement} */ (byId("board"));
  const use = /** @type {HTMLButtonElement} */ (byId("draw-use"));
  const isOpen = signal(false);
  const dots = signal(/** @type {readonly Dot[]} */ ([]));
  /** The class of new dots; 0 erases. */
  const brush = signal(1);
  /** The keyboard cursor; null until an arrow key is used. */
  const cursor = signal(/** @type {readonly [number, number] | null} */ (null));
  const size = signal({ width: 0, height: 0, ratio: 1 });
  const plane = computed(() => planeOfDots(dots.value));
  const shape = computed(() => {
    const { width, height } = size.value;
    const rem = store.theme.value?.rem ?? 0;
    return width > 0 && rem > 0 ? plotShape(plane.value, ["x₁", "x₂"], width, height, rem) : null;
  });
  let isStroke = false;

  /** @param {number} x @param {number} y @param {boolean} goesOn */
  function touch(x, y, goesOn) {
    const [[left, right]] = plane.value;
    if (brush.value === 0) dots.value = eraseDots(dots.value, x, y, 0.04 * (right - left));
    else dots.value = addDot(dots.value, { x, y, brush: brush.value }, { isStroke: goesOn, most: page.table_limits.samples, plane: plane.value });
  }

  /** @param {PointerEvent} event */
  function touchAt(event) {
    if (!shape.value) return;
    const { left, top } = canvas.getBoundingClientRect();
    const { plot } = shape.value;
    const [across, up] = [(event.clientX - left - plot.x) / plot.width, 1 - (event.clientY - top - plot.y) / plot.height];
    if (Math.min(across, up) < 0 || Math.max(across, up) > 1) return;
    const [[x0, x1], [y0, y1]] = plane.value;
    touch(x0 + across * (x1 - x0), y0 + up * (y1 - y0), isStroke);
    isStroke = true;
  }

  canvas.addEventListener("pointerdown", (event) => {
    cursor.value = null;
    isStroke = false;
    canvas.setPointerCapture(event.pointerId);
    touchAt(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons > 0) touchAt(event);
  });
  canvas.addEventListener("keydown", (event) => {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !(key in ARROWS || /^([1-3 ]|Enter|Delete|Backspace|Escape)$/.test(key))) return;
    event.preventDefault();
    event.stopPropagation();
    if (/^Esc/.test(key)) close();
    else if (/^[1-3]$/.test(key)) choose(Number(key));
    else press(key, event.shiftKey);
  });

  /** @param {string} key @param {boolean} isLong */
  function press(key, isLong) {
    const [[x0, x1], [y0, y1]] = plane.value;
    const [x, y] = cursor.value ?? [(x0 + x1) / 2, (y0 + y1) / 2];
    const [dx, dy] = ARROWS[key] ?? [0, 0];
    const stride = (isLong ? 1 / 8 : 1 / 48) * (x1 - x0);
    cursor.value = [Math.max(x0, Math.min(x1, x + dx * stride)), Math.max(y0, Math.min(y1, y + (dy * stride * (y1 - y0)) / (x1 - x0)))];
    if (key === " " || key === "Enter") touch(...cursor.value, false);
    if (/^(Delete|Backspace)$/.test(key)) dots.value = eraseDots(dots.value, ...cursor.value, 0.04 * (x1 - x0));
  }

  /** @param {number} next */
  function choose(next) {
    brush.value = next;
    for (const radio of byId("brush").querySelectorAll("input")) radio.checked = radio.value === String(next);
  }
  bindRadios("brush", (value) => choose(Number(value)));

  byId("draw-open").addEventListener("click", () => {
    dots.value = dotsFromSamples(uploads.present.value);
    isOpen.value = true;
    canvas.focus();
  });
  byId("draw-close").addEventListener("click", close);
  use.addEventListener("click", async () => {
    await start(samplesFromDots(dots.value)).then(close, () => undefined);
  });

  function close() {
    isOpen.value = false;
    byId("draw-open").focus();
  }

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
    size.value = { width, height, ratio: Math.min(LARGEST_RATIO, devicePixelRatio || 1) };
  }).observe(byId("drawing"));
}
