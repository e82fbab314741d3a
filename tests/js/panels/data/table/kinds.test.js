import assert from "node:assert/strict";
import { test } from "node:test";
import { areLabels, guessedKind, isNameOfRows, kindOfCells, possibleKinds, someAreNamed } from "../../../../../static/js/panels/data/table/kinds.js";
import { surveyOf } from "../../../../../static/js/panels/data/table/survey.js";

const surveyed = (cells) =>
  surveyOf(
    cells.map((cell) => [cell]),
    0,
    () => undefined,
  );
const count = (n, cell) => Array.from({ length: n }, (_, i) => cell(i));

for (const [name, cells, column, kind] of [
  ["numbers", ["1", "2.5", "NA"], "a", "number"],
  ["numbers with a few words", ["1", "2", "2", "three"], "a", "number"],
  ["mostly words", ["1", "two", "three", "two"], "a", "category"],
  ["numbers and none", ["1", "none", "none", "None"], "a", "number"],
  ["words and none", ["mild", "none", "none", "mild"], "a", "category"],
  ["dates", ["2012-01-31", "2012-02-01", "2012-02-01"], "a", "date"],
  ["dates and a word", ["2012-01-31", "2012-02-01", "soon"], "a", "category"],
  ["numbers that count", ["1", "2", "3"], "", "id"],
  ["numbers that count to two", ["1", "2"], "", "number"],
  ["different words of many lines", count(11, (i) => `word ${i}`), "a", "id"],
  ["different words of few lines", ["a", "b", "c"], "a", "category"],
  ["different words of few lines without a name", ["a", "b", "c"], "", "id"],
  ["different numbers named id", ["7", "9", "4"], "PassengerId", "id"],
  ["repeated numbers named id", ["7", "9", "7"], "id", "number"],
  ["two numbers in a cell", count(11, (i) => `${i + 100}/80`), "a", "id"],
  ["nothing", ["", "NA"], "a", "category"],
]) {
  test(`a first column of ${name} is ${kind}`, async () => assert.equal(guessedKind(await surveyed(cells), column, true, true), kind));
}

test("only a first or an unnamed column counts the lines", async () => {
  const survey = await surveyed(["0", "1", "2"]);
  assert.deepEqual(
    [guessedKind(survey, "a", false, true), guessedKind(survey, "", false, true), guessedKind(survey, "", false, false), guessedKind(survey, "a", true, true)],
    ["number", "id", "number", "id"],
  );
});

test("the kinds that cells allow begin with the most telling", async () => {
  assert.deepEqual(possibleKinds(await surveyed(["1", "a"])), ["number", "category", "id"]);
  assert.deepEqual(possibleKinds(await surveyed(["2012-01-31"])), ["date", "category", "id"]);
  assert.deepEqual(possibleKinds(await surveyed(["a"])), ["category", "id"]);
  assert.equal(kindOfCells(await surveyed(["1", "2", "3"])), "number");
});

test("names of the lines are known", () => {
  for (const name of ["id", "ID", "Unnamed: 0", "row_names", "index", "user_id", "patient id", "nr.", "PassengerId"]) assert.ok(isNameOfRows(name), name);
  for (const name of ["", "width", "paid", "liquid", "number of rooms", "rows"]) assert.ok(!isNameOfRows(name), name);
  assert.deepEqual([someAreNamed({ names: ["", "a"] }), someAreNamed({ names: ["", ""] })], [true, false]);
});

test("few whole numbers may be labels", async () => {
  assert.equal(areLabels(await surveyed(["01", "1", "1.0", "2,"])), true);
  assert.equal(areLabels(await surveyed(["1", "1.5"])), false);
  assert.equal(areLabels(await surveyed(count(11, String))), false);
});
