import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_DIFFERENT, surveyOf } from "../../../../../static/js/panels/data/table/survey.js";

const survey = (cells, pause = () => undefined) =>
  surveyOf(
    cells.map((cell) => ["?", cell]),
    1,
    pause,
  );

test("the cells of a column are counted by what they are", async () => {
  const { known, missing, nothing, slashes, numbers, dates, texts, allDifferent } = await survey([
    "1.5",
    "2",
    "NA",
    "",
    "none",
    "120/80",
    "2012-01-31",
    "word",
    "word",
  ]);
  assert.deepEqual([known, missing, nothing, slashes, numbers.numbers, dates.dates, allDifferent], [7, 2, 1, 1, 2, 1, false]);
  assert.deepEqual([...texts].slice(-1), [["word", 2]]);
});

test("a form is weighed by the cells that have it, also when there are too many to count", async () => {
  const cells = Array.from({ length: 3 * MOST_DIFFERENT }, (_, i) => (i % 3 === 0 ? "0.5" : `${i}.25`));
  const { numbers, texts, known } = await survey(cells);
  assert.deepEqual([numbers.decimals["."], texts.size, known], [cells.length, MOST_DIFFERENT, cells.length]);
});

test("a column counts if each number follows the last, from 0 or 1", async () => {
  const counts = async (...cells) => (await survey(cells)).isCounting;
  assert.equal(await counts("0", "1", "2"), true);
  assert.equal(await counts("1", "2", "3"), true);
  for (const cells of [
    ["2", "3"],
    ["1", "3"],
    ["0", "1", "NA"],
    ["01", "02"],
    ["1", "2", "2"],
  ])
    assert.equal(await counts(...cells), false, cells.join(" "));
});

test("texts are all different until one comes twice", async () => {
  assert.equal((await survey(["a", "b"])).allDifferent, true);
  assert.equal((await survey(["a", "b", "a"])).allDifferent, false);
});

test("a long column is looked at in slices", async () => {
  let pauses = 0;
  await survey(Array(10_000).fill("1"), () => {
    pauses += 1;
  });
  assert.ok(pauses >= 4);
});
