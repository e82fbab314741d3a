import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { bindHandDialog } from "../../../../../static/js/panels/data/hand/hand-dialog.js";
import { createUploads } from "../../../../../static/js/panels/data/uploaded-tables.js";
import { openPanels } from "../../../dom.js";
import { frameOf, networkOf } from "../../../examples.js";

const MAZUR = "mazur";

/** Opens the dialog on an experiment. */
async function open(t, experiment = {}, sizes = [2, 2, 2]) {
  const opened = openPanels(t, { welcome: { experiment, network: networkOf(...sizes) } });
  const { context, store, document, happen, click, window } = opened;
  window.fetch = () => Promise.resolve({ json: () => ({}) });
  globalThis.fetch = window.fetch;
  const uploads = createUploads(store);
  const started = [];
  const answer = { now: () => Promise.resolve() };
  const bound = bindHandDialog(context, uploads, (...given) => {
    started.push(given);
    return answer.now();
  });
  happen("styles-inside-hand", "load");
  await bound;
  const show = () => click("hand-open");
  const cell = (key) => document.querySelector(`[data-cell="${key}"]`);
  const box = (name) =>
    [...document.querySelectorAll("#hand .hand-field")].find(({ textContent }) => textContent.startsWith(name)).querySelector("input, select");
  const type = (element, value) => opened.enter(element, value);
  const submit = async () => {
    document.querySelector("#hand form").dispatchEvent(new window.Event("submit", { bubbles: true, cancelable: true }));
    await new Promise(setImmediate);
  };
  const fault = () => document.querySelector("#hand .fault");
  const isOpen = () => document.querySelector("#hand").matches(":popover-open");
  return { ...opened, uploads, started, answer, show, cell, box, type, submit, fault, isOpen };
}

test("a network in print is shown as it is, and starts as it is", async (t) => {
  const opened = await open(t);
  const { page, changed, uploads, show, cell, box, started, submit, store, isOpen } = opened;
  const { experiment } = page.presets.find(({ name }) => name === MAZUR);
  uploads.remember("t", experiment.dataset);
  changed({ ...experiment, dataset: { table: "t", n_samples: 1, n_features: 2, names: [] } });
  show();
  assert.deepEqual([cell("0.1.0").value, cell("1.0.b").value, cell("data.0.3").value, box("learning rate").value], ["0.25", "0.6", "0.99", "0.5"]);
  await submit();
  const [[samples, fields]] = started;
  assert.deepEqual(samples, experiment.dataset);
  assert.deepEqual(fields.initial_parameters, experiment.initial_parameters);
  const { activation, output, loss, learning_rate, use_bias, freeze_biases, hidden } = fields;
  assert.deepEqual([activation, output, loss, learning_rate, use_bias, freeze_biases, hidden], ["sigmoid", "sigmoid", "squared_error", 0.5, true, true, [2]]);
  assert.equal(isOpen(), false);
  assert.equal(store.view.value.tab, "inside");
});

test("without typed-in weights the present ones are offered, to four digits", async (t) => {
  const { store, show, cell } = await open(t, {}, [2, 1]);
  const W = [0.123456, -2];
  store.takeFrame(frameOf({ "W.0": [[1, 2], W], "b.0": [[1], [1 / 3]] }));
  show();
  assert.deepEqual(
    ["0.0.0", "0.0.1", "0.0.b"].map((key) => cell(key).value),
    ["0.1235", "-2", "0.3333"],
  );
});

test("a network that is too large leaves a small one to begin with", async (t) => {
  const { show, box } = await open(t, {}, [2, 20, 1]);
  show();
  assert.deepEqual([box("inputs").value, box("hidden").value, box("outputs").value, box("samples").value], ["2", "2", "1", "1"]);
});

test("what is typed stays when sizes change", async (t) => {
  const { show, cell, type, box } = await open(t);
  show();
  type(cell("1.0.b"), "0.75");
  type(box("hidden"), "3");
  assert.equal(cell("1.0.b").value, "0.75");
  assert.notEqual(cell("1.0.2").value, "0.75");
  type(box("hidden"), "2");
  assert.equal(cell("1.0.2"), null);
});

test("sizes out of range are said, and nothing can start", async (t) => {
  const { show, type, box, fault, started, submit, document } = await open(t);
  show();
  type(box("inputs"), "9");
  assert.match(fault().textContent, /from 1 to 8/);
  assert.equal(document.querySelector("#hand [type=submit]").disabled, true);
  await submit();
  assert.deepEqual(started, []);
  type(box("inputs"), "3");
  assert.equal(fault().hidden, true);
});

test("a cell that is no number is marked and named", async (t) => {
  const { show, type, cell, fault, started, submit, document } = await open(t);
  show();
  type(cell("0.1.0"), "a half");
  await submit();
  assert.equal(fault().textContent, "layer 1, 2 by 2: unit 2, x₁: not a number");
  assert.equal(cell("0.1.0").getAttribute("aria-invalid"), "true");
  assert.equal(document.activeElement, cell("0.1.0"));
  assert.deepEqual(started, []);
  type(cell("0.1.0"), "1/2");
  assert.equal(fault().hidden, true);
  await submit();
  assert.equal(started[0][1].initial_parameters[0].W[1][0], 0.5);
});

test("a rate that is no number, and a refusal of the server, are said", async (t) => {
  const { show, type, box, fault, submit, started, answer, isOpen } = await open(t);
  show();
  type(box("learning rate"), "fast");
  await submit();
  assert.match(fault().textContent, /learning rate/);
  assert.deepEqual(started, []);
  type(box("learning rate"), "0.5");
  assert.equal(fault().hidden, true);
  answer.now = () => Promise.reject(new Error("loss needs classes"));
  await submit();
  assert.equal(fault().textContent, "loss needs classes");
  assert.equal(isOpen(), true);
});

test("without biases there are none to freeze", async (t) => {
  const { show, cell, submit, started, document } = await open(t);
  show();
  const [biases, frozen] = document.querySelectorAll("#hand [type=checkbox]");
  biases.checked = false;
  biases.dispatchEvent(new document.defaultView.Event("input", { bubbles: true }));
  assert.equal(frozen.disabled, true);
  assert.equal(cell("0.0.b"), null);
  await submit();
  assert.equal(started[0][1].use_bias, false);
  assert.equal(started[0][1].initial_parameters[0].b, null);
});

test("several numbers that are pasted fill the cells from there on", async (t) => {
  const { show, cell, window } = await open(t);
  show();
  const event = new window.Event("paste", { bubbles: true, cancelable: true });
  event.clipboardData = { getData: () => "0.1\t0.2\n0,3 0.4" };
  cell("0.0.1").dispatchEvent(event);
  assert.equal(event.defaultPrevented, true);
  assert.deepEqual(
    ["0.0.0", "0.0.1", "0.0.b", "0.1.0", "0.1.1"].map((key) => cell(key).value),
    [cell("0.0.0").value, "0.1", "0.2", "0,3", "0.4"],
  );
  const one = new window.Event("paste", { bubbles: true, cancelable: true });
  one.clipboardData = { getData: () => "0,3" };
  cell("0.0.1").dispatchEvent(one);
  assert.equal(one.defaultPrevented, false);
});
