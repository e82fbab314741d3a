import assert from "node:assert/strict";
import { test } from "node:test";
import { hasOpenPoint, marksOf, otherMark, partsOf, plainPartsOf, withCertainPoint } from "../../../../../static/js/panels/data/table/number-forms.js";

test("a number is taken apart: sign, digits, exponent, unit", () => {
  for (const [text, sign, digits, exponent, unit] of [
    ["1.5", "", "1.5", "", ""],
    ["-.5e-3", "-", ".5", "e-3", ""],
    ["−5", "−", "5", "", ""],
    ["+1 050,5", "+", "1 050,5", "", ""],
    ["12 %", "", "12", "", "%"],
    ["5kg", "", "5", "", "kg"],
    ["5 m²", "", "5", "", "m²"],
    ["€ 5", "", "5", "", "€"],
    ["-$1,200.50", "-", "1,200.50", "", "$"],
    ["$-5", "-", "5", "", "$"],
    ["US$5", "", "5", "", "US$"],
    ["EUR 5", "", "5", "", "EUR"],
    ["5 €", "", "5", "", "€"],
    ["5 sq ft", "", "5", "", "sq ft"],
    ["1’050", "", "1’050", "", ""],
  ]) {
    assert.deepEqual(partsOf(text), { sign, digits, exponent, unit }, text);
    if (!unit && !exponent) assert.deepEqual(plainPartsOf(text), partsOf(text));
    else assert.equal(plainPartsOf(text), null);
  }
});

test("what is no number in any country is refused", () => {
  for (const text of [
    "120/80",
    "2020/07",
    "0x10",
    "Inf",
    "NaN",
    "three",
    "1-2",
    "--5",
    "-€-5",
    "€5 kg",
    "a5",
    "5 6 kilograms and more",
    "10:30",
    "5;",
    "1e",
    "",
    ".",
    "<5",
    "~5",
    "(5)",
    "1".repeat(65),
  ]) {
    const parts = partsOf(text);
    // "1e" and "0x10" are digits with a unit, which only a whole column with the same unit makes numbers.
    if (text === "1e") assert.equal(parts?.unit, "e");
    else assert.equal(parts, null, text);
  }
});

test("digits tell which mark is of decimals and which of thousands, or leave it open", () => {
  for (const [digits, decimal, thousands, open] of [
    ["1050", null, "", null],
    ["1.5", ".", "", null],
    ["1,5", ",", "", null],
    ["0.123", ".", "", null],
    ["1234.567", ".", "", null],
    [".125", ".", "", null],
    ["1.050", null, "", "."],
    ["1,050", null, "", ","],
    ["1.050,5", ",", ".", null],
    ["1,050.25", ".", ",", null],
    ["1.050.000", ",", ".", null],
    ["1,050,000", ".", ",", null],
    ["1 050", null, " ", null],
    ["1 050,5", ",", " ", null],
    ["1'050.5", ".", "'", null],
    ["12,34,567", ".", ",", null],
  ]) {
    assert.deepEqual(marksOf(digits, ""), { decimal, thousands, open }, digits);
  }
  assert.deepEqual(marksOf("1.050", "e3"), { decimal: ".", thousands: "", open: null });
});

test("digits with marks in other places are no number", () => {
  for (const digits of ["1.2.3", "192.168.1.1", "1.050.00", "1,05,0", "1 05", "0,123,456", "01.02.2020", "1,050,5"])
    assert.equal(marksOf(digits, ""), null, digits);
});

test("the other one of point and comma", () => {
  assert.deepEqual([".", ",", " "].map(otherMark), [",", ".", null]);
});

test("a number of a program is written so that its point cannot separate thousands", () => {
  for (const text of ["1.050", "-12.345", "999.999"]) {
    assert.equal(hasOpenPoint(text), true);
    assert.equal(marksOf(text.replace("-", ""), "").open, ".");
    assert.deepEqual(marksOf(withCertainPoint(text).replace("-", ""), ""), { decimal: ".", thousands: "", open: null });
    assert.equal(Number(withCertainPoint(text)), Number(text));
  }
  for (const text of ["0.123", "1234.567", "1.05", "1.0501", "1050", "1.050e3"]) assert.equal(withCertainPoint(text), text);
});
