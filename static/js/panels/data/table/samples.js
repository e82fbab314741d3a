/** Samples of a table: which lines are learnt, and the inputs and targets of each. Pure. */

import { shortened, startOf } from "../../../base/numbers/format.js";
import { sampleOf } from "./stratified-sample.js";
import { GOOD, MISSING } from "./values.js";

/** @import { Samples } from "../../../types.js" */
/** @import { Choices, Limits, Pause } from "./types.js" */
/** @import { Field } from "./roles.js" */
/** @import { Cells } from "./values.js" */

/** So many cells are looked at between two pauses. */
const CELLS = 16_384;
/** A sample keeps the shares of so many classes; more are not learnt. */
const MOST_STRATA = 1000;

/** A column that is learnt, with its cells. @typedef {{ field: Field, cells: Cells }} Used */

/**
 * One input of the network.
 *
 * @typedef {object} Input
 * @property {Used} used the column that it comes from
 * @property {string} category that it is 1 for; "" for a number
 * @property {(row: number) => number} read
 */

/**
 * What would be learnt.
 *
 * @typedef {object} Plan
 * @property {number[]} rows
 * @property {number} gaps lines that are left out, as something is missing
 * @property {number} filled cells that are filled in
 * @property {number} rare lines that are left out, as their class is not among the commonest
 * @property {number} whole lines before a sample of them is drawn
 * @property {Input[]} inputs
 * @property {Used[]} targets
 * @property {{ label: string, n: number }[]} classes
 */

/** @param {readonly Used[]} used @param {number} lines @param {Choices} choices @param {Limits} limits @param {Pause} pause @returns {Promise<Plan>} */
export async function planOf(used, lines, choices, limits, pause) {
  const targets = used.filter(({ field }) => field.role === "target");
  const classes = targets.find(({ field }) => field.kind !== "number");
  const full = await fullRows(used, lines, choices, pause);
  const common = classes && choices.classes === "commonest" ? commonestOf(classes.cells, full.rows, limits.classes[1]) : null;
  const kept = common ? full.rows.filter((row) => common.has(valueAt(classes, row))) : full.rows;
  /** @type {Input[]} */
  const inputs = [];
  for (const one of used) {
    if (one.field.role === "input") for (const input of inputsOf(one, kept)) inputs.push(input);
    await pause();
  }
  const most = Math.min(limits.samples, Math.floor(limits.numbers / Math.max(1, Math.min(inputs.length, limits.features))));
  const strata = classes && classes.cells.labels.length <= MOST_STRATA ? classes : undefined;
  const rows = sampleOf(kept, (row) => valueAt(strata, row), most);
  return {
    rows,
    gaps: full.gaps,
    filled: full.filled,
    rare: full.rows.length - kept.length,
    whole: kept.length,
    inputs,
    targets,
    classes: classes ? countsOf(classes.cells, rows) : [],
  };
}

/** @param {Used | undefined} used @param {number} row */
const valueAt = (used, row) => used?.cells.values[row] ?? 0;

/** The rows in which nothing is missing, or nothing that can be filled in; a refused cell is no gap unless that is chosen. @param {readonly Used[]} used @param {number} lines @param {Choices} choices @param {Pause} pause */
async function fullRows(used, lines, choices, pause) {
  /** @type {number[]} */
  const rows = [];
  let [gaps, filled] = [0, 0];
  const step = Math.max(1, Math.floor(CELLS / (used.length + 1)));
  for (let row = 0; row < lines; row += 1) {
    if (row % step === step - 1) await pause();
    const bad = used.filter(({ cells }) => cells.marks[row] !== GOOD);
    const missing = bad.filter(({ cells }) => choices.refused === "missing" || cells.marks[row] === MISSING);
    if (bad.length === 0 || (choices.missing === "mean" && bad.every(({ field }) => field.role === "input"))) {
      rows.push(row);
      filled += missing.length;
    } else if (missing.length > 0) gaps += 1;
  }
  return { rows, gaps, filled };
}

