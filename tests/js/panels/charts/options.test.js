import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindOptions } from "../../../../static/js/panels/charts/options.js";
import { textsOf } from "../../canvas.js";
import "../../../../static/js/base/page/clipboard.js";
import { openPanels } from "../../dom.js";
import { frameOf } from "../../examples.js";

function open(t, experiment = {}) {
  const opened = openPanels(t, { welcome: { experiment } });
  const { store, page, window } = opened;
  store.takeFrame(frameOf({}, { step: 0, trainLoss: 1, testLoss: 2 }));
  store.takeFrame(frameOf({}, { step: 7, trainLoss: 0.5, testLoss: 0.25 }));
  const marks = [{ step: 7, text: "rate 1 → 2" }];
  const drawn = (title, smoothing) => ({ chart: { picture: async () => null }, title: () => title, curves: () => ({ smoothing }) });
  bindOptions({ store, page, charts: [drawn("Upper", 0), drawn("Lower", 0.3)], marks: () => marks, beside: () => [] });
  const saved = [];
  t.mock.method(window.HTMLAnchorElement.prototype, "click", function () {
    saved.push(this.download);
  });
  t.mock.method(URL, "createObjectURL", () => "blob:here");
  const table = () => [...opened.byId("chart-values-body").children].map((row) => [...row.children].map(({ textContent }) => textContent));
  const toggle = (isOpen) => {
    opened.byId("chart-values").open = isOpen;
    opened.happen("chart-values", "toggle");
  };
  return { ...opened, saved, table, toggle, message: () => store.state.value.message };
}

test("smoothing follows its slider, and says how much", (t) => {
  const { enter, store, byId } = open(t);
  assert.equal(byId("smoothing-value").textContent, words("none"));
  enter("smoothing", "0.5");
  assert.deepEqual([store.view.value.smoothing, byId("smoothing-value").textContent, byId("smoothing").getAttribute("aria-valuetext")], [0.5, "0.50", "0.50"]);
  assert.equal(byId("layer-smoothing-value").textContent, "0.30", "the layers have one of their own");
  enter("layer-smoothing", "0");
  assert.deepEqual([store.view.value.layerSmoothing, store.view.value.smoothing, byId("layer-smoothing-value").textContent], [0, 0.5, words("none")]);
});

test("the axes become logarithmic or linear, wherever that is chosen", (t) => {
  const { byId, store, view } = open(t);
  byId("log-steps").click();
  byId("log-loss").click();
  assert.deepEqual([store.view.value.logSteps, store.view.value.logLoss], [true, false]);
  view({ logLoss: true });
  assert.equal(byId("log-loss").checked, true);
});

test("each end of each axis can be fixed, and set free again", (t) => {
  const { change, store } = open(t);
  change("loss-low", "0,01");
  change("gradient-high", "1e3");
  assert.deepEqual(store.view.value.axisLimits, { loss: [0.01, null], gradient: [null, 1000] });
  change("loss-low", "");
  assert.deepEqual(store.view.value.axisLimits.loss, [null, null]);
});

test("an end that is no number is marked and not used", (t) => {
  const { change, store, byId, view } = open(t);
  change("loss-high", "2");
  change("loss-high", "high");
  assert.deepEqual([store.view.value.axisLimits.loss, byId("loss-high").getAttribute("aria-invalid")], [[null, 2], "true"]);
  change("loss-high", "3");
  assert.equal(byId("loss-high").getAttribute("aria-invalid"), null);
  change("loss-high", "high");
  view({ axisLimits: { loss: [null, null], gradient: [null, null] } });
  assert.deepEqual([byId("loss-high").value, byId("loss-high").getAttribute("aria-invalid")], ["", null], "of a preset, or undone");
});

test("the table has the values when it is opened, and follows the run once a second", (t) => {
  const { table, toggle, store, after } = open(t);
  assert.deepEqual(table(), []);
  toggle(true);
  assert.deepEqual(table(), [
    ["0", "1.000", "2.000", ""],
    ["7", "0.5000", "0.2500", "rate 1 → 2"],
  ]);
  store.takeFrame(frameOf({}, { step: 9, trainLoss: 0.1, testLoss: 0.1 }));
  assert.equal(table().length, 2);
  after(1000);
  assert.equal(table().at(-1)[0], "9");
});

test("a closed table costs nothing", (t) => {
  const { table, store, after } = open(t);
  store.takeFrame(frameOf({}, { step: 9 }));
  after(5000);
  assert.deepEqual(table(), []);
});

test("the first cell of a row is its heading", (t) => {
  const { byId, toggle } = open(t);
  toggle(true);
  assert.deepEqual(
    [...byId("chart-values-body").querySelectorAll("th[scope=row]")].map(({ textContent }) => textContent),
    ["0", "7"],
  );
  assert.equal(byId("chart-values-head").querySelectorAll("th[scope=col]").length, 4);
});

test("the curves are copied as CSV, or the page says that it could not", async (t) => {
  const { click, window, document, settle, message, store } = open(t);
  const copied = [];
  Object.defineProperty(window.navigator, "clipboard", { value: { writeText: async (text) => void copied.push(text) }, configurable: true });
  click("copy-csv");
  await settle();
  assert.deepEqual(copied[0].split("\r\n").slice(1), ["0,1,2,", "7,0.5,0.25,rate 1 → 2", ""]);
  assert.equal(message(), words("csv.copied"));
  window.navigator.clipboard.writeText = () => Promise.reject(new Error("not allowed"));
  document.execCommand = () => false;
  click("copy-csv");
  await settle();
  assert.deepEqual([message(), store.state.value.tone], [words("csv.not_copied"), "error"]);
});

test("a file is named after its dataset and step", (t) => {
  const { click, saved, message } = open(t, { dataset: "xor" });
  click("save-csv");
  assert.deepEqual([saved, message()], [["backprop-live-xor-step-7.csv"], words("csv.saved")]);
});

test("the picture has the settings of the run as its caption", async (t) => {
  const { click, saved, settle, message, window } = open(t, { dataset: "xor", hidden: [8, 4], learning_rate: 0.1, seed: 3 });
  let texts = [];
  t.mock.method(window.HTMLCanvasElement.prototype, "toBlob", function (call) {
    texts = textsOf(this.getContext("2d"));
    call(new Blob());
  });
  click("save-png");
  await settle();
  await settle();
  assert.deepEqual(texts.slice(0, 2), ["Upper", words("chart.smoothed", { title: "Lower" })]);
  for (const part of [words("caption.hidden", { sizes: "8-4" }), words("caption.rate", { rate: "0.1" }), words("caption.seed", { seed: "3" })])
    assert.ok(texts[2].includes(part), part);
  assert.deepEqual([saved, message()], [["backprop-live-xor-step-7.png"], words("picture.saved")]);
});

test("a picture that the browser cannot make is an error", async (t) => {
  const { click, settle, message, window } = open(t);
  t.mock.method(window.HTMLCanvasElement.prototype, "toBlob", (call) => call(null));
  click("save-png");
  await settle();
  await settle();
  assert.equal(message(), words("picture.failed"));
});
