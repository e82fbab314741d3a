import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { onFirstUse } from "../../../../static/js/base/page/first-use.js";
import { openPage } from "../../dom.js";

/** An element whose listener loads when the test asks for it. */
function open(t) {
  const { byId, point, press } = openPage(t);
  const heard = [];
  const loading = [];
  const load = () => new Promise((resolve, reject) => loading.push({ resolve, reject }));
  const begin = onFirstUse(byId("network"), ["pointermove", "keydown"], load);
  const listen = () => {
    for (const kind of ["pointermove", "keydown"]) byId("network").addEventListener(kind, (event) => heard.push([kind, event.clientX ?? event.key]));
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { point, press, heard, loading, listen, settle, begin };
}

test("nothing is loaded before the first event, and once after it", async (t) => {
  const { point, press, loading, listen, settle, heard } = open(t);
  assert.equal(loading.length, 0);
  point("network", "pointermove", { clientX: 1 });
  point("network", "pointermove", { clientX: 2 });
  assert.equal(loading.length, 1);
  listen();
  loading[0].resolve();
  await settle();
  press("network", "Enter");
  assert.equal(loading.length, 1);
  assert.deepEqual(heard, [
    ["pointermove", 2],
    ["keydown", "Enter"],
  ]);
});

test("all keys are repeated in their order, and of moves in a row the last", async (t) => {
  const { point, press, loading, listen, settle, heard } = open(t);
  press("network", "ArrowRight");
  press("network", "e");
  point("network", "pointermove", { clientX: 1 });
  point("network", "pointermove", { clientX: 3 });
  press("network", "Enter");
  listen();
  loading[0].resolve();
  await settle();
  assert.deepEqual(heard, [
    ["keydown", "ArrowRight"],
    ["keydown", "e"],
    ["pointermove", 3],
    ["keydown", "Enter"],
  ]);
});

test("it can be loaded without an event, and is then not loaded again by one", async (t) => {
  const { press, loading, listen, settle, heard, begin } = open(t);
  begin();
  press("network", "Enter");
  assert.equal(loading.length, 1);
  listen();
  loading[0].resolve();
  await settle();
  assert.deepEqual(heard, [["keydown", "Enter"]]);
});

test("what could not be loaded is asked for again", async (t) => {
  const { point, loading, settle } = open(t);
  point("network", "pointermove");
  loading[0].reject(new Error("offline"));
  await settle();
  point("network", "pointermove");
  assert.equal(loading.length, 2);
});