/** @param {Cells} cells @param {readonly number[]} rows @returns {number[]} how often each label occurs */
function tally({ labels, values }, rows) {
  const counts = labels.map(() => 0);
  for (const row of rows) {
    const label = values[row] ?? NaN;
    if (!Number.isNaN(label)) counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}

/** The place of the largest count, the first of equals; -1 if all are 0. @param {readonly number[]} counts @param {Set<number>} without */
const largestOf = (counts, without) => counts.reduce((top, n, k) => (n > (counts[top] ?? 0) && !without.has(k) ? k : top), -1);

/** @param {Cells} cells @param {readonly number[]} rows @param {number} most @returns {Set<number>} */
function commonestOf(cells, rows, most) {
  const counts = tally(cells, rows);
  /** @type {Set<number>} */
  const found = new Set();
  for (let k = 0; k < most; k += 1) {
    const best = largestOf(counts, found);
    if (best >= 0) found.add(best);
  }
  return found;
}

/** @param {Cells} cells @param {readonly number[]} rows @returns {Plan["classes"]} */
function countsOf(cells, rows) {
  const counts = tally(cells, rows);
  return cells.labels.map((label, k) => ({ label, n: counts[k] ?? 0 })).filter(({ n }) => n > 0);
}

/** The inputs that a column becomes: itself, or one for each category but the first of two. @param {Used} used @param {readonly number[]} rows @returns {Input[]} */
function inputsOf(used, rows) {
  const { field, cells } = used;
  if (field.kind === "number" || field.kind === "date") return [{ used, category: "", read: measureOf(used, rows) }];
  const counts = tally(cells, rows);
  const found = cells.labels.flatMap((category, label) => ((counts[label] ?? 0) > 0 ? [{ category, label }] : []));
  const shown = found.length > 2 ? found : found.slice(1);
  const filling = largestOf(counts, new Set());
  return shown.map(({ category, label }) => ({
    used,
    category,
    read: (row) => ((Number.isNaN(cells.values[row]) ? filling : cells.values[row]) === label ? 1 : 0),
  }));
}

/** Reads a number with the mean in its gaps; a date counts from the first one. @param {Used} used @param {readonly number[]} rows @returns {(row: number) => number} */
function measureOf({ field, cells: { values } }, rows) {
  const isDate = field.kind === "date";
  /** @type {{ mean: number, first: number } | null} */
  let known = null;
  return (row) => {
    const value = values[row] ?? NaN;
    const isGap = Number.isNaN(value);
    if (!isGap && !isDate) return value;
    known ??= meanAndFirst(values, rows);
    return (isGap ? known.mean : value) - (isDate ? known.first : 0);
  };
}

/** @param {Float64Array} values @param {readonly number[]} rows */
function meanAndFirst(values, rows) {
  let [sum, n, first] = [0, 0, Infinity];
  for (const row of rows) {
    const value = values[row] ?? NaN;
    if (!Number.isNaN(value)) {
      sum += value;
      n += 1;
      first = Math.min(first, value);
    }
  }
  return n > 0 ? { mean: sum / n, first } : { mean: 0, first: 0 };
}

/** @param {Plan} plan @param {Limits} limits @param {Pause} pause @returns {Promise<Samples>} */
export async function samplesOf({ rows, inputs, targets }, limits, pause) {
  /** @type {number[][]} */
  const x = [];
  const step = Math.max(1, Math.floor(CELLS / (inputs.length + 1)));
  for (const row of rows) {
    if (x.length % step === step - 1) await pause();
    x.push(inputs.map(({ read }) => read(row)));
  }
  const [first] = targets;
  const y = first && first.field.kind !== "number" ? labelsOf(first.cells, rows, limits) : rows.map((row) => targets.map((target) => valueAt(target, row)));
  const names = namesOf(inputs, limits);
  const targetNames = targetNamesOf(targets, limits);
  return { x, y, ...(names ? { names } : {}), ...(targetNames ? { target_names: targetNames } : {}) };
}

/** The label of each row; long ones are cut, and stay different. @param {Cells} cells @param {readonly number[]} rows @param {Limits} limits */
function labelsOf({ labels, values }, rows, limits) {
  /** @type {Set<string>} */
  const taken = new Set(labels.filter((label) => label.length <= limits.label));
  const short = labels.map((label) => {
    if (label.length <= limits.label) return label;
    let cut = shortened(label, limits.label - 1);
    for (let k = 2; taken.has(cut); k += 1) cut = `${startOf(label, limits.label - 8)}… (${k})`;
    taken.add(cut);
    return cut;
  });
  return rows.map((row) => short[values[row] ?? 0] ?? "");
}

/** The names of inputs; a column without one is called by its number. @param {readonly Input[]} inputs @param {Limits} limits @returns {string[] | null} null if nothing has a name */
function namesOf(inputs, limits) {
  if (inputs.every(({ used, category }) => used.field.name === "" && category === "")) return null;
  return inputs.map(({ used, category }) => {
    const name = used.field.name || `x${used.field.index + 1}`;
    return startOf(category ? `${name}=${category}` : name, limits.label);
  });
}

/** @param {readonly Used[]} targets @param {Limits} limits @returns {string[] | null} null where nothing has a name */
function targetNamesOf(targets, limits) {
  if (targets.every(({ field }) => field.name === "")) return null;
  return targets.map(({ field }, k) => startOf(field.name || `y${k + 1}`, limits.label));
}
