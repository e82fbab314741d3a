/** What must be mended or answered before a table can be learnt, with its cures. Pure. */

import { shortened } from "../../../base/numbers/format.js";
import { textOfCell } from "./cell-text.js";
import { orderOf } from "./dates.js";
import { kindOfCells } from "./kinds.js";
import { nameOf, placeOf } from "./notes.js";
import { partsOf } from "./number-forms.js";
import { parserOf } from "./numbers.js";
import { LARGE } from "./values.js";

/** @import { Choices, Cure, DecimalMark, Fault, Limits, Table } from "./types.js" */
/** @import { Field } from "./roles.js" */
/** @import { Plan, Used } from "./samples.js" */

const MOST_TEXT = 24;
/** So many columns are offered as a cure. */
const MOST_OFFERED = 3;

/**
 * @param {Table} table
 * @param {readonly Field[]} fields
 * @param {readonly Used[]} used
 * @param {Plan} plan
 * @param {Choices} choices
 * @param {Limits} limits
 * @returns {Fault[]} the most important first
 */
export function faultsOf(table, fields, used, plan, choices, limits) {
  if (table.rows.length < 2) return [{ key: "table.data.few", values: {}, cures: [] }];
  const roles = roleFaults(fields, plan, limits);
  const columns = used.flatMap((one) => columnFaults(table, one, choices));
  const classes = columns.length > 0 || roles.length > 0 ? [] : classFaults(fields, plan, limits);
  return [...roles, ...columns, ...classes, ...lineFaults(used, plan, choices, roles.length + columns.length > 0)];
}

/** @param {readonly Field[]} fields @param {Plan} plan @param {Limits} limits @returns {Fault[]} */
function roleFaults(fields, { inputs, targets }, limits) {
  if (fields.length < 2) return [{ key: "table.data.one_column", values: {}, cures: [] }];
  if (targets.length === 0) return [{ key: "table.data.no_target", values: {}, cures: otherTargets(fields) }];
  const classes = targets.filter(({ field }) => field.kind !== "number");
  if (classes.length > 0 && targets.length > 1)
    return [{ key: "table.data.two_targets", values: {}, cures: targets.slice(0, MOST_OFFERED).map(({ field }) => onlyTarget(field, targets)) }];
  if (targets.length > limits.classes[1]) return [{ key: "table.data.many_targets", values: { n: targets.length, most: limits.classes[1] }, cures: [] }];
  if (fields.every(({ role }) => role !== "input")) return [{ key: "table.data.no_input", values: {}, cures: otherInputs(fields) }];
  if (inputs.length <= limits.features) return [];
  return [{ key: "table.data.many_inputs", values: { n: inputs.length, most: limits.features }, cures: fewerInputs(inputs, limits) }];
}

/** @param {readonly Field[]} fields @returns {Cure[]} */
function otherTargets(fields) {
  const fit = fields.filter(({ role, kind, survey }) => role !== "target" && (kind === "number" || kind === "category") && survey.texts.size > 1);
  return fit.slice(-MOST_OFFERED).map((field) => ({
    key: "table.cure.target",
    values: { column: nameOf(field) },
    choices: { columns: { ...withoutTargets(fields), [field.index]: { role: "target" } } },
  }));
}

/** Leaves out the targets. @param {readonly Field[]} fields */
const withoutTargets = (fields) =>
  Object.fromEntries(fields.filter(({ role }) => role === "target").map(({ index }) => [index, { role: /** @type {const} */ ("out") }]));

/** @param {Field} field @param {readonly Used[]} targets @returns {Cure} */
function onlyTarget(field, targets) {
  const others = targets.filter((target) => target.field !== field).map((target) => [target.field.index, { role: "input" }]);
  return { key: "table.cure.target", values: { column: nameOf(field) }, choices: { columns: Object.fromEntries(others) } };
}

/** @param {readonly Field[]} fields @returns {Cure[]} */
function otherInputs(fields) {
  const fit = fields.filter(({ role, survey }) => role === "out" && survey.known > 0);
  return fit
    .slice(0, MOST_OFFERED)
    .map((field) => ({ key: "table.cure.input", values: { column: nameOf(field) }, choices: { columns: { [field.index]: { role: "input" } } } }));
}

/** Leaves out the columns with the most categories, or the last ones. @param {Plan["inputs"]} inputs @param {Limits} limits @returns {Cure[]} */
function fewerInputs(inputs, limits) {
  /** The number of inputs of each column. @type {Map<Field, number>} */
  const widths = new Map();
  for (const { used } of inputs) widths.set(used.field, (widths.get(used.field) ?? 0) + 1);
  const columns = [...widths];
  const widest = columns.filter(([, width]) => width > 1).sort((one, other) => other[1] - one[1]);
  return [
    dropped("table.cure.drop_last", [...columns].reverse(), inputs.length - limits.features),
    dropped("table.cure.drop_widest", widest, inputs.length - limits.features),
  ].filter((cure) => cure !== null);
}

