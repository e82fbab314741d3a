import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { createNetworkRenderer } from "../../../static/js/stage/network.js";
import { openPanels } from "../dom.js";
import { THEME } from "../examples.js";
import { openNetwork } from "./open.js";

test("before the network is known there is only the background", (t) => {
  const { store, byId } = openPanels(t, { welcome: null });
  const renderer = createNetworkRenderer(
    store,
    { edges: byId("network-edges"), nodes: byId("network"), highlights: byId("network-live") },
    { activation: String, input: String },
  );
  renderer.resize(10, 10, 1);
  renderer.draw();
  const [{ data }] = byId("network-edges").getContext("2d").painted.at(-1).args;
  assert.ok(new Uint32Array(data.buffer).every((value) => value === THEME.groundPacked));
});

test("nothing is painted when nothing has changed", (t) => {
  const { draw, painted } = openNetwork(t);
  draw();
  draw();
  assert.deepEqual(
    ["edges", "nodes", "highlights"].map((name) => painted(name).length),
    [0, 0, 0],
  );
});
