import assert from "node:assert/strict";
import { test } from "node:test";
import "../english.js";
import { textsOf } from "../canvas.js";
import { networkOf } from "../examples.js";
import { openNetwork } from "./open.js";

test("names and borders are painted again only when the network changes", (t) => {
  const { take, draw, painted, store } = openNetwork(t);
  draw();
  take({});
  draw();
  assert.equal(painted("nodes").length, 0);
  store.dispatch({ type: "network", ...networkOf(3, 2, 1) });
  draw();
  assert.ok(textsOf({ painted: painted("nodes") }).some((text) => text.startsWith("input x")));
});
