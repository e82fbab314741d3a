import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { subscriptionOf } from "../../../../static/js/state/store/subscription.js";
import { networkOf, PICTURES, recurrentOf } from "../../examples.js";

const state = (n_parameters, running) => ({
  data: {
    domain: [
      [-6, 6],
      [-6, 6],
    ],
  },
  network: { layers: [], n_parameters },
  view: { lens: "weights" },
  running,
});

test("a page asks for as many frames as a screen shows", () => {
  assert.equal(subscriptionOf(state(100, true)).fps, 60);
  assert.equal(subscriptionOf(state(100, false)).fps, 60);
  assert.equal(subscriptionOf(state(8000, true)).fps, 60);
});

test("of a large network that stands still it asks for few frames, which may be finer", () => {
  assert.equal(subscriptionOf(state(8000, false)).fps, 10);
  assert.equal(subscriptionOf(state(8000, false)).surface_resolution, 100);
});

test("what the layers take in is asked for while an input is selected", () => {
  const asked = (view) => subscriptionOf({ ...state(100, true), view: { lens: "weights", ...view } }).sections.includes("a_prev");
  assert.deepEqual([asked({}), asked({ hover: { kind: "input", index: 0 } }), asked({ pinned: { kind: "input", index: 1 } })], [false, true, true]);
  const { sections } = subscriptionOf({ ...state(100, true), view: { lens: "signal", hover: { kind: "input", index: 0 } } });
  assert.equal(sections.filter((name) => name === "a_prev").length, 1);
});

test("a place is asked for while the target that needs it is selected", () => {
  const neuron = { kind: "neuron", layer: 2, index: 3 };
  const edge = { kind: "edge", layer: 1, row: 2, column: 0 };
  const place = (view) => subscriptionOf({ ...state(100, true), view: { lens: "weights", hover: null, pinned: null, exact: null, ...view } }).place;
  assert.equal(place({ pinned: neuron }), undefined);
  assert.deepEqual(place({ pinned: neuron, exact: neuron }), { layer: 2, row: 3 });
  assert.deepEqual(place({ pinned: neuron, hover: edge, exact: edge }), { layer: 1, row: 2, column: 0 });
  assert.equal(place({ pinned: neuron, exact: edge }), undefined);
  assert.deepEqual(place({ exact: neuron }), { layer: 2, row: 3 }, "of a target that only the twin has");
  assert.equal(place({ exact: { kind: "layer", layer: 1 } }), undefined);
});

test("answers are asked for only while they are looked at", () => {
  const state = { data: PICTURES, network: null, view: { lens: "weights", answers: "boundary" } };
  assert.ok(subscriptionOf(state).sections.includes("predicted"));
  assert.ok(!subscriptionOf(state).sections.includes("confusion"));
  const other = subscriptionOf({ ...state, view: { ...state.view, answers: "confusion" } }).sections;
  assert.ok(other.includes("confusion") && !other.includes("predicted"));
});

test("signals are asked for only under their lens", () => {
  const state = { data: null, network: null, view: { lens: "weights" } };
  assert.ok(!subscriptionOf(state).sections.includes("a_prev"));
  assert.ok(subscriptionOf({ ...state, view: { lens: "signal" } }).sections.includes("a_prev"));
});

test("what the gradient strip and the neurons show is asked for only while they show it", () => {
  const network = { layers: [{ fan_out: 3 }, { fan_out: 1 }] };
  const sections = (view, of = network) => subscriptionOf({ data: null, network: of, view: { lens: "weights", ...view } }).sections;
  const strip = ["da_rms", "delta_theory", "delta_theory_band"];
  assert.deepEqual(
    sections({ showFactors: true }).filter((name) => strip.includes(name)),
    strip,
  );
  assert.ok(!sections({ showFactors: false }).some((name) => strip.includes(name)));
  assert.ok(!sections({ showFactors: true }, { layers: [{ fan_out: 1 }] }).some((name) => strip.includes(name)));
  assert.ok(sections({ nodeLens: "delta" }).includes("unit_delta_rms"));
  assert.ok(!sections({ nodeLens: "a" }).includes("unit_delta_rms"));
});

test("a network without hidden layers is not asked for dead units", () => {
  const state = { data: null, view: { lens: "weights", answers: "boundary" }, network: { layers: [{ fan_out: 1 }] } };
  assert.ok(!subscriptionOf(state).sections.includes("unit_dead"));
  assert.ok(subscriptionOf({ ...state, network: { layers: [{ fan_out: 3 }, { fan_out: 1 }] } }).sections.includes("unit_dead"));
});

test("with a twin the losses and accuracies of both are asked for; side by side the heatmaps are smaller", () => {
  const alone = { data: null, network: null, view: { lens: "weights", tab: "train" }, twin: null };
  assert.ok(!subscriptionOf(alone).sections.includes("losses"));
  const { sections } = subscriptionOf({ ...alone, twin: { network: networkOf(2, 1) } });
  assert.ok(sections.includes("losses") && sections.includes("accuracies"));
  const beside = subscriptionOf({ ...alone, twin: { network: networkOf(2, 1) }, view: { ...alone.view, tab: "twins" } });
  assert.deepEqual(
    [beside.surface_resolution, beside.neuron_resolution],
    [subscriptionOf(alone).surface_resolution / 2, subscriptionOf(alone).neuron_resolution / 2],
  );
});

test("distributions are asked for only while their card is open, of the layer or neuron shown", () => {
  const network = { layers: [{ fan_out: 3 }, { fan_out: 1 }] };
  const asked = (view) => subscriptionOf({ data: null, network, view: { lens: "weights", distributionLayer: 1, pinned: null, ...view } });
  const closed = asked({ distributions: false });
  assert.ok(!closed.sections.includes("distributions") && !("distribution_layer" in closed));
  const open = asked({ distributions: true });
  assert.ok(open.sections.includes("distributions"));
  assert.deepEqual([open.distribution_layer, open.distribution_row], [1, null]);
  const ofNeuron = asked({ distributions: true, pinned: { kind: "neuron", layer: 0, index: 2 } });
  assert.deepEqual([ofNeuron.distribution_layer, ofNeuron.distribution_row], [0, 2]);
});

test("a network that is not dense is asked for what its picture needs, and for units only beside one that is", () => {
  const [view, watched] = [{ lens: "weights" }, { nodes: ["h"], sections: ["node_value", "node_grad"] }];
  const asked = (network, twin = null) => subscriptionOf({ data: null, network, twin, view, watched });
  const units = ({ sections }) => ["delta", "z", "W", "update_b"].every((name) => sections.includes(name));
  const pictured = asked(recurrentOf(2, 3));
  assert.deepEqual([pictured.nodes, units(pictured)], [["h"], false]);
  assert.ok(["gradient_rms", "node_value", "node_grad", "node_target"].every((name) => pictured.sections.includes(name)));
  assert.ok(!["W", "dW", "update_b", "a"].some((name) => pictured.sections.includes(name)));
  const both = asked(networkOf(2, 1), { network: recurrentOf(2, 3) });
  assert.deepEqual([both.nodes, units(both)], [["h"], true]);
  const dense = asked(networkOf(2, 1), { network: networkOf(2, 1) });
  assert.ok(units(dense) && !("nodes" in dense) && !dense.sections.includes("node_target"));
});
