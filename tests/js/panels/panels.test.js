import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { bindAll } from "../../../static/js/panels/panels.js";
import { openPanels } from "../dom.js";

function open(t, options) {
  const opened = openPanels(t, options);
  bindAll(opened.context);
  const subscribed = () => opened.asked.filter(([name]) => name === "subscribe").length;
  return { ...opened, subscribed };
}

test("every control of the page is bound: each changes the view or asks for something", (t) => {
  const { document, asked, store, view, shape, click } = open(t);
  view({ lens: "weights" });
  assert.equal(shape.value, null);
  for (const id of ["play", "layers-plus", "new-sample", "dash", "show-test", "shortcuts"]) {
    const before = [asked.length, store.view.value];
    const element = document.getElementById(id);
    if (element.type === "checkbox") element.click();
    else click(id);
    assert.notDeepEqual([asked.length, store.view.value], before, id);
  }
});

test("the page subscribes again when other sections are on screen", (t) => {
  const { view, subscribed } = open(t);
  assert.equal(subscribed(), 0, "the welcome subscribes");
  view({ lens: "gradients" });
  assert.equal(subscribed(), 0);
  view({ lens: "signal" });
  assert.equal(subscribed(), 1);
  view({ probe: 1 });
  assert.equal(subscribed(), 2);
});

test("a page that is hidden, or seen again, subscribes anew", (t) => {
  const { happen, document, subscribed } = open(t);
  happen(document, "visibilitychange");
  assert.equal(subscribed(), 1);
});

test("without a connection nothing is subscribed to", (t) => {
  const { view, store, subscribed } = open(t);
  store.dispatch({ type: "connection", connection: "reconnecting", reason: "" });
  view({ lens: "signal" });
  assert.equal(subscribed(), 0);
});
