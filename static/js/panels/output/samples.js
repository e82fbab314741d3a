/** The pictures of samples, page by page, each with its predicted class. */

import { computed, effect, signal } from "@preact/signals-core";
import { count } from "../../base/numbers/format.js";
import { byId, make, setText } from "../../base/page/dom.js";
import { throttled } from "../../base/timing/throttled.js";
import { t } from "../../base/words/i18n.js";
import { section } from "../../net/frame.js";
import { isWrong, pageOf, pixelsOf, samplesOf } from "../../scene/output/output-views.js";
import { partText } from "./part-text.js";
import { SampleList } from "./sample-list.js";

/** @import { ReadonlySignal } from "@preact/signals-core" */
/** @import { DataFields, Pictures } from "../../protocol.js" */
/** @import { View } from "../../types.js" */
/** @import { Sample } from "../../scene/output/output-views.js" */
/** @import { PanelContext } from "../context.js" */

const PAGE_SIZE = 30;

/**
 * @param {PanelContext} context
 * @param {{ isShown: ReadonlySignal<boolean>, part: ReadonlySignal<"train" | "test"> }} options
 */
export function bindSamples({ store }, { isShown, part }) {
  const data = computed(() => store.state.value.data);
  const network = computed(() => store.state.value.network);
  const filter = computed(() => store.view.value.samples);
  const frame = throttled(store.frame);
  const samples = computed(() => {
    if (!isShown.value || !data.value || !network.value) return [];
    return samplesOf(data.value, section(frame.value, "predicted"), part.value, network.value.n_evaluated);
  });
  const list = new SampleList();
  effect(() => {
    if (isShown.value) list.update(samples.value, { filter: filter.value, part: part.value, data: data.value }, performance.now());
  });
  const isFiltered = computed(() => filter.value.onlyWrong);
  const page = bindPages(list, { isShown, restart: () => void [isFiltered.value, part.value, data.value] });
  bindFilter(store, filter);
  effect(() => {
    if (!isShown.value) return;
    byId("samples-place").title = network.value && data.value ? partText(network.value, data.value) : "";
    setText(byId("samples-count"), count(samples.value.filter(isWrong).length));
  });
  bindCells(store, () => {
    if (!isShown.value || !data.value) return null;
    return { data: data.value, samples: page.value.shown.flatMap((i) => samples.value[i] ?? []), canBeProbed: part.value === "train" };
  });
}

/** Binds the boxes that choose the wrong samples, and hold them. @param {PanelContext["store"]} store @param {ReadonlySignal<View["samples"]>} filter */
function bindFilter(store, filter) {
  const [onlyWrong, hold] = /** @type {[HTMLInputElement, HTMLInputElement]} */ (["samples-wrong", "samples-hold"].map(byId));
  for (const box of [onlyWrong, hold]) {
    box.addEventListener("change", () => {
      store.dispatch({ type: "view", patch: { samples: { onlyWrong: onlyWrong.checked, isHeld: hold.checked } } });
    });
  }
  effect(() => {
    onlyWrong.checked = filter.value.onlyWrong;
    hold.checked = filter.value.isHeld;
    hold.disabled = !filter.value.onlyWrong;
  });
}

/**
 * Binds the buttons that turn the pages of the list.
 *
 * @param {SampleList} list
 * @param {{ isShown: ReadonlySignal<boolean>, restart: () => void }} options `restart` reads the signals after whose changes the first page is shown
 */
function bindPages({ indices }, { isShown, restart }) {
  const wanted = signal(0);
  const page = computed(() => pageOf(indices.value, wanted.value, PAGE_SIZE));
  const [back, on] = /** @type {[HTMLButtonElement, HTMLButtonElement]} */ (["samples-back", "samples-on"].map(byId));
  const turn = (/** @type {number} */ by) => () => {
    wanted.value = page.value.page + by;
  };
  back.addEventListener("click", turn(-1));
  on.addEventListener("click", turn(1));
  effect(() => {
    restart();
    wanted.value = 0;
  });
  effect(() => {
    if (!isShown.value) return;
    const { first, shown, page: now, pages } = page.value;
    const from = shown.length > 0 ? first + 1 : 0;
    setText(byId("samples-place"), t("samples.place", { from, to: first + shown.length, all: indices.value.length }));
    back.disabled = now === 0;
    on.disabled = now >= pages - 1;
    byId("samples-none").hidden = shown.length > 0;
  });
  return page;
}

/**
 * Shows a page of samples.
 *
 * @param {PanelContext["store"]} store
 * @param {() => { data: DataFields, samples: Sample[], canBeProbed: boolean } | null} shown null while no samples are on screen
 */
function bindCells(store, shown) {
  const cells = Array.from({ length: PAGE_SIZE }, () => makeCell((probe) => store.dispatch({ type: "view", patch: { probe } })));
  byId("samples-grid").replaceChildren(...cells.map(({ item }) => item));
  const pictures = computed(() => store.state.value.data?.pictures ?? null);
  const pixels = computed(() => pictures.value && pixelsOf(pictures.value));
  effect(() => {
    const [found, theme] = [shown(), store.theme.value];
    if (!found || !theme) return;
    const options = { isDark: theme.dark, probe: store.view.value.probe, canBeProbed: found.canBeProbed };
    cells.forEach((cell, i) => {
      const sample = found.samples[i];
      cell.item.hidden = !sample;
      if (sample && pictures.value && pixels.value) cell.show(sample, found.data.class_names, pictures.value, pixels.value, options);
    });
  });
}

/** @param {(probe: number | null) => void} setProbe called with the index of a training sample */
function makeCell(setProbe) {
  const canvas = make("canvas");
  const mark = make("span", { class: "mark", text: "✗" });
  const prediction = make("span");
  const button = make(
    "button",
    { attributes: { type: "button" } },
    canvas,
    make("span", { class: "taken", attributes: { "aria-hidden": "true" } }, mark, prediction),
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
      setText(prediction, as);
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
