import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindDiagnosis } from "../../../../static/js/panels/diagnosis/diagnosis.js";
import { createTwinStore } from "../../../../static/js/state/store/twin-store.js";
import { openPanels } from "../../dom.js";
import { networkOf } from "../../examples.js";
import { deadOf, diagnosisOf, findingOf } from "./findings.js";

function open(t, welcome = {}) {
  const opened = openPanels(t, { welcome: { experiment: { activation: "sigmoid" }, ...welcome } });
  const twin = createTwinStore(opened.store);
  bindDiagnosis(opened.context, twin);
  const { byId, store } = opened;
  const tell = (findings, more) => store.dispatch(diagnosisOf(findings, more));
  const named = (text) => [...byId("diagnosis").querySelectorAll("button")].find((button) => button.textContent === words(text) && !button.hidden);
  const headings = () => [...byId("diagnosis").querySelectorAll("h3")].map((heading) => heading.textContent);
  const makeTwin = (activation, network = store.state.value.network) => {
    const experiment = { ...opened.page.defaults, activation };
    store.dispatch({ type: "twin", experiment, network, differences: { activation: ["sigmoid", activation] }, first_difference: null });
  };
  return { ...opened, twin, tell, named, headings, makeTwin };
}

test("without findings the card is not there", (t) => {
  const { byId, tell } = open(t);
  assert.equal(byId("diagnosis").hidden, true);
  tell([findingOf()]);
  assert.equal(byId("diagnosis").hidden, false);
  tell([]);
  assert.equal(byId("diagnosis").hidden, true);
});

test("the most severe is shown, the others are folded", (t) => {
  const { byId, tell, headings } = open(t);
  tell([deadOf(), findingOf()]);
  assert.deepEqual(headings(), [words("diagnosis.dead_units", { layer: 2 }), words("diagnosis.vanishing_derivatives", { layer: 1 })]);
  assert.equal(byId("diagnosis-first").querySelectorAll("h3").length, 1);
  assert.deepEqual([byId("diagnosis-others").hidden, byId("diagnosis-more").textContent], [false, words("diagnosis.others", { n: 1 })]);
  tell([deadOf()]);
  assert.equal(byId("diagnosis-others").hidden, true);
});

test("new numbers change the text and nothing else", (t) => {
  const { byId, tell } = open(t);
  tell([deadOf()]);
  const [card] = byId("diagnosis-first").children;
  tell([deadOf({ evidence: { dead: 6, units: 8, share: 0.75 } })], { step: 1600 });
  assert.equal(byId("diagnosis-first").children[0], card);
  assert.ok(card.querySelector("p").textContent.startsWith("6 of 8"));
  assert.equal(card.querySelector(".soft").textContent, words("diagnosis.at", { step: 1600 }));
  assert.equal(byId("diagnosis-spoken").textContent, words("diagnosis.dead_units", { layer: 2 }));
});

test("show me selects the unit in the lens that shows it", (t) => {
  const { tell, named, store } = open(t);
  tell([deadOf()]);
  named("diagnosis.show").click();
  assert.deepEqual(store.view.value.pinned, { kind: "neuron", layer: 1, index: 1 });
  assert.equal(store.view.value.lens, "weights");
  tell([findingOf({ target: null })]);
  assert.equal(named("diagnosis.show"), undefined);
});

test("what is advised is tried in a twin, never in the run", (t) => {
  const { tell, named, asked, store } = open(t);
  tell([findingOf()]);
  named("diagnosis.twin").click();
  assert.equal(store.view.value.tab, "twins");
  assert.deepEqual(asked, [["compareWith", { activation: "relu" }]]);
  tell([findingOf({ advice: null, layer: 1 })]);
  assert.equal(named("diagnosis.twin"), undefined);
});

test("what the twin tries already is not offered again", (t) => {
  const { tell, named, makeTwin } = open(t);
  tell([findingOf()]);
  makeTwin("tanh");
  assert.ok(named("diagnosis.twin"));
  makeTwin("relu");
  assert.equal(named("diagnosis.twin"), undefined);
});

test("the twin's findings are named and come after the run's", (t) => {
  const { tell, headings, store, makeTwin } = open(t);
  makeTwin("tanh");
  tell([findingOf()], { run: 1 });
  assert.ok(headings()[0].startsWith("B: "));
  tell([deadOf()]);
  assert.equal(headings().length, 2);
  assert.ok(headings()[1].startsWith("B: "));
  assert.deepEqual(
    store.state.value.findings.map((list) => list.length),
    [1, 1],
  );
});

test("the twin's findings are shown in the twin, and what is advised is tried there", (t) => {
  const { tell, named, twin, store, asked, makeTwin, document } = open(t, { network: networkOf(2, 3, 1) });
  makeTwin("sigmoid", networkOf(2, 8, 8, 1));
  tell([findingOf({ layer: 1, target: { layer: 1, unit: 5 } })], { run: 1 });
  named("diagnosis.show").click();
  assert.equal(store.view.value.tab, "twins");
  assert.equal(store.view.value.pinned, null);
  assert.deepEqual(twin.view.value.pinned, { kind: "neuron", layer: 1, index: 5 });
  assert.equal(document.activeElement.id, "twin-network");
  assert.equal(named("diagnosis.twin"), undefined);
  assert.match(named("diagnosis.in_twin").title, /ReLU/);
  named("diagnosis.in_twin").click();
  assert.deepEqual(asked, [["setTwin", { activation: "relu" }]]);
});

test("what the run has already is not advised for the twin", (t) => {
  const { tell, named, makeTwin } = open(t, { experiment: { activation: "relu" } });
  makeTwin("sigmoid");
  tell([findingOf()], { run: 1 });
  assert.equal(named("diagnosis.in_twin"), undefined);
  assert.ok(named("diagnosis.show"));
});

test("who observes can look, and change nothing", (t) => {
  const { tell, named } = open(t, { observer_key: null });
  tell([findingOf()]);
  assert.ok(named("diagnosis.show"));
  assert.equal(named("diagnosis.twin"), undefined);
});

test("another session begins without findings", (t) => {
  const { byId, tell, store } = open(t);
  tell([findingOf()]);
  store.dispatch({ type: "connection", connection: "reconnecting", reason: "" });
  assert.equal(byId("diagnosis").hidden, true);
});
