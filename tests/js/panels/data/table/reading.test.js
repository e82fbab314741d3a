import "../../../english.js";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { NO_CHOICES, withCure } from "../../../../../static/js/panels/data/table/choices.js";
import { reading } from "../../../../../static/js/panels/data/table/reading.js";
import { slow } from "../../../slow.js";
import { LIMITS, lines, pause, read, tableFrom } from "../../../tables.js";

test("a table is read as it would be learnt", async () => {
  const { columns, decimal, task, classes, n_samples, n_inputs, notes, faults } = await read(
    "species;width;height\nAdelie;39,1;18\nGentoo;NA;17\nGentoo;40,5;16\nAdelie;38;20\n",
  );
  assert.deepEqual(
    columns.map(({ name, kind, role, kinds, format, n_missing, n_refused, n_different, n_inputs: n }) => [
      name,
      kind,
      role,
      kinds[0],
      format?.decimal ?? null,
      n_missing,
      n_refused,
      n_different,
      n,
    ]),
    [
      ["species", "category", "target", "category", null, 0, 0, 2, 0],
      ["width", "number", "input", "number", ",", 1, 0, 3, 1],
      ["height", "number", "input", "number", ",", 0, 0, 4, 1],
    ],
  );
  assert.deepEqual([decimal, task, n_samples, n_inputs, faults], [",", "classification", 3, 2, []]);
  assert.deepEqual(classes, [
    { label: "Adelie", n: 2 },
    { label: "Gentoo", n: 1 },
  ]);
  assert.deepEqual(notes, [{ key: "table.data.gaps", values: { n: 1, all: 4 } }]);
});

test("the decimal mark of most columns is that of the table; there may be none", async () => {
  assert.equal((await read("a;b;y\n1,5;1.5;2,5\n2,5;2.5;3,5")).decimal, ",");
  assert.equal((await read("a;y\n1;2\n3;4\n5;7")).decimal, null);
});

test("labels do not tell how the numbers are written, but other columns do", async () => {
  const text = (cells) => lines(["a", "y"], 6, (i) => [`${i + 1}.250`, cells[i % 3]]);
  assert.equal((await read(text(["01", "1", "1.0"]))).faults[0].key, "table.column.open");
  assert.deepEqual((await read(text(["0,5", "1", "1,5"]))).columns[0].format, { decimal: ",", thousands: ".", unit: "" });
});

test("the preview has the first lines, and later ones with a refused cell", async () => {
  const text = lines(["a", "y"], 40, (i) => [i === 2 ? "?" : i % 10 === 9 ? "x" : `${i}.5`, `${i}.25`]);
  const { preview } = await read(text);
  assert.deepEqual(
    preview.map(({ line }) => line),
    [2, 3, 4, 5, 6, 7, 8, 9, 11, 21, 31, 41],
  );
  assert.deepEqual(
    [preview[0].cells, preview[2].cells[0], preview[8].cells[0]],
    [
      [
        { text: "0.5", mark: null },
        { text: "0.25", mark: null },
      ],
      { text: "?", mark: "missing" },
      { text: "x", mark: "refused" },
    ],
  );
});

test("a table with a fault is not looked at", async () => {
  const table = await tableFrom("a,b\n1,2");
  const broken = { ...table, rows: [], faults: [{ key: "table.text.empty", values: {}, cures: [] }] };
  const found = await reading(broken, NO_CHOICES, LIMITS, pause);
  assert.deepEqual([found.faults, found.columns, found.preview, found.task], [broken.faults, [], [], null]);
  assert.equal((await reading({ ...table, rows: [] }, NO_CHOICES, LIMITS, pause)).faults[0].key, "table.data.few");
  const wide = { ...table, names: Array(10_001).fill(""), rows: [Array(10_001).fill("1")] };
  assert.equal((await reading(wide, NO_CHOICES, LIMITS, pause)).faults[0].key, "table.data.wide");
});

test("another choice looks only at what it changes", async () => {
  const cells = Array.from({ length: 20 }, (_, i) => [`${i}.5`, i % 2 ? "a" : "b", `${i}.25`]);
  let looks = 0;
  const get = (row, key) => {
    if (/^\d+$/.test(String(key))) looks += 1;
    return row[key];
  };
  const rows = cells.map((row) => new Proxy(row, { get }));
  const table = {
    separator: ",",
    header: true,
    names: ["x", "c", "y"],
    rows,
    lines: rows.map((_, i) => i + 2),
    hints: [null, null, null],
    notes: [],
    faults: [],
  };
  await reading(table, NO_CHOICES, LIMITS, pause);
  const first = looks;
  await reading(table, withCure(NO_CHOICES, { missing: "mean" }), LIMITS, pause);
  // Those of the preview.
  assert.deepEqual([first, looks - first], [20 * 6 + 24, 24]);
});

slow("ten thousand lines of 64 columns are read in slices", async () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => Array.from({ length: 64 }, (__, k) => `${(i * 31 + k * 7) % 1000}.${(i + k) % 97}5`));
  const table = {
    separator: ",",
    header: false,
    names: Array(64).fill(""),
    rows,
    lines: rows.map((_, i) => i + 1),
    hints: Array(64).fill(null),
    notes: [],
    faults: [],
  };
  let [pauses, used, longest, last] = [0, 0, 0, process.cpuUsage()];
  const { faults, n_inputs } = await reading(table, NO_CHOICES, LIMITS, () => {
    const { user, system } = process.cpuUsage(last);
    [pauses, used, longest, last] = [pauses + 1, used + user + system, Math.max(longest, user + system), process.cpuUsage()];
  });
  assert.deepEqual([faults, n_inputs], [[], 63]);
  assert.ok(pauses > 64 * 8, `${pauses} pauses`);
  assert.ok(used < 3e6, `${used / 1000} ms`);
  assert.ok(longest < 400_000, `${longest / 1000} ms`);
});

test("columns of numbers are read as docs/own-data.md says", async () => {
  const text = readFileSync(new URL("../../../../../docs/own-data.md", import.meta.url), "utf8");
  const [, numbers = ""] = /\n## Numbers\n([\s\S]*?)\n## /.exec(text) ?? [];
  const documented = [...numbers.matchAll(/^\| (`.*`) \| (.*?) \|/gm)].map(([, cells, result]) => [cells.match(/[^`]+(?=`(?: |$))/g), result]);
  assert.ok(documented.length > 12);
  for (const [cells, result] of documented) {
    const found = await read(["x;y", ...cells.map((cell, i) => `${cell};${i > 0 ? "v" : "u"}`)].join("\n"), { separator: ";" });
    const fault = found.faults[0]?.key.replace("table.column.", "");
    const known = { open: "asked", not_number: "refused", other_unit: "refused", large: "refused" }[fault] ?? (await found.samples()).x.join(" ");
    assert.equal(known, result.replace("- ", ""), cells.join(" "));
  }
});
