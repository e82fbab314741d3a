import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { createFrameSource } from "../../../../../static/js/panels/export/film/frame-source.js";
import { recurrentOf } from "../../../examples.js";
import { openFilmPage } from "./open.js";

test("a frame is of the step that was asked for", async (t) => {
  const { context, steps } = openFilmPage(t);
  const source = createFrameSource(context);
  for (const step of [3, 5, 0]) assert.equal((await source.frameAt(step)).step, step);
  assert.deepEqual(steps(), [3, 5, 0]);
});

test("frames of other steps, of before, or from the middle of a step are not taken", async (t) => {
  const { context, answersTo, drawn, store, now } = openFilmPage(t);
  const frame = store.frame.value;
  answersTo.seek = ({ step }) => ({ type: "ack", step, command: 9 });
  const source = createFrameSource(context);
  let found = null;
  void source.frameAt(4).then((taken) => {
    found = taken;
  });
  for (let k = 0; k < 9; k += 1) await Promise.resolve();
  const wrong = [
    { step: 3, command: 9 },
    { step: 4, command: 8 },
    { step: 4, command: 9, midStep: true },
  ];
  for (const more of wrong) drawn.read({ ...frame, ...more });
  await Promise.resolve();
  assert.equal(found, null);
  const right = { ...frame, step: 4, command: 9 };
  drawn.read(right);
  await Promise.resolve();
  await Promise.resolve();
  assert.equal(found, right);
  assert.ok(now === undefined || now() >= 0);
});

test("a frame that does not come is missed, not waited for forever", async (t) => {
  const { context, answersTo, after } = openFilmPage(t);
  answersTo.seek = ({ step }) => ({ type: "ack", step, command: 99 });
  const source = createFrameSource(context);
  const waiting = source.frameAt(4);
  const missed = assert.rejects(waiting, /4/);
  for (let k = 0; k < 9; k += 1) await Promise.resolve();
  after(4000);
  await missed;
});

test("a way that is broken off is an error", async (t) => {
  const { context, server } = openFilmPage(t);
  const source = createFrameSource(context);
  server.stopsAt = 2;
  await assert.rejects(source.frameAt(6), /2/);
});

test("afterwards the run is where it was, the page has its frames and what it asked for", async (t) => {
  const { context, steps, drawn, asked } = openFilmPage(t);
  const source = createFrameSource(context);
  await source.frameAt(1);
  assert.ok(drawn.read);
  await source.close();
  assert.equal(drawn.read, null);
  assert.deepEqual(steps(), [1, 7]);
  assert.ok(asked.some(([name]) => name === "subscribe"));
});

test("fewer cells are asked for than the page shows", async (t) => {
  const { context, asked } = openFilmPage(t);
  await createFrameSource(context).frameAt(1);
  const [, watch] = asked.find(([kind, request]) => kind === "ask" && request.type === "watch");
  assert.ok(watch.surface_resolution < 100 && watch.sections.includes("surface"));
});

test("of a network that is not dense what its picture shows is asked for, of the followed sample", async (t) => {
  const { context, asked, store, view } = openFilmPage(t);
  store.dispatch({ type: "network", ...recurrentOf(2, 3) });
  store.dispatch({ type: "watched", watched: { nodes: ["h", "z"], sections: ["node_value", "node_grad", "W", "dW"] } });
  view({ probe: 5 });
  await createFrameSource(context).frameAt(1);
  const [, watch] = asked.find(([kind, request]) => kind === "ask" && request.type === "watch");
  for (const name of ["node_value", "node_grad", "node_target", "W", "dW"]) assert.ok(watch.sections.includes(name), name);
  assert.ok(!watch.sections.includes("update_W"), "no picture shows it");
  assert.deepEqual([watch.nodes, watch.probe], [["h", "z"], 5]);
});

test("without a connection there is nothing to go back to", async (t) => {
  const { context, server } = openFilmPage(t);
  const source = createFrameSource(context);
  server.refuses = 7;
  await source.close();
});
