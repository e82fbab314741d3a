import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindStatus } from "../../../../static/js/panels/page/status.js";
import { spokenStatus } from "../../../../static/js/state/store/reducer.js";
import { openPanels } from "../../dom.js";
import { CIRCLE, frameOf, statusOf, VALUES } from "../../examples.js";

function open(t, options) {
  const opened = openPanels(t, options);
  bindStatus(opened.context);
  const texts = (...ids) => ids.map((id) => opened.byId(id).textContent);
  const buttons = () => [...opened.byId("banner-actions").children];
  return { ...opened, texts, buttons };
}
const DIVERGED = { type: "diverged", step: 12, layer: 0, quantity: "the weights", message: "Step 12 gave dW", last_finite_step: 11 };

test("the figures are those of the newest status", (t) => {
  const { store, texts } = open(t);
  store.dispatch(statusOf({ running: false, step: 1204, epoch: 48, train_loss: 0.0123456, test_loss: null }));
  assert.deepEqual(texts("out-step", "out-epoch", "out-train-loss", "out-test-loss"), ["1\u2009204", "48", "0.01235", "–"]);
});

test("during a run the figures change slowly enough to be read, and the last ones are shown", (t) => {
  const { store, texts, after } = open(t);
  store.dispatch(statusOf({ step: 1 }));
  after(500);
  const shown = [];
  for (let step = 2; step <= 5; step += 1) {
    store.takeFrame(frameOf({}, { step }));
    shown.push(...texts("out-step"));
    after(16);
  }
  assert.deepEqual(shown, ["2", "2", "2", "2"]);
  after(100);
  assert.deepEqual(texts("out-step"), ["5"]);
});

test("the speed is that of a run, and 0 otherwise", (t) => {
  const { store, texts } = open(t);
  store.dispatch(statusOf({ steps_per_second: 512 }));
  assert.deepEqual(texts("out-speed"), ["512"]);
  store.dispatch({ type: "connection", connection: "reconnecting", reason: "" });
  assert.deepEqual(texts("out-speed"), ["0"]);
});

test("only classes have an accuracy", (t) => {
  const { store, texts, byId } = open(t);
  store.dispatch(statusOf());
  assert.deepEqual(texts("out-train-accuracy", "out-test-accuracy"), ["90\u2009%", "80\u2009%"]);
  assert.equal(byId("accuracy").hidden, false);
  store.dispatch({ type: "data", ...CIRCLE, task: "regression" });
  assert.equal(byId("accuracy").hidden, true);
});

test("an error differs from another message by its tone", (t) => {
  const { store, byId } = open(t);
  store.dispatch({ type: "notice", message: "at most 1,024", tone: "error" });
  assert.deepEqual([byId("status").textContent, byId("status").dataset.tone], ["at most 1\u2009024", "error"]);
  store.dispatch({ type: "notice", message: "copied", tone: "plain" });
  assert.equal(byId("status").dataset.tone, "plain");
});

test("a lost connection is told, and can be tried again at once", (t) => {
  const { store, byId, texts, buttons, click, asked } = open(t);
  assert.deepEqual([byId("banner").hidden, ...texts("connection-text")], [true, words("connection.live")]);
  store.dispatch({ type: "connection", connection: "reconnecting", reason: "" });
  assert.deepEqual(texts("banner-text", "connection-text"), [words("connection.lost"), words("connection.reconnecting")]);
  click(buttons()[0]);
  assert.deepEqual(asked, [["retry"]]);
});

test("an observer's page says that it only observes", (t) => {
  const { texts } = open(t, { welcome: { observer_key: null } });
  assert.deepEqual(texts("connection-text"), [words("observe.live")]);
});

test("after a divergence the page offers a tenth of the learning rate: from the start, from here, or neither", (t) => {
  const { store, byId, buttons, click, asked } = open(t, { welcome: { experiment: { learning_rate: 3 } } });
  store.dispatch(DIVERGED);
  assert.equal(byId("banner").dataset.kind, "diverged");
  const [again, goOn, look] = buttons();
  click(again);
  click(goOn);
  assert.deepEqual(asked, [["restart", { learning_rate: 0.3 }, true], ["set", { learning_rate: 0.3 }], ["play"]]);
  click(look);
  assert.equal(byId("banner").hidden, true);
});

test("an observer is offered no remedy for a divergence", (t) => {
  const { store, byId } = open(t, { welcome: { observer_key: null } });
  store.dispatch(DIVERGED);
  assert.equal(byId("banner").hidden, true);
});

test("a screen reader is told of a run every few seconds, and of a pause at once", (t) => {
  const { store, texts, after } = open(t);
  const says = (more) => {
    store.dispatch(statusOf(more));
    return texts("spoken")[0] === spokenStatus(store.state.value);
  };
  assert.equal(says({ step: 1 }), true);
  after(4900);
  assert.equal(says({ step: 2 }), false);
  after(200);
  assert.equal(says({ step: 3 }), true);
  assert.equal(says({ step: 4, running: false }), true);
});

test("only scaled values have an error in their own units", (t) => {
  const { store, texts, byId } = open(t);
  store.dispatch(statusOf({ train_error: 12.34567, test_error: null }));
  assert.equal(byId("error").hidden, true);
  store.dispatch({ type: "data", ...VALUES });
  assert.deepEqual([byId("error").hidden, byId("accuracy").hidden, ...texts("out-train-error", "out-test-error")], [false, true, "12.35", "–"]);
});
