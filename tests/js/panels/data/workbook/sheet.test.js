import assert from "node:assert/strict";
import { test } from "node:test";
import { cellsOf } from "../../../../../static/js/panels/data/workbook/sheet.js";

const read = (content, shared = {}) => cellsOf({ attributes: "", content }, { texts: ["a", "b"], dates: [false, true], is1904: false, n_left: 100, ...shared });

test("each type of cell is a text", () => {
  for (const [cell, text] of [
    ["<c><v>5.10</v></c>", "5.1"],
    ["<c><v>4.9000000000000004</v></c>", "4.9"],
    ["<c><v>1e3</v></c>", "1000"],
    ["<c><v>1.051</v></c>", "1.0510"],
    ['<c t="inlineStr"><is><t>1.051</t></is></c>', "1.051"],
    ['<c t="s"><v>1</v></c>', "b"],
    ['<c t="inlineStr"><is><t> 01 </t></is></c>', "01"],
    ['<c t="str"><f>A1&amp;B1</f><v>x &lt; y</v></c>', "x < y"],
    ['<c t="b"><v>1</v></c>', "TRUE"],
    ['<c t="b"><v>0</v></c>', "FALSE"],
    ['<c t="e"><v>#N/A</v></c>', "NA"],
    ['<c t="e"><v>#DIV/0!</v></c>', "#DIV/0!"],
    ['<c t="d"><v>2020-05-01</v></c>', "2020-05-01"],
    ['<c s="1"><v>43952</v></c>', "2020-05-01"],
    ['<c s="1"><v>-5</v></c>', "-5"],
    ["<c><f>1+1</f><v>2</v></c>", "2"],
    ["<x:c><x:v>3</x:v></x:c>", "3"],
  ]) {
    assert.deepEqual(read(cell), [text], cell);
  }
});

test("cells stand in the columns of their references, others follow the last one", () => {
  assert.deepEqual(read('<c r="B2"><v>1</v></c><c><v>2</v></c><c r="AA2"><v>3</v></c>'), ["", "1", "2", ...Array.from({ length: 23 }, () => ""), "3"]);
});

test("empty cells at the end are no cells", () => {
  assert.deepEqual(read('<c><v>1</v></c><c s="1"/><c t="inlineStr"><is><t> </t></is></c>'), ["1"]);
});

test("more cells than may be read are refused", () => {
  assert.throws(() => read("<c/>".repeat(100)), { reason: "large" });
});
