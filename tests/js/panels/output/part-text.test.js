import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { partText } from "../../../../static/js/panels/output/part-text.js";

test("what is of some samples only is said to be", () => {
  const data = { n_samples: [900, 100] };
  assert.equal(partText({ n_evaluated: [900, 100] }, data), "");
  const numbers = { train: 50, test: 40, all_train: 900, all_test: 100 };
  assert.equal(partText({ n_evaluated: [50, 40] }, data), words("output.part", numbers));
  assert.notEqual(partText({ n_evaluated: [900, 99] }, data), "");
});
