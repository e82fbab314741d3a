/** The form for a film: from which step to which, how long, in which format; its progress. */

import { make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";
import { typedNumber } from "../../../base/words/typed-number.js";
import { VIDEO_FORMATS, videoFormats } from "./encoders.js";
import { makeFilm } from "./film.js";
import { KindPicture } from "./kind-picture.js";

/** @import { PanelContext } from "../../context.js" */
/** @import { Format } from "./encoders.js" */

/**
 * @typedef {object} FormOptions
 * @property {() => Promise<string>} link
 * @property {(blob: Blob, ending: string) => void} save
 * @property {(text: string) => void} report
 */

const SECONDS = 10;
const MOST_SECONDS = 60;
/** Smaller steps of the bar are not shown: to paint the page for every picture takes as long as the picture. */
const SHOWN_PROGRESS = 0.04;
const FIELDS = /** @type {const} */ (["from", "to", "seconds"]);

/** @typedef {(typeof FIELDS)[number]} Field */
/** @typedef {Record<Field, number>} Range */

/**
 * The form is *open* for its boxes and buttons, or *making* a film: then it shows the progress,
 * and the rest of the page takes no input.
 */
export class FilmForm {
  #context;
  #options;
  #kind;
  #parts = makeParts();
  /** What this browser can write; null until that is known. @type {readonly Format[] | null} */
  #writable = null;
  /** Of the film that is made; null while the form is open. @type {AbortController | null} */
  #making = null;

  /** @param {PanelContext} context @param {FormOptions} options */
  constructor(context, options) {
    this.#context = context;
    this.#options = options;
    this.#kind = new KindPicture(context);
    const { element, formats, cancel } = this.#parts;
    element.addEventListener("input", () => this.#dropFault());
    for (const { format, button } of formats) button.addEventListener("click", () => void this.#start(format));
    cancel.addEventListener("click", () => this.cancel());
  }

  get element() {
    return this.#parts.element;
  }

  /** Offers the whole run. */
  reset() {
    if (this.#making) return;
    const { store } = this.#context;
    const { from, to, seconds } = this.#parts.boxes;
    from.value = "0";
    to.value = String(lastStep(store));
    seconds.value ||= String(SECONDS);
    if ("range" in this.#read()) this.#showFault(null, "");
    for (const { button } of this.#parts.formats) button.disabled = store.state.value.isObserver || lastStep(store) === 0;
    if (this.#writable === null) void this.#findVideos();
  }

  cancel() {
    this.#making?.abort();
  }

  #read() {
    return readRange(this.#parts.boxes, lastStep(this.#context.store));
  }

  /** Shows which box is wrong, if one is. @param {HTMLInputElement | null} wrong @param {string} fault */
  #showFault(wrong, fault) {
    for (const box of Object.values(this.#parts.boxes)) box.setAttribute("aria-invalid", String(box === wrong));
    this.#options.report(fault);
  }

  /** Takes a fault back when the boxes are right again. */
  #dropFault() {
    const isWrong = Object.values(this.#parts.boxes).some((box) => box.getAttribute("aria-invalid") === "true");
    if (isWrong && "range" in this.#read()) this.#showFault(null, "");
  }

  /** @param {Format} format */
  async #start(format) {
    if (this.#making) return;
    const typed = this.#read();
    if ("wrong" in typed) {
      this.#showFault(typed.wrong, typed.fault);
      return typed.wrong.focus();
    }
    this.#showFault(null, "");
    const making = new AbortController();
    this.#making = making;
    this.#show();
    const enable = disableAround(this.element);
    try {
      this.#options.save(await this.#film(format, typed.range, making.signal), format);
    } catch (error) {
      this.#options.report(making.signal.aborted ? t("film.cancelled") : t("film.failed", { reason: /** @type {Error} */ (error).message }));
    } finally {
      enable();
      this.#making = null;
      this.#show();
    }
  }

  /** @param {Format} format @param {Range} range @param {AbortSignal} signal */
  async #film(format, range, signal) {
    const { bar } = this.#parts;
    const onProgress = (/** @type {number} */ share) => {
      if (share - bar.value >= SHOWN_PROGRESS || share === 1) bar.value = share;
    };
    return makeFilm(this.#context, {
      ...range,
      format,
      kind: this.#kind,
      title: document.title,
      link: await this.#options.link(),
      onProgress,
      signal,
    });
  }

  /** Shows the boxes and buttons, or the progress of the film. */
  #show() {
    const { bar, progress, form, note, cancel } = this.#parts;
    const isMaking = this.#making !== null;
    bar.value = 0;
    progress.hidden = !isMaking;
    form.hidden = note.hidden = isMaking;
    if (isMaking) cancel.focus();
  }

  async #findVideos() {
    const videos = await videoFormats().catch(() => []);
    const writable = /** @type {Format[]} */ (["gif", ...videos]);
    this.#writable = writable;
    for (const { format, button } of this.#parts.formats) button.hidden = !writable.includes(format);
    this.#parts.note.textContent = t(videos.length > 0 ? "film.text" : "film.text.gif");
  }
}

/** The elements of the form. */
function makeParts() {
  const boxes = { from: makeBox("from"), to: makeBox("to"), seconds: makeBox("seconds") };
  const formats = /** @type {Format[]} */ (["gif", ...VIDEO_FORMATS]).map((format) => ({ format, button: formatButton(format) }));
  const note = make("p", { class: "soft" });
  const bar = make("progress", { attributes: { max: "1", value: "0", "aria-label": t("film.progress") } });
  const cancel = make("button", { class: "quiet small", text: t("film.cancel"), attributes: { type: "button", id: "film-cancel" } });
  const progress = make("div", { class: "film-progress" }, bar, cancel);
  progress.hidden = true;
  const buttons = make("span", { class: "export-buttons" }, ...formats.map(({ button }) => button));
  const form = make("div", { class: "film-form" }, ...FIELDS.map((name) => makeField(name, boxes[name])), buttons);
  return { element: make("div", { class: "film" }, form, progress, note), form, boxes, formats, note, bar, cancel, progress };
}

/** @param {Field} name */
const makeBox = (name) => make("input", { class: "box", attributes: { id: `film-${name}`, type: "text", inputmode: "numeric", autocomplete: "off" } });

/** @param {Field} name @param {HTMLInputElement} box */
const makeField = (name, box) =>
  make("label", { class: "field", attributes: { for: `film-${name}` } }, make("span", { class: "label", text: t(`film.${name}`) }), box);

/**
 * Reads the boxes.
 *
 * @param {Record<Field, HTMLInputElement>} boxes
 * @param {number} last the last step of the run
 * @returns {{ range: Range } | { wrong: HTMLInputElement, fault: string }}
 */
function readRange(boxes, last) {
  const typed = FIELDS.map((name) => ({ name, ...typedNumber(boxes[name].value) }));
  const [from = 0, to = 0, seconds = 0] = typed.map(({ value }) => value ?? NaN);
  for (const { name, fault, value = NaN } of typed) {
    const [low, high] = name === "seconds" ? [1, MOST_SECONDS] : [0, last];
    const isWhole = name === "seconds" || Number.isInteger(value);
    const isWrong = fault !== undefined || !isWhole || value < low || value > high || (name === "to" && value < from);
    if (!isWrong) continue;
    return { wrong: boxes[name], fault: t("film.out_of_range", { name: t(`film.${name}`), low: name === "to" ? from || 0 : low, high }) };
  }
  return { range: { from, to, seconds } };
}

/** Makes the page take no input but in an element; returns a function that undoes this. @param {Element} element */
function disableAround(element) {
  const rest = [...document.body.children].filter((part) => part instanceof HTMLElement && !part.contains(element) && !part.inert);
  /** @param {boolean} isInert */
  const set = (isInert) => {
    for (const part of rest) /** @type {HTMLElement} */ (part).inert = isInert;
  };
  set(true);
  return () => set(false);
}

/** @param {Format} format */
const formatButton = (format) => {
  const button = make("button", { class: "quiet small", text: t(`film.format.${format}`), attributes: { type: "button", id: `film-${format}` } });
  button.hidden = format !== "gif";
  return button;
};

/** The last step that is known of the run. @param {PanelContext["store"]} store */
const lastStep = ({ timeline, figures }) => Math.max(timeline.end.value, figures.value.step);
