import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_CHOICES } from "../../../../../static/js/panels/data/table/choices.js";
import { reading } from "../../../../../static/js/panels/data/table/reading.js";
import { decode } from "../../../../../static/js/panels/data/text/decode.js";
import { tableOf } from "../../../../../static/js/panels/data/text/table.js";

const N_TABLES = 200;
const LIMITS = { samples: 10_000, features: 64, numbers: 400_000, classes: [2, 10], bytes: 2 ** 23, label: 64, number: 1e9, tables: 8 };
const now = () => undefined;

/** How tables are written; each has one of every list. */
const FORMS = {
  separator: [",", ";", "\t", "|", " "],
  decimal: [".", ","],
  thousands: ["", "mark", " ", "'"],
  quoting: ["needed", "all", "texts"],
  header: ["names", "names", "none", "counting", "units", "short", "orange", "comment"],
  index: ["none", "none", "unnamed", "id"],
  missing: [null, "NA", "", "?", "-", "nan"],
  encoding: ["utf-8", "utf-8 with mark", "utf-16le", "utf-16be", "windows-1252"],
  end: ["\n", "\r\n", "\r"],
  extra: ["none", "none", "title", "blank lines", "trailing separators", "comments", "sep="],
};
const NAMES = ["width", "Größe", "a, b", 'the "third"', "x y", "n;m", "café"];
const CLASSES = [
  ["setosa", "versicolor", "virginica"],
  ["ja", "nein"],
  ["New York, NY", 'the "Hague"', "Köln; am Rhein"],
  ["01", "1", "1.0"],
];

/** Random numbers of a seed: mulberry32. @param {number} seed */
function createRandom(seed) {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n) => Math.floor(random() * n);
  return { random, below, from: (list) => list[below(list.length)] };
}

/** A table as numbers and labels, and how it is to be written. @param {number} seed */
function tableFrom(seed) {
  const { random, below, from } = createRandom(seed);
  const form = Object.fromEntries(Object.entries(FORMS).map(([name, list]) => [name, from(list)]));
  const labels = from(CLASSES);
  const columns = Array.from({ length: 2 + below(4) }, (_, k) => ({ name: NAMES[k], digits: below(4), size: 10 ** (1 + below(6)) }));
  const rows = Array.from({ length: 20 + below(30) }, (_, i) => ({
    x: columns.map(({ digits, size }) =>
      form.missing !== null && random() < 0.05 ? null : Number(((random() - (size > 100 ? 0 : 0.3)) * size).toFixed(digits)),
    ),
    y: labels[i % labels.length],
  }));
  return { form, columns, rows };
}

/** Writes a number with its marks. */
function written(value, digits, { decimal, thousands, missing }) {
  if (value === null) return missing;
  const [whole, fraction] = Math.abs(value).toFixed(digits).split(".");
  const mark = thousands === "mark" ? { ".": ",", ",": "." }[decimal] : thousands;
  const parts = [];
  for (let end = whole.length; end > 0; end -= 3) parts.unshift(whole.slice(Math.max(0, end - 3), end));
  return (value < 0 ? "-" : "") + parts.join(mark) + (fraction ? decimal + fraction : "");
}

