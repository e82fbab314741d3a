/** The sheet of files: pictures and films, which the browser makes, and what the server writes. */

import { count } from "../../base/numbers/format.js";
import { make } from "../../base/page/dom.js";
import { PAGE } from "../../base/page/page-data.js";
import { t } from "../../base/words/i18n.js";
import { saveBlob } from "../charts/files.js";
import { sharedLink } from "../share/page-link.js";
import { linkOfRun } from "../share/run-link.js";
import { FilmForm } from "./film/film-form.js";
import { GROUPS, KINDS } from "./kinds.js";
import { makeOpenRun } from "./open-run.js";
import { pngOf, svgOf } from "./pictures/figure.js";
import { picturesOf } from "./pictures/pictures.js";

/** @import { PanelContext } from "../context.js" */
/** @import { Address } from "../share/address-sync.js" */
/** @import { Kind } from "./kinds.js" */
/** @import { Picture } from "./pictures/pictures.js" */
/** @import { Shown } from "./pictures/network.js" */

/** @param {PanelContext} context @param {Address} address @param {Shown} twin */
export function createExportSheet(context, address, twin) {
  const { store, ask } = context;
  let link = "";
  /** Makes the link to the run as it is now, or to its experiment where there is none. */
  async function renewLink() {
    const found = await linkOfRun(context, address.fragment.value);
    link = found === null || found === "long" ? sharedLink(address.fragment.value).href : found.href;
    return link;
  }
  const said = make("p", { class: "export-said", attributes: { role: "status" } });
  /** @param {string} text */
  const say = (text) => {
    said.textContent = text;
  };
  /** @param {Blob} blob @param {string} name */
  const save = (blob, name) => {
    saveBlob(blob, name);
    say(t("export.saved", { name, size: sizeOf(blob) }));
  };
  const text = make("p", { class: "soft" });
  const pictures = make("ul", { class: "export-rows" });
  const film = new FilmForm(context, { link: renewLink, save: (blob, ending) => save(blob, `${nameOf(store)}.${ending}`), say });
  const close = make("button", { class: "quiet", text: t("export.close"), attributes: { type: "button" } });
  const body = make(
    "div",
    { class: "export-body" },
    text,
    heading("pictures"),
    pictures,
    heading("film"),
    film.element,
    ...GROUPS.flatMap((group) => [...groupOf(group, KINDS, filed), ...(group === "run" ? [openRunRow()] : [])]),
  );
  const sheet = make(
    "section",
    { class: "sheet export-sheet", attributes: { id: "export-sheet", popover: "", "aria-labelledby": "export-title" } },
    make("h2", { text: t("export.title"), attributes: { id: "export-title" } }),
    body,
    make("div", { class: "export-end" }, said, close),
  );

  /** Asks the server for a file and saves it. @param {Kind["kind"]} kind @param {HTMLButtonElement} button */
  async function filed(kind, button) {
    button.disabled = true;
    try {
      const { filename, mime, content, is_base64: isBytes } = await ask({ type: "export", kind, ...linkOf(await renewLink()) });
      save(new Blob([isBytes ? bytesOf(content) : content], { type: mime }), filename);
    } catch (error) {
      say(/** @type {Error} */ (error).message);
    } finally {
      button.disabled = false;
    }
  }

  /** The row that opens a run, below the one that saves it. */
  function openRunRow() {
    const parts = makeOpenRun(context, { say, close: () => sheet.hidePopover() });
    return make("ul", { class: "export-rows" }, rowOf(t("export.open_run"), t("export.open_run.help"), ...parts));
  }

  /** @param {Picture} picture @param {"svg" | "png"} ending */
  async function draw({ name, figure }, ending) {
    await renewLink();
    const made = await figure();
    const blob = made && (ending === "png" ? await pngOf(made) : new Blob([svgOf(made)], { type: "image/svg+xml" }));
    if (blob) save(blob, `${nameOf(store)}-${name}.${ending}`);
    else say(t("picture.failed"));
  }

  /** @param {Picture} picture */
  function pictureRow(picture) {
    const buttons = /** @type {const} */ (["svg", "png"]).map((ending) => {
      const button = fileButton(ending.toUpperCase(), t("export.picture.save", { name: picture.label, format: ending.toUpperCase() }));
      button.id = `export-${picture.name}-${ending}`;
      button.addEventListener("click", () => void draw(picture, ending));
      return button;
    });
    return rowOf(picture.label, "", ...buttons);
  }

  close.addEventListener("click", () => sheet.hidePopover());
  sheet.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "closed") film.cancel();
  });
  document.body.append(sheet);
  return {
    element: sheet,
    open() {
      say("");
      text.textContent = t("export.text", { step: count(store.figures.value.step) });
      pictures.replaceChildren(...picturesOf(context, { link: () => link, twin }).map(pictureRow));
      film.reset();
      sheet.showPopover();
    },
  };
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

/** @param {"pictures" | "film" | import("./kinds.js").Group} name */
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
 * @param {import("./kinds.js").Group} group
 * @param {readonly Kind[]} kinds
 * @param {(kind: Kind["kind"], button: HTMLButtonElement) => void} filed
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
