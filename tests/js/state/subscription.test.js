import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { subscriptionOf } from "../../../static/js/state/subscription.js";

const state = (n_parameters, running) => ({
  data: { domain: [[-6, 6], [-6, 6]] }, network: { layers: [], n_parameters }, view: { lens: "weights" }, running,
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
