/** The form for a film: from which step to which, how long, in which format; its progress. */

import { make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { typedNumber } from "../../../base/words/typed-number.js";
import { VIDEO_FORMATS, videoFormats } from "./encoders.js";
import { makeFilm } from "./film.js";
import { createKindPicture } from "./kind-picture.js";

/** @import { PanelContext } from "../../context.js" */
/** @import { Format } from "./encoders.js" */

/**
 * @typedef {object} FormOptions
 * @property {() => Promise<string>} link
 * @property {(blob: Blob, ending: string) => void} save
 * @property {(text: string) => void} say
 */

const SECONDS = 10;
const MOST_SECONDS = 60;
/** Smaller steps of the bar are not shown: to paint the page for every picture takes as long as the picture. */
const SHOWN_PROGRESS = 0.04;
const FIELDS = /** @type {const} */ (["from", "to", "seconds"]);

/** @param {PanelContext} context @param {FormOptions} options */
export function makeFilmForm(context, { link, save, say }) {
  const { store } = context;
  const kind = createKindPicture(context);
  const boxes = FIELDS.map((name) =>
    make("input", { class: "box", attributes: { id: `film-${name}`, type: "text", inputmode: "numeric", autocomplete: "off" } }),
  );
  const [from, to, seconds] = /** @type {[HTMLInputElement, HTMLInputElement, HTMLInputElement]} */ (boxes);
  const formats = /** @type {Format[]} */ (["gif", ...VIDEO_FORMATS]).map((format) => ({ format, button: formatButton(format) }));
  const buttons = formats.map(({ button }) => button);
  const note = make("p", { class: "soft" });
  const bar = make("progress", { attributes: { max: "1", value: "0", "aria-label": t("film.progress") } });
  const cancel = make("button", { class: "quiet small", text: t("film.cancel"), attributes: { type: "button", id: "film-cancel" } });
  const progress = make("div", { class: "film-progress" }, bar, cancel);
  const form = make(
    "div",
    { class: "film-form" },
    ...FIELDS.map((name, k) =>
      make(
        "label",
        { class: "field", attributes: { for: `film-${name}` } },
        make("span", { class: "label", text: t(`film.${name}`) }),
        /** @type {Node} */ (boxes[k]),
      ),
    ),
    make("span", { class: "export-buttons" }, ...buttons),
  );
  const element = make("div", { class: "film" }, form, progress, note);
  progress.hidden = true;
  /** What this browser can write, once that is known. @type {readonly Format[] | null} */
  let writable = null;
  /** @type {AbortController | null} */
  let running = null;

  /** Reads the boxes. @returns {{ range: { from: number, to: number, seconds: number } } | { wrong: HTMLInputElement, fault: string }} */
  function read() {
    const last = lastStep(store);
    const limits = /** @type {const} */ ([
      [0, last],
      [0, last],
      [1, MOST_SECONDS],
    ]);
    const typed = boxes.map((box, k) => ({ box, ...typedNumber(box.value), limits: limits[k] ?? limits[0], name: FIELDS[k] ?? "from" }));
    const [first = 0, end = 0, length = 0] = typed.map(({ value }) => value ?? NaN);
    for (const {
      box,
      fault,
      value = NaN,
      limits: [low, high],
      name,
    } of typed) {
      const isWhole = name === "seconds" || Number.isInteger(value);
      const isWrong = fault !== undefined || !isWhole || value < low || value > high || (name === "to" && value < first);
      if (!isWrong) continue;
      return { wrong: box, fault: t("film.out_of_range", { name: t(`film.${name}`), low: name === "to" ? first || 0 : low, high }) };
    }
    return { range: { from: first, to: end, seconds: length } };
  }

  /** Shows which box is wrong, if one is. @param {HTMLInputElement | null} wrong @param {string} fault */
  function showFault(wrong, fault) {
    for (const box of boxes) box.setAttribute("aria-invalid", String(box === wrong));
    say(fault);
  }

  element.addEventListener("input", () => {
    if (boxes.some((box) => box.getAttribute("aria-invalid") === "true") && "range" in read()) showFault(null, "");
  });

  /** @param {Format} format */
  async function start(format) {
    if (running) return;
    const typed = read();
    if ("wrong" in typed) {
      showFault(typed.wrong, typed.fault);
      return typed.wrong.focus();
    }
    const { range } = typed;
    running = new AbortController();
    showFault(null, "");
    show(true);
    const rest = [...document.body.children].filter((part) => part instanceof HTMLElement && !part.contains(element) && !part.inert);
    for (const part of rest) /** @type {HTMLElement} */ (part).inert = true;
    try {
      const onProgress = (/** @type {number} */ share) => {
        if (share - bar.value >= SHOWN_PROGRESS || share === 1) bar.value = share;
      };
      const blob = await makeFilm(context, { ...range, format, kind, title: document.title, link: await link(), onProgress, signal: running.signal });
      save(blob, format);
    } catch (error) {
      say(running.signal.aborted ? t("film.cancelled") : t("film.failed", { reason: /** @type {Error} */ (error).message }));
    } finally {
      for (const part of rest) /** @type {HTMLElement} */ (part).inert = false;
      running = null;
      show(false);
    }
  }

  /** @param {boolean} isMaking */
  function show(isMaking) {
    bar.value = 0;
    progress.hidden = !isMaking;
    form.hidden = note.hidden = isMaking;
    if (isMaking) cancel.focus();
  }

  async function findVideos() {
    const videos = await videoFormats().catch(() => []);
    writable = ["gif", ...videos];
    for (const { format, button } of formats) button.hidden = !writable.includes(format);
    note.textContent = t(videos.length > 0 ? "film.text" : "film.text.gif");
  }

  for (const { format, button } of formats) {
    button.hidden = format !== "gif";
    button.addEventListener("click", () => void start(format));
  }
  cancel.addEventListener("click", () => running?.abort());
  return {
    element,
    /** Offers the whole run. */
    reset() {
      if (running) return;
      from.value = "0";
      to.value = String(lastStep(store));
      seconds.value ||= String(SECONDS);
      if ("range" in read()) showFault(null, "");
      for (const button of buttons) button.disabled = store.state.value.isObserver || lastStep(store) === 0;
      if (writable === null) void findVideos();
    },
    cancel: () => running?.abort(),
  };
}

/** @param {Format} format */
const formatButton = (format) =>
  make("button", { class: "quiet small", text: t(`film.format.${format}`), attributes: { type: "button", id: `film-${format}` } });

/** The last step that is known of the run. @param {PanelContext["store"]} store */
const lastStep = ({ timeline, figures }) => Math.max(timeline.end.value, figures.value.step);
