import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindRadios, byId, checkRadio, make, radios, setText } from "../../../../static/js/base/page/dom.js";
import { openPage } from "../../dom.js";

test("an element that the page lacks is named", (t) => {
  const { document } = openPage(t);
  assert.ok(byId("play") === document.getElementById("play"));
  assert.throws(() => byId("pause"), /no element #pause/);
});

test("the same text is not set again, which a screen reader would announce", (t) => {
  openPage(t);
  const line = byId("spoken");
  setText(line, "step 1");
  const [text] = line.childNodes;
  setText(line, "step 1");
  assert.ok(line.firstChild === text);
  setText(line, "step 2");
  assert.ok(line.firstChild === text, "only its characters are new");
  assert.equal(line.textContent, "step 2");
  setText(line, "");
  assert.equal(line.childNodes.length, 0);
  setText(line, "step 3");
  line.append("!");
  setText(line, "step 4");
  assert.deepEqual([line.textContent, line.childNodes.length], ["step 4", 1]);
});

test("a made element has its class, text, attributes and children", (t) => {
  openPage(t);
  const made = make("p", { class: "soft", text: "a < b", attributes: { "data-row": "1" } }, make("b", { text: "!" }));
  assert.equal(made.outerHTML, '<p class="soft" data-row="1">a &lt; b<b>!</b></p>');
});

test("the chosen button of a group is told, and another one can be checked", (t) => {
  const { choose } = openPage(t);
  const chosen = [];
  bindRadios("lens", (value) => chosen.push(value));
  choose("lens", "updates");
  assert.deepEqual(chosen, ["updates"]);
  checkRadio("lens", "gradients");
  assert.deepEqual(
    radios("lens")
      .filter(({ checked }) => checked)
      .map(({ value }) => value),
    ["gradients"],
  );
});
