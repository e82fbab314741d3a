import assert from "node:assert/strict";
import { test } from "node:test";
import { addCell, createEvidence, dayOf, orderOf } from "../../../../../static/js/panels/data/table/dates.js";

const dayNumber = (iso) => Date.parse(`${iso}Z`) / 86_400_000;

test("a date is read in every usual form", () => {
  for (const text of [
    "2012-01-31",
    "2012/1/31",
    "2012.01.31",
    "31.1.2012",
    "31.01.12",
    "31/01/2012",
    "31-1-2012",
    "31-JAN-2012",
    "31 January 2012",
    "Jan 31, 2012",
    "January 31 2012",
  ]) {
    assert.equal(dayOf(text, "day"), dayNumber("2012-01-31T00:00"), text);
  }
  assert.equal(dayOf("01/31/2012", "month"), dayNumber("2012-01-31T00:00"));
  assert.equal(dayOf("2012-02", "day"), dayNumber("2012-02-01T00:00"));
  assert.equal(dayOf("1.2.85", "day"), dayNumber("1985-02-01T00:00"));
});

test("a time is a share of the day", () => {
  for (const [text, iso] of [
    ["2012-01-31T06:00", "2012-01-31T06:00"],
    ["2012-01-31 06:30:15.5Z", "2012-01-31T06:30:15.500"],
    ["31.01.2012 18:00", "2012-01-31T18:00"],
    ["31/01/2012, 6:00 PM", "2012-01-31T18:00"],
    ["31/01/2012 12:15 am", "2012-01-31T00:15"],
  ]) {
    assert.ok(Math.abs(dayOf(text, "day") - dayNumber(iso)) < 1e-9, text);
  }
});

test("what is on no calendar is no date", () => {
  for (const text of [
    "30.2.2012",
    "2011-02-29",
    "2012-13-01",
    "31/31/2012",
    "2012-01-31 25:00",
    "31 Foo 2012",
    "Foo 31, 2012",
    "1-01",
    "120/80",
    "20120131",
    "x",
    "",
    "2012-01-01".padEnd(41),
  ]) {
    assert.ok(Number.isNaN(dayOf(text, "day")), text);
  }
});

const orderFrom = (cells) => {
  const evidence = createEvidence();
  for (const cell of cells) addCell(evidence, cell, 1);
  return [evidence.dates, orderOf(evidence)];
};

test("the order of day and month is decided from all dates of a column", () => {
  assert.deepEqual(orderFrom(["1/2/2012", "31/1/2012", "x"]), [2, "day"]);
  assert.deepEqual(orderFrom(["1/2/2012", "1/31/2012"]), [2, "month"]);
  assert.deepEqual(orderFrom(["1/2/2012", "3/4/2012"]), [2, null]);
  assert.deepEqual(orderFrom(["1.2.2012", "3.4.2012"]), [2, "day"]);
  assert.deepEqual(orderFrom(["1/1/2012", "2/2/2012"]), [2, "day"]);
  assert.deepEqual(orderFrom(["2012-01-02"]), [1, "day"]);
});
