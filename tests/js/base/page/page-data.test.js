import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { PAGE } from "../../../../static/js/base/page/page-data.js";
import { openPage } from "../../dom.js";

test("the tables are those in the page of the server", (t) => {
  const { data } = openPage(t);
  assert.deepEqual(PAGE, data);
  assert.equal(PAGE.speeds.at(-1), null);
});
