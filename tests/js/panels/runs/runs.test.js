import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindRuns } from "../../../../static/js/panels/runs/runs.js";
import { openPanels } from "../../dom.js";
import { haveLater } from "../../later.js";

test("the button shows the list", async (t) => {
  const opened = openPanels(t);
  haveLater(opened);
  bindRuns({ ...opened.context, ask: async () => ({ runs: [], current: null }) });
  opened.click("runs-open");
  while (!opened.document.getElementById("runs-sheet")) await opened.settle();
  assert.ok(opened.byId("runs-sheet").matches(":popover-open"));
});

test("a server that saves nothing has no button", (t) => {
  const opened = openPanels(t);
  opened.byId("runs-open").remove();
  bindRuns(opened.context);
});
