import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { networkShape } from "../../../../static/js/scene/network/network.js";
import { hasUncomputedEdges, uncomputedNodes } from "../../../../static/js/scene/network/not-computed.js";
import { frameOf, networkOf } from "../../examples.js";

const SHAPE = networkShape(networkOf(2, 2, 1), 700, 480, 13);
const VIEW = { nodeLens: "a", tab: "train" };
const SECTIONS = { "a.0": [[2], [0.5, 0]], "a.1": [[1], [NaN]], "unit_delta_rms.0": [[2], [NaN, NaN]], "unit_delta_rms.1": [[1], [0]] };
const ids = (frame, view = {}) => uncomputedNodes(SHAPE, frame, { ...VIEW, ...view }).map(({ id }) => id);

test("within a step the neurons are unknown whose activation there is not yet; 0 is a number", () => {
  const frame = frameOf(SECTIONS);
  assert.deepEqual(ids({ ...frame, midStep: true }), ["neuron.1.0"]);
  assert.deepEqual(ids({ ...frame, midStep: false }), [], "between two steps the picture is of the present weights");
  assert.deepEqual(ids({ ...frame, midStep: false }, { tab: "inside" }), ["neuron.1.0"]);
  assert.deepEqual(ids(null, { tab: "inside" }), []);
});

test("under a lens of sizes a neuron is unknown wherever it has none", () => {
  assert.deepEqual(ids(frameOf(SECTIONS), { nodeLens: "delta" }), ["neuron.0.0", "neuron.0.1"]);
  assert.deepEqual(ids(frameOf({}), { nodeLens: "delta" }), [], "sections that have not come say nothing");
});

test("edges are unknown under the lens whose numbers there are not yet", () => {
  const frame = frameOf({
    "W.0": [[1, 1], [3]],
    "dW.0": [[1, 1], [0]],
    "dW.1": [[1, 1], [NaN]],
  });
  assert.deepEqual(
    [hasUncomputedEdges(frame, "weights", 2), hasUncomputedEdges(frame, "gradients", 2), hasUncomputedEdges(frame, "updates", 2)],
    [false, true, false],
  );
  assert.equal(hasUncomputedEdges(frame, "gradients", 1), false);
});
