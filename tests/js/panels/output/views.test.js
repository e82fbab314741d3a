import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindViews } from "../../../../static/js/panels/output/views.js";
import { openPanels } from "../../dom.js";
import { CIRCLE, PICTURES, VALUES } from "../../examples.js";
import { haveLater } from "../../later.js";

function open(t, data = CIRCLE) {
  const opened = openPanels(t, { welcome: { data } });
  haveLater(opened);
  bindViews(opened.context);
  const offered = () =>
    [...opened.byId("answers").querySelectorAll("label")].filter(({ hidden }) => !hidden).map((label) => label.querySelector("input").value);
  const shown = () => ["samples", "confusion"].filter((id) => !opened.byId(id).hidden);
  return { ...opened, offered, shown };
}

/** Waits for the panels of the other views, which are loaded when they are shown. */
async function loaded() {
  await import("../../../../static/js/panels/output/samples.js");
  await import("../../../../static/js/panels/output/confusion.js");
  await new Promise((resolve) => setImmediate(resolve));
}

test("with one view there is no choice, and the title is there instead", (t) => {
  const { byId, shown } = open(t, VALUES);
  assert.deepEqual([byId("answers").hidden, byId("output-title").classList.contains("hidden"), shown()], [true, false, []]);
});

test("the views that the data allow are offered, and the chosen one is shown", async (t) => {
  const { byId, offered, shown, choose, store } = open(t, PICTURES);
  await loaded();
  assert.deepEqual([byId("answers").hidden, offered(), shown()], [false, ["samples", "confusion"], ["samples"]]);
  assert.equal(byId("styles-output-views").disabled, false);
  assert.equal(byId("answers").querySelector("input:checked").value, "samples");
  choose("answers", "confusion");
  await loaded();
  assert.equal(store.view.value.answers, "confusion");
  assert.deepEqual([shown(), byId("output-panel").dataset.answers], [["confusion"], "confusion"]);
});

test("other data bring back the view that they have", async (t) => {
  const { store, shown, view } = open(t, PICTURES);
  view({ answers: "confusion" });
  await loaded();
  store.dispatch({ type: "data", ...VALUES });
  assert.deepEqual(shown(), []);
});

test("the matrix is of the test samples where these are shown", async (t) => {
  const { view, byId } = open(t, PICTURES);
  view({ answers: "confusion" });
  await loaded();
  assert.equal(byId("confusion-caption").textContent, words("confusion.train"));
  view({ showTest: true });
  assert.equal(byId("confusion-caption").textContent, words("confusion.test"));
});

test("what has no plane has no boundary, but a score", (t) => {
  const { byId, store } = open(t, CIRCLE);
  const label = () => byId("answers").querySelector("[value=boundary] + span").textContent;
  assert.equal(label(), "boundary");
  store.dispatch({ type: "data", ...CIRCLE, domain: null });
  assert.equal(label(), words("answers.score"));
  store.dispatch({ type: "data", ...CIRCLE });
  assert.equal(label(), "boundary");
});
