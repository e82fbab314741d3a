import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { makeForm } from "../../../../../static/js/panels/data/upload/upload-form.js";
import { openPage } from "../../../dom.js";

test("the dialog is named by its title, and its parts have the ids that teachers' pages use", (t) => {
  const { document } = openPage(t);
  const form = makeForm();
  document.body.append(form.sheet);
  assert.equal(form.sheet.getAttribute("popover"), "");
  assert.equal(document.getElementById(form.sheet.getAttribute("aria-labelledby")).textContent, "Your own data");
  assert.deepEqual([form.box.id, form.use.id, form.fault.id], ["own-text", "own-use", "own-fault"]);
  for (const id of form.box.getAttribute("aria-describedby").split(" ")) assert.ok(document.getElementById(id), id);
});

test("what can be done comes in the order in which it is read", (t) => {
  openPage(t);
  const { sheet } = makeForm();
  const stops = [...sheet.querySelectorAll("button, textarea, [tabindex='0']")].map((element) => element.id || element.className || element.textContent);
  assert.deepEqual(stops, ["own-open", "own-text", "own-frame", "quiet", "own-use"]);
});

test("what is wrong with a table is said between it and what was read of it", (t) => {
  openPage(t);
  const { sheet, fault, cures, reading } = makeForm();
  const parts = [...sheet.children];
  const places = [parts.findIndex((part) => part.matches(".own-box")), ...[fault, cures, reading].map((part) => parts.indexOf(part))];
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  );
});

test("a table that was not read yet has neither menus nor cures nor faults", (t) => {
  openPage(t);
  const { reading, fault, cures, file } = makeForm();
  assert.deepEqual([reading.hidden, fault.hidden, cures.hidden, file.hidden], [true, true, true, true]);
  assert.match(file.accept, /\.csv.*\.json.*\.xlsx/);
});
