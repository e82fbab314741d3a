import assert from "node:assert/strict";
import { test } from "node:test";
import { csvOf } from "../../../static/js/charts/export-csv.js";

test("the table has a line per step, full precision and safe cells", () => {
  const text = csvOf(
    [
      {
        names: ["train loss", "test loss"],
        columns: {
          steps: [0, 2],
          series: [
            [0.1, 1e-300],
            [null, 0],
          ],
        },
      },
      { names: ["layer 1, rms"], columns: { steps: [2, 3], series: [[0.30000000000000004, 7]] } },
    ],
    [
      { step: 2, text: 'say "x"' },
      { step: 4, text: "=1+1" },
    ],
  );
  assert.deepEqual(text.split("\r\n"), [
    'step,train loss,test loss,"layer 1, rms",change',
    "0,0.1,,,",
    '2,1e-300,0,0.30000000000000004,"say ""x"""',
    "3,,,7,",
    "4,,,,'=1+1",
    "",
  ]);
});

test("no name and no change is a formula, and negative numbers stay numbers", () => {
  for (const hostile of ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", " =1", "a;=1", "a|-1", "a\n@b", "＝1"]) {
    const columns = { steps: [1], series: [[-0.5]] };
    const text = csvOf([{ names: [hostile], columns }], [{ step: 1, text: hostile }]);
    assert.match(text, /\n1,-0.5,/);
    const cells = text.replaceAll('"', "").split(/[,;|\t\r\n]/);
    const computed = cells.filter((cell) => /^\s*[=+\-@＝＋－＠]/.test(cell) && cell !== "-0.5");
    assert.deepEqual(computed, [], JSON.stringify(hostile));
  }
});
