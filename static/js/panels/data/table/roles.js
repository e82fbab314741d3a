/** What each column is for: an input, the target, or nothing. Pure. */

import { orderOf } from "./dates.js";
import { guessedKind, kindOfCells, possibleKinds, someAreNamed } from "./kinds.js";
import { parserOf } from "./numbers.js";
import { MOST_DIFFERENT } from "./survey.js";

/** @import { Key, Values } from "../../../base/words/i18n.js" */
/** @import { Choices, Kind, Limits, NumberFormat, Role, Table } from "./types.js" */
/** @import { Survey } from "./survey.js" */

/** More categories are not turned into inputs unless it is chosen. */
const MOST_CATEGORIES = 12;
/** A column with fewer known cells is left out unless it is chosen. */
const SHARE_KNOWN = 0.5;
/** Words in the last column are classes, even too many, if each has so many lines. */
const LINES_PER_CLASS = 5;
/** Fewer lines do not tell that numbers which are all different are no classes. */
const FEWEST_VALUES = 4;

/** Names of targets, the most certain first. */
const TARGETS = [
  ["target", "y", "label", "labels", "class_label", "ziel", "zielwert"],
  ["survived", "outcome", "diagnosis", "medv", "species", "quality"],
  ["class", "klasse", "variety", "response", "diabetes", "default", "churn", "income", "sick", "disease", "result", "status"],
  ["price", "saleprice", "median_house_value", "charges"],
];
/** A name of a target, but in the middle of others one of a coordinate. */
const COORDINATE = "y";

/**
 * A column of a table and what it is for.
 *
 * @typedef {object} Field
 * @property {number} index
 * @property {string} name
 * @property {string} unit that the file tells; "" for none
 * @property {Survey} survey
 * @property {NumberFormat} format
 * @property {boolean} isOpen whether its decimal mark must be asked
 * @property {Kind} kind
 * @property {Kind[]} kinds
 * @property {Role} role
 * @property {{ key: Key, values: Values } | null} reason why it was left out
 */

/** @typedef {Pick<Field, "survey" | "format" | "isOpen">} Scanned */

/**
 * @param {Table} table
 * @param {readonly Scanned[]} scanned
 * @param {Choices} choices
 * @param {Limits} limits
 * @returns {Field[]}
 */
export function fieldsOf(table, scanned, choices, limits) {
  const areNamed = someAreNamed(table);
  const fields = scanned.map((column, index) => fieldOf(table, column, index, choices, areNamed));
  keepAnInput(fields, choices);
  assignTargets(fields, table, choices, limits);
  return fields;
}

/** @param {Table} table @param {Scanned} column @param {number} index @param {Choices} choices @param {boolean} hasNames whether any column has a name @returns {Field} */
function fieldOf(table, column, index, choices, hasNames) {
  const { survey } = column;
  const name = table.names[index] ?? "";
  const [hint, chosen] = [table.hints[index], choices.columns[index]];
  const isTold = hint !== null && hint !== undefined;
  const guess = isTold ? kindOfCells(survey) : guessedKind(survey, name, index === 0, hasNames);
  const kind = chosen?.kind ?? hint?.kind ?? (guess === "id" && isUsed(chosen?.role) ? kindOfCells(survey) : guess);
  const reason = isTold ? reasonOfHint(hint, survey) : reasonToLeave(survey, kind, table.rows.length);
  const guessed = reason ? "out" : "input";
  const role = chosen?.kind === "id" ? "out" : (chosen?.role ?? (hint?.role === "target" ? "target" : guessed));
  return { ...column, index, name, unit: hint?.unit ?? "", kind, kinds: possibleKinds(survey), role, reason: role === "out" && !chosen?.role ? reason : null };
}

/** @param {Role} [role] */
const isUsed = (role) => role === "input" || role === "target";

/** Why a column that the file describes is left out. @param {NonNullable<Table["hints"][number]>} hint @param {Survey} survey @returns {Field["reason"]} */
function reasonOfHint({ role }, { known }) {
  if (known === 0) return { key: "table.column.empty", values: {} };
  return role === "out" ? { key: "table.column.told", values: {} } : null;
}

