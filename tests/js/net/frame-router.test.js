import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameRouter } from "../../../static/js/net/frame-router.js";

const frame = (seq) => ({ seq });

function open() {
  const seen = [];
  const store = { state: { value: { running: true } }, dispatch: ({ type }) => void seen.push(type) };
  const router = new FrameRouter(store, { show: ({ seq }) => void seen.push(`show ${seq}`), acknowledge: (seq) => void seen.push(`acknowledge ${seq}`) });
  const read = ({ seq }) => void seen.push(`read ${seq}`);
  return { router, store, seen, read };
}

test("the page shows frames and takes events", () => {
  const { router, store, seen } = open();
  router.receive(frame(1));
  router.dispatch({ type: "status" });
  assert.deepEqual(seen, ["show 1", "status"]);
  assert.equal(router.state, store.state);
});

test("a film reads frames in place of the page, which acknowledges them", () => {
  const { router, seen, read } = open();
  router.readFrames(read);
  router.receive(frame(1));
  assert.deepEqual(seen, ["acknowledge 1", "read 1"]);
  router.readFrames(null);
  router.receive(frame(2));
  assert.deepEqual(seen.slice(2), ["show 2"]);
});

test("the events of the steps of a film are not for the page, all others are", () => {
  const { router, seen, read } = open();
  router.readFrames(read);
  for (const type of ["ack", "status", "error", "timeline", "connection"]) router.dispatch({ type });
  assert.deepEqual(seen, ["error", "timeline", "connection"]);
});
