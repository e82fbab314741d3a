/** The menus of what was assumed of a whole table: its separator, decimal mark, first line and gaps. */

import { make } from "../../../base/page/dom.js";
import { t } from "../../../base/words/i18n.js";

/** @import { Key } from "../../../base/words/i18n.js" */
/** @import { Choices } from "../table/types.js" */
/** @import { Read } from "./table-reader.js" */

/** @typedef {Pick<Read, "reading" | "encoding" | "isWorkbook"> & { choices: Choices }} ReadTable */

/** The text of a menu for a choice that is left to the page. */
const FOUND = "";

/**
 * @typedef {object} Menu
 * @property {Key} label
 * @property {readonly { value: string, key: Key }[]} options
 * @property {(shown: ReadTable) => string} found what was found; "" for nothing
 * @property {(choices: Choices) => string} chosen "" for what was found
 * @property {(value: string) => Partial<Choices>} choose
 * @property {(shown: ReadTable) => boolean} isOffered
 */

const ENCODINGS = {
  "utf-8": "own.encoding.utf_8",
  "utf-16le": "own.encoding.utf_16",
  "windows-1252": "own.encoding.windows_1252",
  "windows-1250": "own.encoding.windows_1250",
  "windows-1251": "own.encoding.windows_1251",
  macintosh: "own.encoding.macintosh",
};
const SEPARATORS = {
  ",": "own.separator.comma",
  ";": "own.separator.semicolon",
  "\t": "own.separator.tab",
  "|": "own.separator.pipe",
  " ": "own.separator.space",
};
const DECIMALS = { ".": "own.decimal.point", ",": "own.decimal.comma" };
const HEADERS = { true: "own.header.true", false: "own.header.false" };

/** @param {Record<string, string>} words @returns {{ value: string, key: Key }[]} */
const optionsOf = (words) => Object.entries(words).map(([value, key]) => ({ value, key: /** @type {Key} */ (key) }));

/** @type {readonly Menu[]} */
const MENUS = [
  {
    label: "own.encoding",
    options: optionsOf(ENCODINGS),
    found: ({ encoding }) => encoding ?? "",
    chosen: ({ encoding }) => encoding ?? FOUND,
    choose: (value) => ({ encoding: value || null }),
    isOffered: ({ encoding, choices }) => encoding !== null || choices.encoding !== null,
  },
  {
    label: "own.separator",
    options: optionsOf(SEPARATORS),
    found: ({ reading: { table } }) => table.separator ?? "",
    chosen: ({ separator }) => separator ?? FOUND,
    choose: (value) => ({ separator: /** @type {Choices["separator"]} */ (value || null) }),
    isOffered: ({ reading: { table } }) => table.separator !== null,
  },
  {
    label: "own.decimal",
    options: optionsOf(DECIMALS),
    found: ({ reading: { decimal } }) => decimal ?? "",
    chosen: ({ decimal }) => decimal ?? FOUND,
    choose: (value) => ({ decimal: /** @type {Choices["decimal"]} */ (value || null) }),
    isOffered: ({ reading: { decimal, table }, choices }) => table.separator !== null && (decimal !== null || choices.decimal !== null),
  },
  {
    label: "own.header",
    options: optionsOf(HEADERS),
    found: ({ reading: { table } }) => String(table.header),
    chosen: ({ header }) => (header === null ? FOUND : String(header)),
    choose: (value) => ({ header: value === FOUND ? null : value === "true" }),
    isOffered: ({ reading: { table }, isWorkbook }) => isWorkbook || table.separator !== null,
  },
  {
    label: "own.missing",
    options: optionsOf({ leave_out: "own.missing.leave_out", mean: "own.missing.mean" }),
    found: () => "",
    chosen: ({ missing }) => missing,
    choose: (value) => ({ missing: /** @type {Choices["missing"]} */ (value) }),
    isOffered: ({ reading: { columns }, choices: { missing } }) => missing === "mean" || columns.some(({ role, n_missing: n }) => role !== "out" && n > 0),
  },
  {
    label: "own.refused",
    options: optionsOf({ fault: "own.refused.fault", missing: "own.refused.missing" }),
    found: () => "",
    chosen: ({ refused }) => refused,
    choose: (value) => ({ refused: /** @type {Choices["refused"]} */ (value) }),
    isOffered: ({ reading: { columns }, choices: { refused } }) => refused === "missing" || columns.some(({ role, n_refused: n }) => role !== "out" && n > 0),
  },
];

/**
 * Fills an element with menus.
 *
 * @param {HTMLElement} home
 * @param {(choices: Partial<Choices>) => void} onChoose
 */
export function createAssumptions(home, onChoose) {
  const menus = MENUS.map((menu) => {
    const select = make("select", { class: "choice" });
    const found = make("option", { attributes: { value: FOUND } });
    const options = menu.options.map(({ value, key }) => make("option", { text: t(key), attributes: { value } }));
    select.append(found, ...options);
    select.addEventListener("change", () => onChoose(menu.choose(select.value)));
    const field = make("label", { class: "field" }, make("span", { class: "label", text: t(menu.label) }), select);
    return { menu, select, found, field };
  });
  home.append(...menus.map(({ field }) => field));

  return {
    /** @param {ReadTable} shown */
    show(shown) {
      for (const { menu, select, found, field } of menus) {
        const value = menu.found(shown);
        const option = menu.options.find((entry) => entry.value === value);
        field.hidden = !menu.isOffered(shown);
        found.hidden = !option && menu.chosen(shown.choices) !== FOUND;
        found.textContent = option ? t("own.found", { what: t(option.key) }) : t("own.not_found");
        select.value = menu.chosen(shown.choices);
      }
    },
  };
}
