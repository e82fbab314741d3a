import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { workbookTable } from "../../../../../static/js/panels/data/workbook/workbook.js";
import { zipped } from "../../../archive.js";
import { slow } from "../../../slow.js";

const SHEET = `<row r="1"><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>
<row r="2"><c><v>1.5</v></c><c s="1"><v>43952</v></c></row><row r="4"><c><v>2</v></c></row>`;

/** The files of a workbook with these sheets. */
const files = (sheets, book = "") => ({
  "xl/workbook.xml": `<workbook>${book}<sheets>${Object.keys(sheets).map((name, i) => `<sheet name="${name}" ${name.startsWith("hidden") ? 'state="hidden"' : ""} r:id="r${i}"/>`)}</sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": Object.keys(sheets)
    .map((_, i) => `<Relationship Target="${i % 2 ? "/xl/" : ""}worksheets/s${i}.xml" Id="r${i}"/>`)
    .join(""),
  "xl/sharedStrings.xml": "<sst><si><t>x</t></si><si><r><t>wh</t></r><r><t>en</t></r></si></sst>",
  "xl/styles.xml":
    '<numFmts><numFmt numFmtId="170" formatCode="dd.mm.yy"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>',
  ...Object.fromEntries(Object.values(sheets).map((rows, i) => [`xl/worksheets/s${i}.xml`, `<worksheet><sheetData>${rows}</sheetData></worksheet>`])),
});
const read = (given, options) => workbookTable(given instanceof Uint8Array ? given : zipped(given, options), { header: null }, () => undefined);
const faultOf = async (given, options) => (await read(given, options)).faults[0]?.key;

test("a sheet is a table of texts, with the numbers of its rows", async () => {
  const { separator, header, names, rows, lines, notes } = await read(files({ data: SHEET }));
  assert.deepEqual([separator, header, names, lines, notes], [null, true, ["x", "when"], [2, 4], []]);
  assert.deepEqual(rows, [
    ["1.5", "2020-05-01"],
    ["2", ""],
  ]);
});

test("the first sheet with cells that is not hidden is read, and this is noted", async () => {
  const { rows, notes } = await read(files({ "hidden notes": SHEET, blank: "", "two &amp; three": SHEET.replace("1.5", "7") }));
  assert.equal(rows[0][0], "7");
  assert.deepEqual(notes, [{ key: "table.file.sheet", values: { n: 2, name: "two & three" } }]);
});

test("dates may count from 1904", async () => {
  assert.equal((await read(files({ data: SHEET }, '<workbookPr date1904="1"/>'))).rows[0][1], "2024-05-02");
});

test("what cannot be read is refused", async () => {
  assert.equal(await faultOf(files({ blank: "" })), "table.file.sheets_empty");
  assert.equal(await faultOf(files({ data: SHEET }), { size: 5 }), "table.file.damaged");
  assert.equal(await faultOf(files({ data: SHEET }), { size: 2 ** 30 }), "table.file.large");
  assert.equal(await faultOf(new Uint8Array(100)), "table.file.damaged");
  assert.equal(await faultOf({ ...files({ data: SHEET }), "xl/_rels/workbook.xml.rels": "" }), "table.file.damaged");
  assert.equal(await faultOf(files({ data: '<row><c r="ZZZ1"><v>1</v></c></row>' })), "table.text.wide");
});

/** Sheets that are small in the archive and large in memory. */
const BOMBS = {
  "empty rows": "<row/>".repeat(10 ** 7),
  "empty cells": `<row>${"<c/>".repeat(1000)}</row>`.repeat(15_000),
  "a row without an end": `<row>${"a".repeat(6 * 10 ** 7)}`,
  "more bytes than are read": "a".repeat(2 ** 27),
};

for (const [name, rows] of Object.entries(BOMBS)) {
  slow(`a sheet of ${name} is refused soon`, async () => {
    const bytes = zipped(files({ data: rows }));
    assert.ok(bytes.length < 2 ** 20);
    const before = process.cpuUsage().user;
    assert.ok(["table.file.large", "table.file.damaged"].includes(await faultOf(bytes)));
    assert.ok((process.cpuUsage().user - before) / 1e6 < 2.5);
  });
}
