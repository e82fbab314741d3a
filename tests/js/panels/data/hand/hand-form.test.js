import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeForm, makeTable } from "../../../../../static/js/panels/data/hand/hand-form.js";
import { tablesOf } from "../../../../../static/js/panels/data/hand/hand-network.js";
import { openPage } from "../../../dom.js";

const SIZES = { inputs: 2, hidden: [1], outputs: 2, samples: 1 };

test("its menus offer what those of the page do", (t) => {
  const { document } = openPage(t);
  const { menus } = makeForm();
  for (const field of ["activation", "output", "loss"]) {
    const own = [...document.querySelector(`select[data-field="${field}"]`).options].map(({ value }) => value);
    assert.deepEqual(
      [...menus[field].options].map(({ value }) => value),
      own,
    );
  }
});

test("every cell has a name that tells table, row and column", (t) => {
  openPage(t);
  const tables = tablesOf(SIZES, true).map((table, k, { length }) => makeTable(table, SIZES, k === length - 1, (key) => key));
  const names = tables.map((table) => [...table.querySelectorAll("input")].map((box) => box.getAttribute("aria-label")));
  assert.deepEqual(names, [
    ["Samples: sample 1, x₁", "Samples: sample 1, x₂", "Samples: sample 1, y₁", "Samples: sample 1, y₂"],
    ["layer 1, 1 by 2: unit 1, x₁", "layer 1, 1 by 2: unit 1, x₂", "layer 1, 1 by 2: unit 1, bias"],
    ["output, 2 by 1: unit 1, a₁", "output, 2 by 1: unit 1, bias", "output, 2 by 1: unit 2, a₁", "output, 2 by 1: unit 2, bias"],
  ]);
  assert.equal(tables[1].querySelector("input").value, "0.0.0");
});