/** Quotes a cell as the form demands. */
function quoted(cell, isText, { separator, quoting }) {
  const isNeeded = cell.includes(separator) || /["\n]/.test(cell) || (separator === " " && /^$|\s/.test(cell)) || cell.startsWith("#");
  if (!isNeeded && (quoting === "needed" || (quoting === "texts" && !isText))) return cell;
  return `"${cell.replaceAll('"', '""')}"`;
}

/** The cells of all lines, and how many of the first ones are no samples. */
function linesOf({ form, columns, rows }) {
  const names = [...columns.map(({ name }) => name), "class"];
  const index = { none: [], unnamed: [""], id: ["id"] }[form.header === "short" ? "unnamed" : form.index];
  const heads = {
    names: [[...index, ...names]],
    none: [],
    counting: [[...index.map(() => ""), ...names.map((_, k) => String(k))]],
    units: [
      [...index, ...names],
      [...index.map(() => ""), ...columns.map((_, k) => ["(cm)", "kg", "[s]", "m"][k % 4]), ""],
    ],
    short: [names],
    orange: [
      [...index.map((name) => name || "nr"), ...names],
      [...index.map(() => "c"), ...columns.map(() => "continuous"), "discrete"],
      [...index.map(() => "meta"), ...columns.map(() => ""), "class"],
    ],
    comment: [],
  }[form.header];
  const body = rows.map(({ x, y }, i) => [...index.map(() => String(i + 1)), ...x.map((value, k) => written(value, columns[k].digits, form)), y]);
  return { heads, body, names: heads[0] ?? (form.header === "comment" ? [...index.map((name) => name || "nr"), ...names] : []), n_index: index.length };
}

/** The bytes of a file. */
function fileOf(table, lines) {
  const { form } = table;
  const isText = (cell) => !/^[-\d.,' ]+$/.test(cell);
  const line = (cells) =>
    cells.map((cell) => quoted(cell, isText(cell), form)).join(form.separator) +
    (form.extra === "trailing separators" && form.separator !== " " ? form.separator : "");
  const all = [...lines.heads, ...lines.body].map(line);
  if (form.header === "comment") all.unshift(`# ${line(lines.names)}`);
  if (form.extra === "comments") all.splice(all.length - 5, 0, '# measured again, "here');
  if (form.extra === "blank lines") all.splice(all.length - 3, 0, "", "");
  if (form.extra === "title" && form.header !== "comment") all.unshift("Measurements", "");
  if (form.extra === "sep=" && form.separator !== " ") all.unshift(`sep=${form.separator}`);
  return encoded(all.join(form.end) + (table.rows.length % 2 ? form.end : ""), form.encoding);
}

/** @param {string} text @param {string} encoding */
function encoded(text, encoding) {
  if (encoding === "windows-1252") return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
  if (encoding.startsWith("utf-8")) return new TextEncoder().encode((encoding === "utf-8" ? "" : "\ufeff") + text);
  const view = new DataView(new ArrayBuffer(2 * text.length + 2));
  for (const [i, sign] of [..."\ufeff", ...text].entries()) view.setUint16(2 * i, sign.charCodeAt(0), encoding === "utf-16le");
  return new Uint8Array(view.buffer);
}

/** Reads a file as the dialog does; null if something has to be answered first. */
async function readFrom(bytes) {
  const { text, faults } = decode(bytes, null);
  assert.deepEqual(faults, []);
  const table = await tableOf(text, NO_CHOICES, now);
  const found = await reading(table, NO_CHOICES, LIMITS, now);
  return { table, found, samples: found.faults.length > 0 ? null : await found.samples() };
}

/** What differs between a file and its table: "" or a sentence. */
async function differenceOf(seed) {
  const given = tableFrom(seed);
  const lines = linesOf(given);
  const { table, found, samples } = await readFrom(fileOf(given, lines));
  const complete = given.rows.filter(({ x }) => !x.includes(null));
  const expected = { x: complete.map(({ x }) => x), y: complete.map(({ y }) => y) };
  const text = (value) => JSON.stringify(value);
  if (found.faults.length > 0) return { asked: found.faults[0].key, wrong: "" };
  const cells = lines.body.map((row) => row.map((cell) => cell.trim()));
  const wrong =
    text(table.rows) !== text(cells)
      ? `cells ${text(table.rows[0])} for ${text(cells[0])}`
      : text({ x: samples.x, y: samples.y }) !== text(expected)
        ? `samples ${text(samples.x[0])}, ${samples.y.length} for ${text(expected.x[0])}, ${complete.length}`
        : "";
  const names = given.form.header === "none" ? "" : lines.names.slice(-given.columns.length - 1, -1).join("/");
  const isNamed = names === "" || names === (samples.names ?? []).join("/");
  return { asked: "", wrong: wrong || (isNamed ? "" : `names ${text(samples.names)} for ${names}`) };
}

test(`${N_TABLES} tables are read as they were written, or asked about`, async () => {
  const wrong = [];
  const asked = [];
  for (let seed = 1; seed <= N_TABLES; seed += 1) {
    const found = await differenceOf(seed);
    if (found.wrong) wrong.push(`${seed}: ${found.wrong} ${JSON.stringify(tableFrom(seed).form)}`);
    if (found.asked) asked.push(`${seed}: ${found.asked}`);
  }
  assert.deepEqual(wrong, []);
  assert.ok(asked.length <= N_TABLES / 20, asked.join("\n"));
});
