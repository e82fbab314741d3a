import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { createAssumptions } from "../../../../../static/js/panels/data/upload/assumptions.js";
import { openPage } from "../../../dom.js";
import { CHOICES, readingOf } from "./readings.js";

function open(t) {
  const page = openPage(t);
  const home = page.document.createElement("div");
  const chosen = [];
  const menus = createAssumptions(home, (patch) => chosen.push(patch));
  const show = (reading, choices = {}, { encoding = null, isWorkbook = false } = {}) =>
    menus.show({ reading, choices: { ...CHOICES, ...choices }, encoding, isWorkbook });
  const field = (label) => [...home.children].find((element) => element.querySelector(".label").textContent === label);
  const menu = (label) => field(label).querySelector("select");
  const offered = () => [...home.children].filter(({ hidden }) => !hidden).map((element) => element.querySelector(".label").textContent);
  const shown = (label) => [...menu(label).options].find(({ value }) => value === menu(label).value).textContent;
  return { ...page, show, menu, offered, shown, chosen };
}

test("what was found is shown as found, what was chosen as it is", (t) => {
  const { show, offered, shown } = open(t);
  show(readingOf());
  assert.deepEqual(offered(), ["between columns", "decimals", "first line"]);
  assert.deepEqual(["between columns", "decimals", "first line"].map(shown), ["semicolon, as found", "point: 1.5, as found", "names of the columns, as found"]);
  show(readingOf(), { separator: ",", decimal: ",", header: false });
  assert.deepEqual(["between columns", "decimals", "first line"].map(shown), ["comma", "comma: 1,5", "a sample"]);
});

test("a menu is offered only where it changes something", (t) => {
  const { show, offered } = open(t);
  show(readingOf({ decimal: null }));
  assert.deepEqual(offered(), ["between columns", "first line"]);
  show(readingOf({ decimal: null }, { separator: null }));
  assert.deepEqual(offered(), []);
  show(readingOf({ decimal: null }, { separator: null }), {}, { isWorkbook: true });
  assert.deepEqual(offered(), ["first line"]);
  const [column, target] = readingOf().columns;
  show(readingOf({ columns: [{ ...column, n_missing: 1, n_refused: 2 }, target] }));
  assert.deepEqual(offered().slice(3), ["where something is missing", "what is no number"]);
  show(readingOf({ columns: [{ ...column, n_missing: 1, n_refused: 2, role: "out" }, target] }));
  assert.equal(offered().length, 3);
  show(readingOf(), { missing: "mean", refused: "missing" });
  assert.deepEqual(offered().slice(3), ["where something is missing", "what is no number"]);
});

test("letters are asked for only where the encoding is in doubt", (t) => {
  const { show, offered, shown } = open(t);
  show(readingOf(), {}, { encoding: "windows-1252" });
  assert.deepEqual([offered()[0], shown("letters")], ["letters", "Western Europe (Windows-1252), as found"]);
  show(readingOf(), { encoding: "windows-1250" });
  assert.deepEqual([offered()[0], shown("letters")], ["letters", "Central Europe (Windows-1250)"]);
});

test("every menu tells what is chosen, and the first option takes it back", (t) => {
  const { show, menu, change, chosen } = open(t);
  show(readingOf());
  const choices = [
    ["letters", "macintosh"],
    ["letters", ""],
    ["between columns", "\t"],
    ["between columns", ""],
    ["decimals", ","],
    ["decimals", ""],
    ["first line", "false"],
    ["first line", "true"],
    ["first line", ""],
    ["where something is missing", "mean"],
    ["what is no number", "missing"],
  ];
  for (const [label, value] of choices) change(menu(label), value);
  assert.deepEqual(chosen, [
    { encoding: "macintosh" },
    { encoding: null },
    { separator: "\t" },
    { separator: null },
    { decimal: "," },
    { decimal: null },
    { header: false },
    { header: true },
    { header: null },
    { missing: "mean" },
    { refused: "missing" },
  ]);
});
