/** Reads the table that is in the dialog: a text, or the bytes of a file. */

import { reading } from "../table/reading.js";
import { decode, isWorkbook } from "../text/decode.js";
import { tableOf } from "../text/table.js";

/** @import { Choices, Limits, Pause, Reading, Table } from "../table/types.js" */

/**
 * @typedef {object} Source a table, and where it came from
 * @property {Table} table
 * @property {string | null} text of a file; null for a text that was typed, and for a workbook
 * @property {boolean} isWorkbook
 * @property {string | null} encoding that was assumed of a file; null where there is no doubt
 */
/** @typedef {Omit<Source, "table"> & { reading: Reading }} Read */

/** From so many bytes or letters on a table is long, and its first lines are shown before the rest is read. */
const LONG = 2 ** 19;
/** So much of a long table is read first. */
const FIRST = 2 ** 16;
const NEWLINE = 10;

/** @param {Limits} limits @param {() => Pause} createPause */
export function createTableReader(limits, createPause) {
  /** @type {string | Uint8Array} */
  let given = "";
  let turn = 0;
  /** The last source, with the choices that it depends on. @type {{ key: string, source: Source } | null} */
  let kept = null;

  /** @param {Choices} choices @param {Pause} pause @param {(first: Read) => void} onFirst */
  async function sourceOf(choices, pause, onFirst) {
    const { encoding, separator, header } = choices;
    const key = JSON.stringify([encoding, separator, header]);
    if (kept?.key === key) return kept.source;
    const from = given;
    const first = await readFirst(from, choices, limits, pause);
    if (first && from === given) onFirst(first);
    const source = await read(from, choices, pause);
    if (from === given) kept = { key, source };
    return source;
  }

  return {
    /** Takes another text, or the bytes of a file. @param {string | Uint8Array} next */
    give(next) {
      [given, kept] = [next, null];
    },
    /**
     * Reads the table in the chosen way.
     *
     * @param {Choices} choices
     * @param {(first: Read) => void} [onFirst] called with the first lines of a long table before the rest is read
     * @returns {Promise<Read | null>} null if another reading began meanwhile
     */
    async read(choices, onFirst = () => undefined) {
      turn += 1;
      const mine = turn;
      const pause = createPause();
      const { table, ...origin } = await sourceOf(choices, pause, (first) => mine === turn && onFirst(first));
      if (mine !== turn) return null;
      const found = await reading(table, choices, limits, pause);
      return mine === turn ? { reading: found, ...origin } : null;
    },
  };
}

/** @param {string | Uint8Array} given @param {Choices} choices @param {Pause} pause @returns {Promise<Source>} */
async function read(given, choices, pause) {
  if (typeof given === "string") return { table: await tableOf(given, choices, pause), text: null, isWorkbook: false, encoding: null };
  if (isWorkbook(given)) {
    const { workbookTable } = await import("../workbook/workbook.js");
    return { table: await workbookTable(given, choices, pause), text: null, isWorkbook: true, encoding: null };
  }
  const { text, encoding, certain, notes, faults } = decode(given, choices.encoding);
  const table = await tableOf(text, choices, pause);
  const all = { ...table, notes: [...notes, ...table.notes], faults: faults.length > 0 ? faults : table.faults };
  return { table: all, text, isWorkbook: false, encoding: certain ? null : encoding };
}

/** Reads the first lines of a long text. @param {string | Uint8Array} given @param {Choices} choices @param {Limits} limits @param {Pause} pause @returns {Promise<Read | null>} null for a short one, and if they are no table by themselves */
async function readFirst(given, choices, limits, pause) {
  const part = firstLines(given);
  if (part === null) return null;
  const { table, ...origin } = await read(part, choices, pause);
  if (table.faults.length > 0) return null;
  return { reading: await reading(table, choices, limits, pause), ...origin };
}

/** @param {string | Uint8Array} given @returns {string | Uint8Array | null} whole lines; null for a short text, and for bytes that are not one per letter */
function firstLines(given) {
  if (given.length < LONG) return null;
  if (typeof given === "string") return given.slice(0, given.lastIndexOf("\n", FIRST) + 1) || null;
  const part = given.subarray(0, given.lastIndexOf(NEWLINE, FIRST) + 1);
  return part.length === 0 || part.includes(0) ? null : part;
}
