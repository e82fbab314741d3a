import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { makeParts } from "../../../../static/js/panels/convolution/parts.js";
import { openPage } from "../../dom.js";

test("every control and canvas has a name, and each run its own", (t) => {
  const { document } = openPage(t);
  const boxes = [0, 1].map((run) => {
    const box = document.createElement("div");
    makeParts(box, run);
    return box;
  });
  for (const box of boxes) {
    const focusable = [...box.querySelectorAll("canvas[tabindex], button, fieldset, section")];
    assert.equal(focusable.length, 5);
    for (const element of focusable) assert.ok(element.getAttribute("aria-label").length > 3);
    for (const canvas of box.querySelectorAll("canvas:not([tabindex])")) assert.equal(canvas.getAttribute("aria-hidden"), "true");
  }
  const names = boxes.map((box) => [box.querySelector("canvas[tabindex]").getAttribute("aria-label"), box.querySelector("input").name]);
  for (const i of [0, 1]) assert.notEqual(names[0][i], names[1][i]);
});

test("the legend explains every mark", (t) => {
  const box = openPage(t).document.createElement("div");
  makeParts(box, 0);
  assert.deepEqual(
    [...box.querySelectorAll(".map-sign")].map((sign) => [sign.className, sign.nextElementSibling.textContent]),
    [
      ["map-sign source", "it is computed from"],
      ["map-sign fed", "it goes into"],
      ["map-sign winner", "largest of four"],
      ["map-sign target", "right class"],
    ],
  );
});
