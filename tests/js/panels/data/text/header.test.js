import assert from "node:assert/strict";
import { test } from "node:test";
import { guessHeader, isValue } from "../../../../../static/js/panels/data/text/header.js";

const guess = (text) => guessHeader(text.split("\n").map((line) => line.split(",")));

/** Tables whose first line names the columns. */
const NAMED = [
  "x,y\n1,2\n3,4",
  "x,class\n1,a\n2,a",
  "name,2019,2020\nA,1.5,2\nB,3,4",
  ",x,y\n0,1.5,2\n1,3,4",
  "0,1,2,3,4\n5.1,3.5,1.4,0.2,setosa\n4.9,3.0,1.4,0.2,setosa",
  ",0,1\n0,5.1,3.5\n1,4.9,3.0",
  "x,y\n(cm),(s)\n1,2\n3,4",
  "0,1,2\n5,297,a\n7,12,b",
  ",0,1,2\n0,5.1,3.5,a\n1,4.9,3.0,a",
  "1990,1995,2000\n4.5,3.5,2\n4.1,3.3,1",
  "date,temperature\n2020-01-01,5\n2020-01-02,6",
  "class,shape\np,x\ne,x\np,b",
  "1stFlr,2ndFlr,price\n800,400,10\n900,500,12",
  "price,share\n€ 5,10 %\n€ 6,20 %",
  "x,y\nNA,?\n1,2",
];

/** Tables whose first line is a sample. */
const UNNAMED = [
  "1,2\n3,4",
  "5.1,3.5,setosa\n4.9,3.0,setosa",
  "p,x\ne,x\np,b",
  "0,0,0\n0,1,1\n1,0,1\n1,1,0",
  "1,2,3\n2,3,4\n3,4,5",
  "1,2,3,a\n4,5,9,b\n7,1,2,c",
  "0,1\n1,0",
  "0,5,10\n3,7,2\n1,2,9",
  "x,1,2\n5,3,7\n6,8,9",
  "M,0.4,15\nF,0.5,7\nM,0.3,8",
  "?,1\n2,3",
  "2020-01-01,5\n2020-01-02,6",
  "1,2",
];

for (const text of NAMED) test(`${JSON.stringify(text)} has a header`, () => assert.equal(guess(text).header, true));
for (const text of UNNAMED) test(`${JSON.stringify(text)} has no header`, () => assert.equal(guess(text).header, false));

test("numbers that count above others are noted, since they could be a sample", () => {
  assert.deepEqual(guess("0,1,2\n5.1,3.5,a\n4.9,3.0,a").note, { key: "table.text.header.counting", values: { names: "0, 1, 2" } });
  assert.equal(guess("0,1,2,3,4\n5.1,3.5,1,2,a\n4.9,3.0,1,2,a").note.values.names, "0, 1, 2, …");
  assert.equal(guess("x,y\n1,2").note, null);
  assert.equal(guess("x,y\n(cm),(s)\n1,2\n3,4").note, null);
});

test("texts above other texts that are all different are an assumption, which is noted", () => {
  assert.deepEqual(guess("name,city\nAnn,Rome\nBob,Oslo"), { header: true, note: { key: "table.text.header.assumed", values: {} } });
  assert.deepEqual(guess("name,city"), { header: true, note: null });
});

test("numbers, dates and amounts are values, words and long texts are not", () => {
  for (const text of ["1", "-1.5e-3", "1.050,5", "1 050", "12 %", "€ 5", "$5", "5 kg", "2020-01-31", "31.1.2020 12:30", "120/80", ".5", "−3"])
    assert.ok(isValue(text), text);
  for (const text of ["", "a", "x1", "setosa", "-", "?", "1stFlrSF", "e5", "1".repeat(100)]) assert.ok(!isValue(text), text);
});

test("numbers that could be names, but are too few to tell, are said to be a sample", () => {
  for (const text of ["0,1\n5.1,3\n4.2,2", "10,20,30\n1.5,2.5,3.5\n2.5,3.5,4.5"]) {
    const { header, note } = guess(text);
    assert.deepEqual([header, note.key, note.values.names], [false, "table.text.header.sample", text.split("\n")[0].replaceAll(",", ", ")]);
  }
  for (const text of ["0,1\n5,3\n4,2", "0.5,1\n5.1,3\n4.2,2", "2,1\n5.1,3\n4.2,2"]) assert.deepEqual(guess(text), { header: false, note: null });
});
