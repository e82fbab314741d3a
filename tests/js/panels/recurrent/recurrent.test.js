import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { networkOf } from "../../examples.js";
import { openRecurrent } from "./open.js";

test("the picture asks for the numbers of its nodes, and for none while there is no recurrent network", (t) => {
  const { picture, store } = openRecurrent(t);
  assert.deepEqual(picture.wants.value, { nodes: ["x", "h", "z", "a"], sections: ["node_value", "node_grad", "node_grad_rms", "W", "b"] });
  store.dispatch({ type: "network", ...networkOf(2, 1) });
  assert.deepEqual(picture.wants.value, { nodes: [], sections: [] });
});

test("of the weights it asks for what the lens shows, and for a selected one also for value and gradient", (t) => {
  const { picture, view, take, overlay, at, click } = openRecurrent(t);
  const parameters = () => picture.wants.value.sections.filter((name) => !name.startsWith("node"));
  view({ lens: "updates" });
  assert.deepEqual(parameters(), ["update_W", "update_b"]);
  take();
  const weight = at({ kind: "weight", block: 0, row: 0, column: 2 });
  overlay.dispatchEvent(Object.assign(new window.Event("pointermove"), weight));
  assert.deepEqual(parameters(), ["update_W", "update_b", "W", "b", "dW", "db"]);
  overlay.dispatchEvent(new window.Event("pointerleave"));
  assert.deepEqual(parameters(), ["update_W", "update_b"]);
  click(overlay, weight);
  overlay.dispatchEvent(new window.Event("pointerleave"));
  assert.deepEqual(parameters(), ["update_W", "update_b", "W", "b", "dW", "db"]);
});

test("the numbers of a folded gate are not asked for", (t) => {
  const { picture, click, box } = openRecurrent(t, { network: { kind: "lstm" } });
  assert.deepEqual(picture.wants.value.nodes, ["x", "h", "c", "s", "a"]);
  click([...box.querySelectorAll(".time-fold")].find(({ textContent }) => textContent === "candidate"));
  assert.deepEqual(picture.wants.value.nodes, ["x", "h", "c", "s", "g", "a"]);
});

test("the headline compares the first time step with the last, and splits the mean factor", (t) => {
  const { text, take } = openRecurrent(t);
  assert.equal(text("headline"), "No gradient yet: it comes with the first step");
  take();
  assert.equal(text("headline"), "Step 7: ∂L/∂h of time step 1 is 8.00 times smaller than of time step 4; per time step × 0.500 = f′ 0.500 · W 1.00");
});

test("bands of an LSTM fold and unfold", (t) => {
  const { part, click, box } = openRecurrent(t, { network: { kind: "lstm" } });
  const button = (name) => [...box.querySelectorAll(".time-fold")].find(({ textContent }) => textContent === name);
  assert.equal(part("folds").hidden, false);
  assert.equal(button("input gate").getAttribute("aria-pressed"), "false");
  click(button("input gate"));
  assert.equal(button("input gate").getAttribute("aria-pressed"), "true");
  click(button("cell c"));
  assert.equal(button("cell c").getAttribute("aria-pressed"), "false");
});

test("a plain cell has nothing to fold", (t) => {
  assert.equal(openRecurrent(t).part("folds").hidden, true);
});

test("what is pointed at is explained, before what stays selected", (t) => {
  const { take, text, overlay, press } = openRecurrent(t);
  take();
  press(overlay, "ArrowRight");
  assert.match(text("readout"), /^Time step 4, h of unit 1: 0\.4000, ∂L\/∂h \+1\.000; z \+0\.4000, δ = ∂L\/∂z \+0\.5000$/);
  press(overlay, "Enter");
  press(overlay, "ArrowLeft");
  assert.match(text("readout"), /^Time step 3,/);
  overlay.dispatchEvent(new overlay.ownerDocument.defaultView.Event("blur"));
  assert.match(text("readout"), /^Time step 4,/);
});
