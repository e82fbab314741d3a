import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { createPreview } from "../../../../../static/js/panels/data/upload/preview.js";
import { openPage } from "../../../dom.js";
import { readingOf } from "./readings.js";

function open(t) {
  const page = openPage(t);
  const table = page.document.createElement("table");
  page.document.body.append(table);
  const chosen = [];
  const preview = createPreview(table, (column, choice) => chosen.push([column, choice]));
  const texts = (selector) => [...table.querySelectorAll(selector)].map(({ textContent }) => textContent);
  return { ...page, table, texts, chosen, show: preview.show };
}

test("columns have a name, a role and a kind, lines their number in the text", (t) => {
  const { show, table, texts } = open(t);
  show(readingOf());
  assert.deepEqual(texts("thead th"), ["line", "width", "kind"]);
  assert.deepEqual(texts("tbody tr:first-child > *"), ["2", "1.5", "a"]);
  const menus = [...table.querySelectorAll("select")];
  assert.deepEqual(
    menus.map((menu) => [menu.getAttribute("aria-label"), menu.value, menu.disabled]),
    [
      ["role of width", "input", false],
      ["role of kind", "target", false],
      ["kind of width", "number", false],
      ["kind of kind", "category", true],
    ],
  );
  assert.equal(table.caption.textContent, "2 of 2 lines");
});

test("a menu tells its column what is chosen, and stays when another reading is shown", (t) => {
  const { show, table, change, chosen } = open(t);
  show(readingOf());
  const [role, , kind] = table.querySelectorAll("select");
  change(role, "out");
  change(kind, "category");
  assert.deepEqual(chosen, [
    [0, { role: "out" }],
    [0, { kind: "category" }],
  ]);
  const [column, target] = readingOf().columns;
  show(readingOf({ columns: [{ ...column, role: "out", kind: "category" }, target] }));
  assert.deepEqual([table.querySelector("select"), role.value, kind.value], [role, "out", "category"]);
});

test("what is missing or no number is marked in its cell and counted in its column", (t) => {
  const { show, table, texts } = open(t);
  const [column, target] = readingOf().columns;
  const cells = [
    { text: "", mark: "missing" },
    { text: "three", mark: "refused" },
  ];
  const notes = [{ key: "own.n_missing", values: { n: 7 } }];
  show(readingOf({ columns: [{ ...column, n_missing: 1, n_refused: 2, notes }, target], preview: [{ line: 4, cells }] }));
  assert.deepEqual(texts("tbody td"), ["empty", "three"]);
  const [missing, refused] = table.querySelectorAll("tbody td");
  assert.deepEqual([missing.dataset.mark, missing.title, missing.getAttribute("aria-invalid")], ["missing", "Nothing is known here", null]);
  assert.deepEqual([refused.dataset.mark, refused.title, refused.getAttribute("aria-invalid")], ["refused", "This is no number", "true"]);
  assert.deepEqual(texts(".own-column-note"), ["7 missing · 1 missing · 2 are no numbers", ""]);
});

test("long texts are cut and whole in the tooltip, columns without a name are numbered", (t) => {
  const { show, table, texts } = open(t);
  const long = "x".repeat(40);
  const [column, target] = readingOf().columns;
  show(
    readingOf({
      columns: [
        { ...column, name: long },
        { ...target, name: "" },
      ],
      preview: [{ line: 1, cells: [{ text: long, mark: null }] }],
    }),
  );
  assert.deepEqual(texts("thead th").slice(2), ["column 2"]);
  assert.equal(table.querySelector(".own-column").title, long);
  assert.equal(table.querySelector("tbody td").textContent, `${"x".repeat(28)}…`);
  assert.equal(table.querySelector("tbody td").title, long);
});

test("a hundred columns are drawn, and the others are counted", (t) => {
  const { show, table, texts } = open(t);
  const [column] = readingOf().columns;
  const wide = (n) => ({
    columns: Array.from({ length: n }, () => column),
    preview: [{ line: 1, cells: Array.from({ length: n }, () => ({ text: "1", mark: null })) }],
  });
  show(readingOf(wide(100)));
  assert.equal(table.caption.textContent, "1 of 2 lines");
  show(readingOf(wide(103)));
  assert.deepEqual([texts("thead th").length, texts("tbody td").length], [101, 100]);
  assert.equal(table.caption.textContent, "1 of 2 lines · 3 more columns are not shown");
});
