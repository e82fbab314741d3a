import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindSpokenOutput, descriptionOf, rightOfRun, rightOfTwin } from "../../../../static/js/panels/output/spoken-output.js";
import { openPanels } from "../../dom.js";
import { CIRCLE, frameOf, statusOf, VALUES } from "../../examples.js";

const LEFT_HALF = Uint8Array.from({ length: 36 }, (_, i) => (i % 6 < 2 ? 200 : 50));
const SECTIONS = {
  surface: [[1, 6, 6], LEFT_HALF],
  surface_range: [
    [1, 2],
    [-1.5, 0.25],
  ],
};

test("the text says which classes are where, where the boundary lies and how many are right", () => {
  const text = descriptionOf(frameOf(SECTIONS), CIRCLE, [0.97, 0.95]).replaceAll("\u2009", " ");
  assert.equal(
    text,
    "Across x₁, up x₂. Class inside has 66.7 % of the plane, most of: top, top right, middle, right, bottom, and bottom right. " +
      "Class outside has 33.3 % of the plane, most of: top left, left, and bottom left. There is no boundary in it. " +
      "Right: 97 % of the training samples, 95 % of the test samples.",
  );
  const mixed = Uint8Array.from({ length: 36 }, (_, i) => (i % 6 < 3 ? 200 : 50));
  assert.match(descriptionOf(frameOf({ ...SECTIONS, surface: [[1, 6, 6], mixed] }), CIRCLE, []), /The boundary goes through: top, middle, and bottom\./);
});

test("without test samples nothing is said of them", () => {
  for (const none of [null, NaN, undefined]) assert.match(descriptionOf(frameOf(SECTIONS), CIRCLE, [0.5, none]), /Right: 50\u2009% of the training samples\.$/);
});

test("of values it says from where to where they go", () => {
  assert.equal(
    descriptionOf(frameOf(SECTIONS), { ...VALUES, domain: CIRCLE.domain, axis_names: ["x₁", "x₂"] }, []),
    "Across x₁, up x₂. Values from −1.5 to 0.25.",
  );
});

test("where there is no plane it says nothing", () => {
  assert.equal(descriptionOf(frameOf({}), CIRCLE, []), "");
  assert.equal(descriptionOf(frameOf(SECTIONS), { ...CIRCLE, domain: null }, []), "");
});

test("the shares of a run come with its state, those of its twin with the frame", () => {
  assert.deepEqual(rightOfRun({ status: statusOf() }), [0.9, 0.8]);
  assert.deepEqual(rightOfRun({ status: null }), [undefined, undefined]);
  assert.deepEqual(rightOfTwin({}, frameOf({ accuracies: [[2], [0.5, 0.25]] })), [0.5, 0.25]);
  assert.deepEqual(rightOfTwin({}, frameOf({})), []);
});

test("the text changes where the network stands, and stays while it trains", (t) => {
  const { store, byId, after } = openPanels(t);
  const label = () => byId("output").getAttribute("aria-label");
  const plain = label();
  let share = 0.97;
  const status = (running) => store.dispatch(statusOf({ running }));
  status(false);
  bindSpokenOutput(store, byId("output"), () => [share]);
  store.takeFrame(frameOf(SECTIONS));
  after(200);
  assert.match(label(), /97\u2009%/);
  assert.ok(label().startsWith(`${plain}. `));
  status(true);
  share = 1;
  store.takeFrame(frameOf(SECTIONS, { seq: 2, step: 2 }));
  after(200);
  assert.match(label(), /97\u2009%/);
  status(false);
  after(200);
  assert.match(label(), /100\u2009%/);
});
