import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { runToOpen, setRunToOpen } from "../../../static/js/net/saved-run.js";
import { openPage } from "../dom.js";

test("a run is kept until it has been opened", (t) => {
  openPage(t);
  assert.equal(runToOpen(), null);
  setRunToOpen("a");
  assert.equal(runToOpen(), "a");
  setRunToOpen(null);
  assert.equal(runToOpen(), null);
});