/** Why a column is no input unless it is chosen. @param {Survey} survey @param {Kind} kind @param {number} lines @returns {Field["reason"]} */
function reasonToLeave(survey, kind, lines) {
  const { known, missing, texts, isCounting, slashes } = survey;
  if (known === 0) return { key: "table.column.empty", values: {} };
  if ((kind === "id" || kind === "category") && slashes > known / 2) return { key: "table.column.slashes", values: { text: [...texts.keys()][0] ?? "" } };
  if (kind === "id") return isCounting ? { key: "table.column.counts", values: {} } : { key: "table.column.id", values: {} };
  if (kind === "date") return { key: "table.column.date", values: {} };
  if (texts.size === 1) return { key: "table.column.constant", values: { text: [...texts.keys()].join("") } };
  if (known < SHARE_KNOWN * lines) return { key: "table.column.missing", values: { n: missing, all: lines } };
  if (kind === "category" && texts.size > MOST_CATEGORIES) return { key: "table.column.categories", values: { n: texts.size } };
  return null;
}

/** Numbers of the lines, or a date, stay an input if there is no other. @param {Field[]} fields @param {Choices} choices */
function keepAnInput(fields, choices) {
  if (fields.filter(({ role }) => role !== "out").length > 1) return;
  const free = fields.filter(({ index }) => !choices.columns[index]?.kind && !choices.columns[index]?.role);
  const kept = free.find(({ kind, survey }) => (kind === "id" && survey.isCounting) || (kind === "date" && orderOf(survey.dates) !== null));
  if (kept) Object.assign(kept, { kind: kindOfCells(kept.survey), role: "input", reason: null });
}

/** @param {Field[]} fields @param {Table} table @param {Choices} choices @param {Limits} limits */
function assignTargets(fields, table, choices, limits) {
  const chosen = fields.filter(({ index }) => choices.columns[index]?.role === "target");
  const targets = chosen.length > 0 ? chosen : guessedTargets(fields, choices, limits);
  for (const field of fields) {
    const isTarget = targets.includes(field);
    const isKindOpen = !choices.columns[field.index]?.kind && !table.hints[field.index]?.kind;
    if (isTarget) Object.assign(field, { role: "target", reason: null });
    else if (field.role === "target") field.role = "input";
    if (isTarget && isKindOpen && field.kind === "number" && targets.length === 1 && areClasses(field, limits)) field.kind = "category";
  }
}

/** @param {Field[]} fields @param {Choices} choices @param {Limits} limits @returns {Field[]} */
function guessedTargets(fields, choices, limits) {
  const free = fields.filter(({ index }) => !choices.columns[index]?.role);
  const hinted = free.filter(({ role }) => role === "target");
  if (hinted.length > 0) return hinted;
  const named = namedTarget(free);
  if (named) return [named];
  const fit = free.filter((field) => field.role === "input" && (field.kind === "number" || field.survey.texts.size <= limits.classes[1]));
  const words = free.filter(({ role, kind }) => role === "input" && kind === "category");
  const many = free.find((field) => field.index === fields.length - 1 && haveManyLines(field));
  if (many && words.every((field) => field === many)) return [many];
  const [first] = fit;
  const last = fit.at(-1);
  const isLast = last && last.index === fields.length - 1;
  const found = words.length === 1 && words[0] && fit.includes(words[0]) ? words[0] : isLast ? last : first?.index === 0 ? first : last;
  return found ? [found] : [];
}

/** Returns whether the words of a column occur in many lines each, as classes do. @param {Field} field */
const haveManyLines = ({ kind, survey: { texts, known } }) =>
  kind === "category" && texts.size > 1 && texts.size < MOST_DIFFERENT && known >= LINES_PER_CLASS * texts.size;

/** @param {Field[]} fields @returns {Field | undefined} the column whose name tells that it is the target */
function namedTarget(fields) {
  const usable = fields.filter(({ kind, survey }) => (kind === "number" || kind === "category") && survey.texts.size > 1);
  for (const names of TARGETS) {
    const found = usable.findLast(({ name, index }) => names.includes(name.toLowerCase()) && !isCoordinate(name, index, fields));
    if (found) return found;
  }
  return undefined;
}

/** Returns whether a column is the target by its name. @param {string} name */
export const isNameOfTarget = (name) => TARGETS.flat().includes(name.toLowerCase());

/** @param {string} name @param {number} index @param {Field[]} fields */
const isCoordinate = (name, index, fields) => name.toLowerCase() === COORDINATE && index > 0 && index !== fields.at(-1)?.index;

/** Returns whether numbers are classes: whole, and few different ones. @param {Field} field @param {Limits} limits */
function areClasses({ survey, format }, limits) {
  const { texts, known, allDifferent } = survey;
  if (texts.size > limits.classes[1] || (allDifferent && known >= FEWEST_VALUES)) return false;
  const parse = parserOf(format);
  return [...texts.keys()].every((text) => Number.isInteger(parse(text)));
}
