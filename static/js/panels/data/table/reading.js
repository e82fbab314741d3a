/** Reads a table as it would be learnt: what each column is, what is left out, what must be mended. Pure. */

import { textOfCell } from "./cell-text.js";
import { faultsOf } from "./faults.js";
import { areLabels, kindOfCells } from "./kinds.js";
import { notesOf, notesOfColumn } from "./notes.js";
import { aroundOf, certainMark, formatOf } from "./numbers.js";
import { fieldsOf } from "./roles.js";
import { planOf, samplesOf } from "./samples.js";
import { surveyOf } from "./survey.js";
import { cellsOf, GOOD, MISSING } from "./values.js";

/** @import { Choices, Column, DecimalMark, Fault, Limits, Pause, Reading, Table } from "./types.js" */
/** @import { Field, Scanned } from "./roles.js" */
/** @import { Input, Plan } from "./samples.js" */
/** @import { Survey } from "./survey.js" */
/** @import { Cells } from "./values.js" */

/** A wider table is not looked at. */
const MOST_COLUMNS = 10_000;
/** Lines of the preview: the first ones, and later ones with a refused cell. */
const FIRST_SHOWN = 8;
const REFUSED_SHOWN = 4;

/** What was found of a table, by its rows: it does not depend on what is chosen. @type {WeakMap<string[][], { surveys: Survey[], cells: Map<string, Promise<Cells>> }>} */
const found = new WeakMap();

/** @param {Table} table @param {Choices} choices @param {Limits} limits @param {Pause} pause @returns {Promise<Reading>} */
export async function reading(table, choices, limits, pause) {
  const fault = faultOfShape(table);
  if (fault.length > 0) return unread(table, fault);
  const surveys = await surveysOf(table, pause);
  const fields = fieldsOf(table, scannedOf(table, surveys, choices), choices, limits);
  const cells = await allCells(table, fields, limits, pause);
  const used = fields.flatMap((field) => (field.role === "out" ? [] : [{ field, cells: /** @type {Cells} */ (cells[field.index]) }]));
  const plan = await planOf(used, table.rows.length, choices, limits, pause);
  const faults = faultsOf(table, fields, used, plan, choices, limits);
  const widths = widthsOf(plan.inputs);
  return {
    table,
    columns: fields.map((field) => columnOf(field, cells[field.index] ?? null, widths.get(field) ?? 0)),
    decimal: decimalOf(fields),
    preview: previewOf(table, fields, cells),
    task: taskOf(plan),
    classes: plan.classes,
    n_samples: plan.rows.length,
    n_inputs: plan.inputs.length,
    notes: notesOf(fields, plan, table.rows.length),
    faults,
    samples: () => samplesOf(plan, limits, pause),
  };
}

/** @param {Table} table @returns {Fault[]} why the table is not looked at */
function faultOfShape({ faults, names, rows }) {
  if (faults.length > 0) return faults;
  if (names.length > MOST_COLUMNS) return [{ key: "table.data.wide", values: { n: names.length, most: MOST_COLUMNS }, cures: [] }];
  return rows.length === 0 ? [{ key: "table.data.few", values: {}, cures: [] }] : [];
}

/** @param {Table} table @param {Fault[]} faults @returns {Reading} */
function unread(table, faults) {
  const samples = () => Promise.resolve({ x: [], y: [] });
  return { table, columns: [], decimal: null, preview: [], task: null, classes: [], n_samples: 0, n_inputs: 0, notes: [], faults, samples };
}

/** @param {Table} table */
function memoryOf({ rows }) {
  const known = found.get(rows) ?? { surveys: [], cells: new Map() };
  found.set(rows, known);
  return known;
}

/** @param {Table} table @param {Pause} pause */
async function surveysOf(table, pause) {
  const known = memoryOf(table);
  if (known.surveys.length === table.names.length) return known.surveys;
  /** @type {Survey[]} */
  const surveys = [];
  for (const column of table.names.keys()) {
    surveys.push(await surveyOf(table.rows, column, pause));
    await pause();
  }
  known.surveys = surveys;
  return surveys;
}

