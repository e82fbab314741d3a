/** The pictures of samples, page by page, each with its predicted class. */

import { computed, effect, signal } from "@preact/signals-core";
import { count } from "../../base/numbers/format.js";
import { byId, make, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { section } from "../../net/frame.js";
import { isWrong, pageOf, pixelsOf, samplesOf } from "../../scene/output/output-views.js";
import { partText } from "./part-text.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { Pictures } from "../../protocol.js" */
/** @import { Sample } from "../../scene/output/output-views.js" */
/** @import { PanelContext } from "../context.js" */

const PAGE_SIZE = 30;
/** The list of wrong samples changes with every step, so it is updated at most this often. */
const CHOOSE_EVERY_MS = 1000;

/**
 * @param {PanelContext} context
 * @param {{ isShown: ReadonlySignal<boolean>, part: ReadonlySignal<"train" | "test"> }} options
 */
export function bindSamples({ store }, { isShown, part }) {
  const data = computed(() => store.state.value.data);
  const pictures = computed(() => data.value?.pictures ?? null);
  const pixels = computed(() => pictures.value && pixelsOf(pictures.value));
  const frame = throttled(store.frame);
  const network = computed(() => store.state.value.network);
  const samples = computed(() => {
    if (!isShown.value || !data.value || !network.value) return [];
    return samplesOf(data.value, section(frame.value, "predicted"), part.value, network.value.n_evaluated);
  });
  const wanted = signal(0);
  const onlyWrong = /** @type {HTMLInputElement} */ (byId("samples-wrong"));
  const hold = /** @type {HTMLInputElement} */ (byId("samples-hold"));
  const filter = computed(() => store.view.value.samples);
  /** The indices of the samples to show. */
  const chosen = signal(/** @type {number[]} */ ([]));
  let chosen_ms = -Infinity;
  const grid = byId("samples-grid");
  const cells = Array.from({ length: PAGE_SIZE }, () => makeCell((probe) => store.dispatch({ type: "view", patch: { probe } })));
  grid.replaceChildren(...cells.map(({ item }) => item));

  const turn = (/** @type {number} */ by) => () => {
    wanted.value = page.value.page + by;
  };
  byId("samples-back").addEventListener("click", turn(-1));
  byId("samples-on").addEventListener("click", turn(1));
  for (const box of [onlyWrong, hold]) {
    box.addEventListener("change", () => {
      store.dispatch({ type: "view", patch: { samples: { onlyWrong: onlyWrong.checked, isHeld: hold.checked } } });
    });
  }
  const isFiltered = computed(() => filter.value.onlyWrong);
  effect(() => {
    onlyWrong.checked = isFiltered.value;
    wanted.value = 0;
  });
  effect(() => {
    hold.checked = filter.value.isHeld;
    chosen_ms = -Infinity;
  });
  effect(() => {
    void [part.value, data.value];
    wanted.value = 0;
    chosen_ms = -Infinity;
  });

  effect(() => {
    const now_ms = performance.now();
    const { onlyWrong: isOnly, isHeld } = filter.value;
    const all = samples.value;
    hold.disabled = !isOnly;
    if (chosen_ms > -Infinity && isOnly && (isHeld || now_ms - chosen_ms < CHOOSE_EVERY_MS)) return;
    if (chosen_ms > -Infinity && !isOnly && chosen.peek().length === all.length) return;
    chosen_ms = now_ms;
    chosen.value = all.flatMap((sample, i) => (!isOnly || isWrong(sample) ? [i] : []));
  });

  const page = computed(() => pageOf(chosen.value, wanted.value, PAGE_SIZE));
  effect(() => {
    if (!isShown.value) return;
    const { first, shown, page: now, pages } = page.value;
    const from = shown.length > 0 ? first + 1 : 0;
    setText(byId("samples-place"), t("samples.place", { from, to: first + shown.length, all: chosen.value.length }));
    /** @type {HTMLButtonElement} */ (byId("samples-back")).disabled = now === 0;
    /** @type {HTMLButtonElement} */ (byId("samples-on")).disabled = now >= pages - 1;
    byId("samples-place").title = network.value && data.value ? partText(network.value, data.value) : "";
    byId("samples-none").hidden = shown.length > 0;
  });
  effect(() => {
    if (!isShown.value) return;
    setText(byId("samples-count"), count(samples.value.filter(isWrong).length));
  });
  effect(() => {
    const theme = store.theme.value;
    if (!isShown.value || !theme) return;
    const names = data.value?.class_names ?? [];
    const options = { isDark: theme.dark, probe: store.view.value.probe, canBeProbed: part.value === "train" };
    cells.forEach((cell, i) => {
      const sample = samples.value[page.value.shown[i] ?? -1];
      cell.item.hidden = !sample;
      if (sample && pictures.value && pixels.value) cell.show(sample, names, pictures.value, pixels.value, options);
    });
  });
}

/** @param {(probe: number | null) => void} setProbe called with the index of a training sample */
function makeCell(setProbe) {
  const canvas = make("canvas");
  const mark = make("span", { class: "mark", text: "✗" });
  const said = make("span");
  const button = make(
    "button",
    { attributes: { type: "button" } },
    canvas,
    make("span", { class: "taken", attributes: { "aria-hidden": "true" } }, mark, said),
  );
  const item = make("li", {}, button);
  let drawn = "";
  let number = 0;
  button.addEventListener("click", () => setProbe(button.getAttribute("aria-pressed") === "true" ? null : number));

  return {
    item,
    /**
     * @param {Sample} sample
     * @param {readonly string[]} names
     * @param {Pictures} pictures
     * @param {Uint8Array} pixels
     * @param {{ isDark: boolean, probe: number | null, canBeProbed: boolean }} options
     */
    show(sample, names, pictures, pixels, { isDark, probe, canBeProbed }) {
      const { index, label, predicted } = sample;
      const [is, as] = [names[label] ?? "", predicted === null ? "" : (names[predicted] ?? "")];
      const wrong = isWrong(sample);
      item.classList.toggle("wrong", wrong);
      setText(said, as);
      const words = predicted === null ? is : t(wrong ? "samples.wrong" : "samples.right", { is, as });
      if (button.getAttribute("aria-label") !== words) {
        button.setAttribute("aria-label", words);
        button.title = words;
      }
      number = index;
      button.disabled = !canBeProbed;
      button.setAttribute("aria-pressed", String(canBeProbed && index === probe));
      const key = [index, isDark, pictures.pixels.length, pictures.pixels.slice(0, 64)].join();
      if (key === drawn) return;
      drawn = key;
      drawPicture(canvas, pictures, pixels, index, isDark);
    },
  };
}

/**
 * Draws a picture dark on light, or light on dark in the dark theme.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Pictures} pictures
 * @param {Uint8Array} pixels
 * @param {number} index
 * @param {boolean} isDark
 */
export function drawPicture(canvas, { rows, columns }, pixels, index, isDark) {
  canvas.width = columns;
  canvas.height = rows;
  const image = new ImageData(columns, rows);
  for (let i = 0; i < rows * columns; i += 1) {
    const level = pixels[index * rows * columns + i] ?? 0;
    image.data.fill(isDark ? level : 255 - level, 4 * i, 4 * i + 3);
    image.data[4 * i + 3] = 255;
  }
  // A picture, which a browser without a graphics card does not copy at every refresh, as it does a drawing.
  const sheet = new OffscreenCanvas(columns, rows);
  sheet.getContext("2d")?.putImageData(image, 0, 0);
  canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(sheet.transferToImageBitmap());
}
