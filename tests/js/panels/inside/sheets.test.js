import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindSheets } from "../../../../static/js/panels/inside/sheets.js";
import { openPanels } from "../../dom.js";

test("one of three sheets is in front, at first the network", (t) => {
  const { context, choose, store, document, byId } = openPanels(t);
  bindSheets(context);
  assert.equal(document.body.dataset.sheet, "network");
  assert.deepEqual(
    [...byId("sheets").querySelectorAll("span")].map(({ textContent }) => textContent),
    ["Program", "Network", "Inspector"],
  );
  choose("sheets", "inspector");
  assert.deepEqual([store.view.value.sheet, document.body.dataset.sheet], ["inspector", "inspector"]);
});
