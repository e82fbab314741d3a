import assert from "node:assert/strict";
import { test } from "node:test";
import { dateOf, isDate } from "../../../../../static/js/panels/data/workbook/dates.js";

test("days are written as Excel shows them", () => {
  // Checked, to the second, with openpyxl.utils.datetime.from_excel.
  for (const [serial, date] of [
    [1, "1900-01-01"],
    [59, "1900-02-28"],
    [61, "1900-03-01"],
    [25569, "1970-01-01"],
    [45350, "2024-02-28"],
    [45351.5, "2024-02-29 12:00:00"],
    [45351.99999999, "2024-03-01"],
    [0.5208333333333334, "12:30:00"],
    [2958465, "9999-12-31"],
  ]) {
    assert.equal(dateOf(serial, false), date);
  }
  assert.equal(dateOf(43_952 - 1462, true), "2020-05-01");
});

test("a number that is no day is no date", () => {
  for (const serial of [-1, 2_958_466, NaN, Infinity]) assert.equal(dateOf(serial, false), "");
});

test("formats of dates and times are recognised", () => {
  for (const code of ["yyyy-mm-dd", "dd.mm.yyyy", "h:mm", "[h]:mm", "[$-407]d. mmm yy", "mm:ss.0"]) assert.ok(isDate(164, code), code);
  for (const code of ["0.00", "General", '#,##0.00 "days"', "[Red]0.00", "0.00E+00", "0%", "\\d0", "_d0"]) assert.ok(!isDate(164, code), code);
  for (const id of [14, 22, 30, 46, 58]) assert.ok(isDate(id), id);
  for (const id of [0, 2, 9, 13, 23, 37, 44, 49]) assert.ok(!isDate(id), id);
});
