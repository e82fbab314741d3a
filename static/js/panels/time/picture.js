/** Draws the line of time on its canvas: at once while the run is paused, a few times a second while it trains. */

import { computed, effect, signal } from "@preact/signals-core";
import { onPixelRatio, pixelRatio, sizeOnScreen } from "../../base/page/pixel-ratio.js";
import { paced } from "../../base/timing/throttled.js";
import { paintTime } from "../../painters/strips/time-strip.js";
import { timeShape } from "../../scene/time/strip.js";
import { createStillLayer } from "../../stage/layers.js";

/** @import { Signal } from "@preact/signals-core" */
/** @import { TimeMark, TimeShape } from "../../painters/strips/time-strip.js" */
/** @import { Store } from "../../state/store/store.js" */
/** @import { Past } from "./base/past.js" */

/** @typedef {ReturnType<typeof createTimePicture>} TimePicture */

/** Together with the charts. */
const DRAW_EVERY_MS = 200;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLElement} box whose size the canvas has
 * @param {Store} store
 * @param {Past} past
 * @param {{ readonly value: ReadonlyMap<number, string> }} colors of the branches that are compared
 */
export function createTimePicture(canvas, box, store, past, colors) {
  const layer = createStillLayer(canvas);
  const size = signal({ width: 0, height: 0 });
  /** The shape that is drawn. @type {Signal<TimeShape | null>} */
  const shape = signal(null);
  /** Where the pointer is. @type {Signal<{ x: number, y: number } | null>} */
  const pointed = signal(null);
  /** The mark that is explained. @type {Signal<TimeMark | null>} */
  const explained = signal(null);
  const held = signal(false);
  let timer = 0;

  function draw() {
    timer = 0;
    const theme = store.theme.peek();
    const { width, height } = size.peek();
    if (!theme || width === 0) return;
    const next = timeShape(
      {
        losses: store.losses.columns(),
        branches: store.timeline.event.peek()?.branches ?? [],
        current: store.timeline.event.peek()?.current ?? 0,
        position: past.position.peek(),
        end: past.end.peek(),
        divergedAt: past.divergedAt.peek(),
      },
      { width, height, rem: theme.rem },
    );
    layer.show(() => paintTime(layer.ctx, next, { mark: explained.peek(), isHeld: held.peek(), colors: colors.value }, theme));
    shape.value = next;
  }

  function soon() {
    if (timer === 0) timer = window.setTimeout(() => requestAnimationFrame(draw));
  }
  const slowly = paced(DRAW_EVERY_MS, soon);
  const isRunning = computed(() => store.state.value.running);
  effect(() => {
    void [store.curvesVersion.value, store.timeline.event.value, past.position.value, past.end.value, past.divergedAt.value];
    void [store.theme.value, size.value, explained.value, held.value, colors.value];
    if (isRunning.value) slowly();
    else soon();
  });

  function resize() {
    const { width, height } = sizeOnScreen(box);
    layer.resize(width, height, pixelRatio());
    size.value = { width, height };
    draw(); // A canvas is blank after it is resized.
  }
  new ResizeObserver(resize).observe(box);
  onPixelRatio(resize);
  return { shape, pointed, explained, held };
}
