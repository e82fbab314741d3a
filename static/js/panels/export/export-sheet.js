/** The sheet of files: pictures and films, which the browser makes, and what the server writes. */

import { count } from "../../base/numbers/format.js";
import { make } from "../../base/page/dom.js";
import { PAGE } from "../../base/page/page-data.js";
import { saveFile } from "../../base/page/save-file.js";
import { t } from "../../base/words/i18n.js";
import { sharedLink } from "../share/page-link.js";
import { linkOfRun } from "../share/run-link.js";
import { FilmForm } from "./film/film-form.js";
import { makeOpenRun } from "./open-run.js";
import { pngOf, svgOf } from "./pictures/figure.js";
import { picturesOf } from "./pictures/pictures.js";
import { GROUPS, SERVER_FILES } from "./server-files.js";

/** @import { PanelContext } from "../context.js" */
/** @import { Address } from "../share/address-sync.js" */
/** @import { ServerFile } from "./server-files.js" */
/** @import { Picture } from "./pictures/pictures.js" */
/** @import { PictureStore } from "./pictures/network.js" */

/** @typedef {"svg" | "png"} Ending */

export class ExportSheet {
  #context;
  #address;
  #twin;
  #film;
  #parts;
  /** To the run as it was when the last file was asked for. */
  #link = "";