/** Leaves out columns until there are few enough inputs. @param {"table.cure.drop_last" | "table.cure.drop_widest"} key @param {[Field, number][]} columns @param {number} excess @returns {Cure | null} */
function dropped(key, columns, excess) {
  let left = excess;
  const out = columns.filter(([, width]) => {
    const isOut = left > 0;
    if (isOut) left -= width;
    return isOut;
  });
  if (left > 0) return null;
  return { key, values: { n: out.length }, choices: { columns: Object.fromEntries(out.map(([{ index }]) => [index, { role: "out" }])) } };
}

/** @param {Table} table @param {Used} used @param {Choices} choices @returns {Fault[]} */
function columnFaults(table, { field, cells }, choices) {
  if (field.kind === "number" && field.isOpen) return [openFault(field)];
  if (field.kind === "date" && orderOf(field.survey.dates) === null)
    return [{ key: "table.column.date_order", values: { column: placeOf(field) }, cures: [leaveOut(field)] }];
  if (cells.firstRefused < 0 || choices.refused === "missing") return [];
  const { firstRefused: row, refused: n } = cells;
  const line = table.lines[row] ?? row + 1;
  const key = cells.marks[row] === LARGE ? "table.column.large" : field.kind === "date" ? "table.column.not_date" : keyOfNumber(table, field, row);
  const text = shortened((table.rows[row]?.[field.index] ?? "").trim(), MOST_TEXT);
  /** @type {Cure[]} */
  const cures = [{ key: "table.cure.missing", values: { n }, choices: { refused: "missing" } }, leaveOut(field)];
  if (field.kind === "number" && key !== "table.column.large")
    cures.splice(1, 0, { key: "table.cure.category", values: { column: nameOf(field) }, choices: { columns: { [field.index]: { kind: "category" } } } });
  return [{ key, values: { line: String(line), column: placeOf(field), text, n }, cell: { line, column: field.index }, cures }];
}

/** Whether a refused cell is a number in another unit, or none. @param {Table} table @param {Field} field @param {number} row */
function keyOfNumber({ rows }, { index, format }, row) {
  const text = textOfCell(rows[row]?.[index] ?? "") ?? "";
  const unit = partsOf(text)?.unit ?? format.unit;
  const isNumber = unit !== format.unit && Number.isFinite(parserOf({ ...format, unit })(text));
  return isNumber ? "table.column.other_unit" : "table.column.not_number";
}

/** @param {Field} field @returns {Cure} */
const leaveOut = (field) => ({ key: "table.cure.out", values: { column: nameOf(field) }, choices: { columns: { [field.index]: { role: "out" } } } });

/** Asks for the decimal mark, with what a number would be by each. @param {Field} field @returns {Fault} */
function openFault(field) {
  const { openExample: text } = field.survey.numbers;
  const cures = /** @type {readonly DecimalMark[]} */ ([".", ","]).map((decimal) => {
    const value = parserOf({ ...field.format, decimal, thousands: decimal === "." ? "," : "." })(text);
    return { key: /** @type {const} */ ("table.cure.decimal"), values: { text, value: String(value) }, choices: { decimal } };
  });
  return { key: "table.column.open", values: { column: placeOf(field), text }, cures };
}

/** @param {readonly Field[]} fields @param {Plan} plan @param {Limits} limits @returns {Fault[]} */
function classFaults(fields, { classes, targets, rows }, limits) {
  const field = targets[0]?.field;
  if (!field || field.kind === "number" || rows.length === 0) return [];
  const [fewest, most] = limits.classes;
  if (classes.length < fewest)
    return [
      { key: "table.data.one_class", values: { column: placeOf(field), text: shortened(classes[0]?.label ?? "", MOST_TEXT) }, cures: otherTargets(fields) },
    ];
  if (classes.length <= most) return [];
  /** @type {Cure[]} */
  const cures = [{ key: "table.cure.commonest", values: { n: most }, choices: { classes: "commonest" } }];
  if (kindOfCells(field.survey) === "number")
    cures.unshift({ key: "table.cure.number", values: { column: nameOf(field) }, choices: { columns: { [field.index]: { kind: "number" } } } });
  return [
    { key: "table.data.many_classes", values: { column: placeOf(field), n: classes.length, most }, cures: [...cures, ...otherTargets(fields).slice(-1)] },
  ];
}

/** @param {readonly Used[]} used @param {Plan} plan @param {Choices} choices @param {boolean} isKnown whether other faults tell why @returns {Fault[]} */
function lineFaults(used, { rows, gaps }, choices, isKnown) {
  if (rows.length > 1 || isKnown) return [];
  const [worst] = used
    .filter(({ field }) => field.role === "input")
    .sort((one, other) => other.cells.missing + other.cells.refused - one.cells.missing - one.cells.refused);
  /** @type {Cure[]} */
  const cures = choices.missing === "mean" ? [] : [{ key: "table.cure.mean", values: {}, choices: { missing: "mean" } }];
  return [{ key: "table.data.all_gaps", values: { n: gaps }, cures: [...cures, ...(worst ? [leaveOut(worst.field)] : [])] }];
}
