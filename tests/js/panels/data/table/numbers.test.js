import assert from "node:assert/strict";
import { test } from "node:test";
import { addCell, aroundOf, certainMark, createEvidence, formatOf, parserOf } from "../../../../../static/js/panels/data/table/numbers.js";

const evidenceOf = (cells) => {
  const evidence = createEvidence();
  for (const cell of cells) addCell(evidence, cell, 1);
  return evidence;
};

/** The values of the first column of a table; "asked" if nothing tells what they are. */
function valuesOf(columns, chosen = null) {
  const all = columns.map(evidenceOf);
  const { format, isOpen } = formatOf(all[0], aroundOf(all, chosen));
  return isOpen ? "asked" : columns[0].map(parserOf(format));
}

for (const [name, columns, values] of [
  ["points", [["1.5", "-2", "+3", ".5", "5.", "1e-3", "−2.5E+2"]], [1.5, -2, 3, 0.5, 5, 0.001, -250]],
  ["decimal commas", [["1,5", "-2", "0,123", "1,5e3"]], [1.5, -2, 0.123, 1500]],
  ["1,050 beside 950", [["1,050", "950"]], [1050, 950]],
  ["1.050 beside 950", [["1.050", "950"]], [1050, 950]],
  ["1.050 beside 950,5", [["1.050", "950,5"]], [1050, 950.5]],
  ["1.050 beside 950.5", [["1.050", "950.5"]], [1.05, 950.5]],
  ["1.234 beside 2300", [["1.234", "2300"]], [1.234, 2300]],
  ["1.050 and 1.050.000", [["1.050", "1.050.000"]], [1050, 1_050_000]],
  ["1,050.5 and 1,050", [["1,050.5", "1,050"]], [1050.5, 1050]],
  ["1.050 where another column has commas", [["1.050"], ["3,5"]], [1050]],
  ["1.050 where another column has points", [["1.050"], ["3.5"]], [1.05]],
  ["1.050 where other thousands have spaces", [["1.050"], ["1 050"]], [1.05]],
  ["1.050 alone", [["1.050"]], "asked"],
  ["1.234 beside 950", [["1.234", "950"]], "asked"],
  ["1.050 beside 950 and 2300", [["1.050", "950", "2300"]], "asked"],
  ["1.050 and 1,050", [["1.050", "1,050"]], "asked"],
  ["1.050 where the other columns disagree", [["1.050"], ["3,5"], ["3.5"]], "asked"],
  ["spaces, narrow spaces and apostrophes", [["1 050,5", "12 000", "950"]], [1050.5, 12_000, 950]],
  ["narrow spaces", [["1\u202f050", "1\u00a0050", "1\u20091"]], [1050, 1050, NaN]],
  ["Swiss apostrophes", [["1'050.50", "1’050"]], [1050.5, 1050]],
  ["Indian groups", [["12,34,567", "1,000"]], [1_234_567, 1000]],
  ["percent", [["12 %", "3.5%"]], [12, 3.5]],
  ["euros", [["1.234,50 €", "12,00 €"]], [1234.5, 12]],
  ["dollars", [["$22,508", "-$1,000", "$900"]], [22_508, -1000, 900]],
  ["one without the unit", [["5 kg", "6 kg", "7 kg", "8 kg", "9 kg", "1 kg", "2 kg", "3 kg", "4 kg", "5"]], [5, 6, 7, 8, 9, 1, 2, 3, 4, NaN]],
  ["two units", [["5 kg", "6 g", "7"]], [NaN, NaN, 7]],
  [
    "many digits",
    [["0,1234567890123456789", "9007199254740993,5", "123.456.789,123456"]],
    [Number("0.1234567890123456789"), Number("9007199254740993.5"), 123456789.123456],
  ],
  ["what is no number", [["1.5", "120/80", "2020/07", "0x10", "Inf", "NaN", "1e", "three", "1.2.3"]], [1.5, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN]],
  ["a comma among points", [["1.5", "2.5", "3,5"]], [1.5, 2.5, NaN]],
  ["one too large for a double", [["1e999", "1"]], [Infinity, 1]],
]) {
  test(`a column is read as a whole: ${name}`, () => assert.deepEqual(valuesOf(columns), values));
}

test("the decimal mark that is chosen answers what is asked", () => {
  assert.deepEqual(valuesOf([["1.050"]], "."), [1.05]);
  assert.deepEqual(valuesOf([["1.050"]], ","), [1050]);
  assert.deepEqual(valuesOf([["1,050", "950"]], ","), [1.05, 950]);
  assert.deepEqual(valuesOf([["1.5"]], ","), [NaN]);
});

test("the certain mark is that of most decimals", () => {
  assert.deepEqual(
    [["1"], ["1.050"], ["1.5", "1,5", "2,5"], ["1.5"], ["1.5", "1,5"]].map((cells) => certainMark(evidenceOf(cells))),
    [null, null, ",", ".", "."],
  );
});

/** Writes a number in the way of a country, by its digits. */
function written(value, digits, { decimal, thousands }) {
  const [whole, fraction = ""] = Math.abs(value).toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, thousands);
  return (value < 0 ? "-" : "") + grouped + (fraction && decimal + fraction);
}

test("no column changes its values in any way of writing: they are read as written, or asked about", () => {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  let asked = 0;
  for (let k = 0; k < 2000; k += 1) {
    const decimal = random() < 0.5 ? "." : ",";
    const thousands = ["", decimal === "." ? "," : ".", " ", "'", "\u202f"][Math.floor(random() * 5)];
    const [digits, size, n] = [Math.floor(random() * 5), 10 ** (1 + Math.floor(random() * 6)), 1 + Math.floor(random() * 12)];
    const values = Array.from({ length: n }, () => Number(((random() - 0.4) * size).toFixed(digits)) + 0);
    const cells = values.map((value) => written(value, digits, { decimal, thousands }));
    const found = valuesOf([cells]);
    if (found === "asked") asked += 1;
    else assert.deepEqual(found, values, cells.join(" "));
    const chosen = valuesOf([cells], decimal);
    assert.deepEqual(chosen, values, `${cells.join(" ")} with ${decimal}`);
  }
  assert.ok(asked > 50 && asked < 300, `${asked} asked`);
});