  /** @param {PanelContext} context @param {Address} address @param {PictureStore} twin what the network of the twin is painted from */
  constructor(context, address, twin) {
    this.#context = context;
    this.#address = address;
    this.#twin = twin;
    const report = (/** @type {string} */ text) => this.#report(text);
    const save = (/** @type {Blob} */ blob, /** @type {string} */ ending) => this.#save(blob, `${nameOf(context.store)}.${ending}`);
    this.#film = new FilmForm(context, { link: () => this.#renewLink(), save, report });
    const openRun = makeOpenRun(context, { report, close: () => this.element.hidePopover() });
    const openRow = make("ul", { class: "export-rows" }, rowOf(t("export.open_run"), t("export.open_run.help"), ...openRun));
    const files = GROUPS.flatMap((group) => [
      ...groupOf(group, SERVER_FILES, (kind, button) => void this.#askFor(kind, button)),
      ...(group === "run" ? [openRow] : []),
    ]);
    this.#parts = makeParts(this.#film.element, files);
    const { sheet, close } = this.#parts;
    close.addEventListener("click", () => sheet.hidePopover());
    sheet.addEventListener("toggle", (event) => {
      if (/** @type {ToggleEvent} */ (event).newState === "closed") this.#film.cancel();
    });
    document.body.append(sheet);
  }

  get element() {
    return this.#parts.sheet;
  }

  /** Opens the sheet with the pictures of what the page shows now. */
  open() {
    const { text, pictures, sheet } = this.#parts;
    const shown = picturesOf(this.#context, { link: () => this.#link, twin: this.#twin });
    this.#report("");
    text.textContent = t("export.text", { step: count(this.#context.store.figures.value.step) });
    pictures.replaceChildren(...shown.map((picture) => pictureRow(picture, (ending) => void this.#draw(picture, ending))));
    this.#film.reset();
    sheet.showPopover();
  }

  /** Makes the link to the run as it is now, or to its experiment where there is none. */
  async #renewLink() {
    const found = await linkOfRun(this.#context, this.#address.fragment.value);
    this.#link = found === null || found === "long" ? sharedLink(this.#address.fragment.value).href : found.href;
    return this.#link;
  }

  /** Asks the server for a file and saves it. @param {ServerFile["kind"]} kind @param {HTMLButtonElement} button */
  async #askFor(kind, button) {
    button.disabled = true;
    try {
      const link = await this.#renewLink();
      const { filename, mime, content, is_base64: isBytes } = await this.#context.ask({ type: "export", kind, ...linkOf(link) });
      this.#save(new Blob([isBytes ? bytesOf(content) : content], { type: mime }), filename);
    } catch (error) {
      this.#report(/** @type {Error} */ (error).message);
    } finally {
      button.disabled = false;
    }
  }

  /** Draws a picture and saves it. @param {Picture} picture @param {Ending} ending */
  async #draw({ name, figure }, ending) {
    await this.#renewLink();
    const made = await figure();
    const blob = made && (ending === "png" ? await pngOf(made) : new Blob([svgOf(made)], { type: "image/svg+xml" }));
    if (blob) this.#save(blob, `${nameOf(this.#context.store)}-${name}.${ending}`);
    else this.#report(t("picture.failed"));
  }

  /** @param {Blob} blob @param {string} name */
  #save(blob, name) {
    saveFile(blob, name);
    this.#report(t("export.saved", { name, size: sizeOf(blob) }));
  }

  /** @param {string} text */
  #report(text) {
    this.#parts.status.textContent = text;
  }
}

/** The elements of the sheet. @param {HTMLElement} film @param {readonly Node[]} files */
function makeParts(film, files) {
  const status = make("p", { class: "export-status", attributes: { role: "status" } });
  const text = make("p", { class: "soft" });
  const pictures = make("ul", { class: "export-rows" });
  const close = make("button", { class: "quiet", text: t("export.close"), attributes: { type: "button" } });
  const sheet = make(
    "section",
    { class: "sheet export-sheet", attributes: { id: "export-sheet", popover: "", "aria-labelledby": "export-title" } },
    make("h2", { text: t("export.title"), attributes: { id: "export-title" } }),
    make("div", { class: "export-body" }, text, heading("pictures"), pictures, heading("film"), film, ...files),
    make("div", { class: "export-end" }, status, close),
  );
  return { sheet, text, pictures, status, close };
}

/** @param {Picture} picture @param {(ending: Ending) => void} draw */
function pictureRow({ name, label }, draw) {
  const buttons = /** @type {Ending[]} */ (["svg", "png"]).map((ending) => {
    const format = ending.toUpperCase();
    const button = fileButton(format, t("export.picture.save", { name: label, format }));
    button.id = `export-${name}-${ending}`;
    button.addEventListener("click", () => draw(ending));
    return button;
  });
  return rowOf(label, "", ...buttons);
}

/** A link that is too long for a file is left out. @param {string} link */
const linkOf = (link) => (link.length <= PAGE.message_limits.link ? { link } : {});

/** Returns what names of files begin with. @param {PanelContext["store"]} store */
function nameOf({ state, figures }) {
  const dataset = state.value.experiment?.["dataset"];
  return ["backprop-live", typeof dataset === "string" ? dataset : "table", "step", figures.value.step].join("-");
}

/** Writes how large a file is. @param {Blob} blob */
const sizeOf = ({ size }) =>
  size < 1e6 ? t("export.kilobytes", { n: Math.max(1, Math.round(size / 1e3)) }) : t("export.megabytes", { n: (size / 1e6).toFixed(1) });

/** @param {string} text in base 64 */
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** @param {"pictures" | "film" | import("./server-files.js").Group} name */
const heading = (name) => make("h3", { text: t(`export.group.${name}`) });

/** @param {string} label @param {string} help @param {...Node} buttons */
const rowOf = (label, help, ...buttons) =>
  make(
    "li",
    { class: "export-row" },
    make("span", { class: "export-name", text: label }),
    make("span", { class: "soft", text: help }),
    make("span", { class: "export-buttons" }, ...buttons),
  );

/** @param {string} text @param {string} label */
const fileButton = (text, label) => make("button", { class: "quiet small", text, attributes: { type: "button", "aria-label": label, title: label } });

/**
 * Returns the heading and the rows of a group; nothing for a group without files.
 *
 * @param {import("./server-files.js").Group} group
 * @param {readonly ServerFile[]} kinds
 * @param {(kind: ServerFile["kind"], button: HTMLButtonElement) => void} filed
 */
export function groupOf(group, kinds, filed) {
  const own = kinds.filter((one) => one.group === group);
  if (own.length === 0) return [];
  const rows = own.map(({ kind }) => {
    const name = t(`export.kind.${kind}`);
    const button = fileButton(t("export.save"), t("export.save.of", { name }));
    button.id = `export-${kind}`;
    button.addEventListener("click", () => filed(kind, button));
    return rowOf(name, t(`export.kind.${kind}.help`), button);
  });
  return [heading(group), make("ul", { class: "export-rows" }, ...rows)];
}
