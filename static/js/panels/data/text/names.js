/** Makes the names of columns short and different from each other. Pure. */

import { PAGE } from "../../../base/page/page-data.js";

/** @import { Note } from "../table/types.js" */

/** Characters of a name that the server takes. */
const LONGEST = PAGE.table_limits.label;

/**
 * @param {readonly string[]} given
 * @returns {{ names: string[], notes: Note[] }}
 */
export function tidyNames(given) {
  const cut = given.map((name) => startOf(name.replace(/\s+/g, " ").trim(), LONGEST));
  const n_long = given.filter((name) => [...name.replace(/\s+/g, " ").trim()].length > LONGEST).length;
  const taken = new Set(cut);
  /** @type {Map<string, number>} */
  const seen = new Map();
  /** @type {string[]} */
  const doubled = [];
  const names = cut.map((name) => {
    const n = (seen.get(name) ?? 0) + 1;
    seen.set(name, n);
    if (name === "" || n === 1) return name;
    if (!doubled.includes(name)) doubled.push(name);
    return different(name, n, taken);
  });
  /** @type {Note[]} */
  const notes = [];
  if (doubled.length > 0) notes.push({ key: "table.text.names.doubled", values: { n: doubled.length, names: doubled.slice(0, 3).join(", ") } });
  if (n_long > 0) notes.push({ key: "table.text.names.long", values: { n: n_long, most: LONGEST } });
  return { names, notes };
}

/** Adds a number to a name, and takes the result. @param {string} name @param {number} from @param {Set<string>} taken */
function different(name, from, taken) {
  for (let n = from; ; n += 1) {
    const suffix = ` (${n})`;
    const one = startOf(name, LONGEST - suffix.length) + suffix;
    if (taken.has(one)) continue;
    taken.add(one);
    return one;
  }
}

/** The first characters of a text; none is cut into halves. @param {string} text @param {number} length */
const startOf = (text, length) => (text.length > length ? [...text.slice(0, 2 * length)].slice(0, length).join("").trim() : text);