/** @param {Table} table @param {readonly Survey[]} surveys @param {Choices} choices @returns {Scanned[]} */
function scannedOf({ hints }, surveys, choices) {
  const measured = surveys.filter((survey, k) => (choices.columns[k]?.kind ?? hints[k]?.kind ?? kindOfCells(survey)) === "number" && !areLabels(survey));
  const around = aroundOf(
    measured.map(({ numbers }) => numbers),
    choices.decimal,
  );
  return surveys.map((survey) => ({ survey, ...formatOf(survey.numbers, around) }));
}

/** Reads the columns that are used, and those of numbers. @param {Table} table @param {readonly Field[]} fields @param {Limits} limits @param {Pause} pause @returns {Promise<(Cells | null)[]>} */
async function allCells(table, fields, limits, pause) {
  const known = memoryOf(table).cells;
  /** @type {(Cells | null)[]} */
  const all = [];
  for (const field of fields) {
    if (field.role === "out" && field.kind !== "number") {
      all.push(null);
      continue;
    }
    const { decimal, thousands, unit } = field.format;
    const key = [field.index, field.kind, decimal, thousands, unit].join("|");
    const cells = known.get(key) ?? cellsOf(table.rows, field, limits, pause);
    known.set(key, cells);
    all.push(await cells);
    await pause();
  }
  return all;
}

/** @param {readonly Input[]} inputs @returns {Map<Field, number>} how many inputs each column becomes */
function widthsOf(inputs) {
  /** @type {Map<Field, number>} */
  const widths = new Map();
  for (const { used } of inputs) widths.set(used.field, (widths.get(used.field) ?? 0) + 1);
  return widths;
}

/** @param {Field} field @param {Cells | null} cells @param {number} width @returns {Column} */
function columnOf(field, cells, width) {
  const { name, kind, role, kinds, format, survey } = field;
  return {
    name,
    kind,
    role,
    kinds,
    format: kind === "number" ? format : null,
    n_missing: cells?.missing ?? survey.missing,
    n_refused: cells?.refused ?? 0,
    n_different: survey.texts.size,
    n_inputs: width,
    notes: notesOfColumn(field),
  };
}

/** The mark of most columns with decimals. @param {readonly Field[]} fields @returns {DecimalMark | null} */
function decimalOf(fields) {
  const marks = fields.flatMap(({ kind, survey: { numbers }, format: { decimal } }) => {
    const hasMark = certainMark(numbers) !== null || numbers.open["."] + numbers.open[","] > 0;
    return kind === "number" && hasMark ? [decimal] : [];
  });
  if (marks.length === 0) return null;
  return marks.filter((mark) => mark === ".").length * 2 >= marks.length ? "." : ",";
}

/** @param {Plan} plan @returns {Reading["task"]} */
function taskOf({ targets }) {
  if (targets.length === 0) return null;
  return targets.every(({ field }) => field.kind === "number") ? "regression" : "classification";
}

/** @param {Table} table @param {readonly Field[]} fields @param {readonly (Cells | null)[]} cells @returns {Reading["preview"]} */
function previewOf({ rows, lines }, fields, cells) {
  const refused = fields.filter(({ role }) => role !== "out").flatMap(({ index }) => laterRefused(cells[index] ?? null));
  const later = [...new Set(refused)].sort((one, other) => one - other).slice(0, REFUSED_SHOWN);
  const first = Array.from({ length: Math.min(rows.length, FIRST_SHOWN) }, (_, row) => row);
  return [...first, ...later].map((row) => ({
    line: lines[row] ?? row + 1,
    cells: fields.map(({ index }) => {
      const text = (rows[row]?.[index] ?? "").trim();
      return { text, mark: markOf(text, cells[index]?.marks[row]) };
    }),
  }));
}

/** The first rows behind the beginning that have a refused cell. @param {Cells | null} cells @returns {number[]} */
function laterRefused(cells) {
  /** @type {number[]} */
  const rows = [];
  if (!cells || cells.refused === 0) return rows;
  for (let row = Math.max(FIRST_SHOWN, cells.firstRefused); row < cells.marks.length && rows.length < REFUSED_SHOWN; row += 1) {
    if ((cells.marks[row] ?? GOOD) > MISSING) rows.push(row);
  }
  return rows;
}

/** @param {string} text @param {number} [mark] @returns {"missing" | "refused" | null} */
function markOf(text, mark) {
  if (mark === undefined) return textOfCell(text) === null ? "missing" : null;
  if (mark === GOOD) return null;
  return mark === MISSING ? "missing" : "refused";
}
