import assert from "node:assert/strict";
import { test } from "node:test";
import { setFormula } from "../../../../../static/js/panels/inside/base/formula.js";
import { openPanels } from "../../../dom.js";

test("a formula is set for the eye, and as MathML for screen readers", (t) => {
  openPanels(t);
  const element = document.createElement("span");
  setFormula(element, "\\frac{m}{1-p}");
  const parts = ["mfrac", "[aria-hidden=true]", "annotation"].map((name) => element.querySelectorAll(name).length);
  assert.deepEqual(parts, [1, 1, 1]);
  assert.equal(element.querySelector("annotation").textContent, "\\frac{m}{1-p}");
});
