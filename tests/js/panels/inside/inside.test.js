import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindInside } from "../../../../static/js/panels/inside/inside.js";
import { openPanels } from "../../dom.js";

test("the view of one step has its titles and its parts", (t) => {
  const { context, byId } = openPanels(t);
  bindInside(context);
  assert.equal(byId("program-title").textContent, "This step");
  assert.equal(byId("inspector-parts").querySelectorAll("input").length, 5);
});
