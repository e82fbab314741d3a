import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { bindExport } from "../../../../static/js/panels/export/export.js";
import { openPanels } from "../../dom.js";
import { haveLater } from "../../later.js";

test("the button opens the sheet, which is made once", async (t) => {
  const opened = openPanels(t);
  const { context, byId, click, settle, document, store } = opened;
  haveLater(opened);
  bindExport(context, { fragment: signal("") }, store);
  click("export-open");
  while (!document.getElementById("export-sheet")?.matches(":popover-open")) await settle();
  byId("export-sheet").hidePopover();
  click("export-open");
  while (!document.getElementById("export-sheet")?.matches(":popover-open")) await settle();
  assert.equal(document.querySelectorAll("#export-sheet").length, 1);
});

test("before there is an experiment there are no files", (t) => {
  const { context, byId, store } = openPanels(t, { welcome: null });
  bindExport(context, { fragment: signal("") }, store);
  assert.equal(byId("export-open").disabled, true);
});
