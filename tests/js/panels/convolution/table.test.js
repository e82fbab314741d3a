import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { createModel } from "../../../../static/js/panels/convolution/model.js";
import { bindTable } from "../../../../static/js/panels/convolution/table.js";
import { statusOf } from "../../examples.js";
import { convolutionFrame } from "../../pictures.js";
import { openConvolution } from "./open.js";

test("the table has the kernel, its gradient and the bias of each filter, during a run every few seconds", (t) => {
  const { store, beside, document, after } = openConvolution(t);
  const model = createModel(store, beside);
  model.size.value = { width: 730, height: 420, ratio: 1 };
  const rows = document.createElement("tbody");
  bindTable(store, model, rows);
  const texts = () => [...rows.children].map((row) => [...row.children].map(({ textContent }) => textContent));
  const [first, second] = texts();
  assert.deepEqual([first[0], first[1], first[3]], ["1", "0 0 0 0 1.000 0 0 0 0", "0"]);
  assert.deepEqual([second[2].split(" ")[0], second[3], texts().length], ["0.9000", "−4.000", 2]);
  store.dispatch(statusOf({ running: true }));
  store.takeFrame(convolutionFrame({ "b.0": [[2], [8, 9]] }));
  assert.equal(texts()[1][3], "−4.000");
  after(2100);
  store.takeFrame(convolutionFrame({ "b.0": [[2], [8, 9]] }));
  assert.equal(texts()[1][3], "9.000");
});
