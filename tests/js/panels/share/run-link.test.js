import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { unpacked } from "../../../../static/js/panels/run-file/run-text.js";
import { runIn } from "../../../../static/js/panels/share/fragment.js";
import { linkOfRun } from "../../../../static/js/panels/share/run-link.js";
import { openPanels } from "../../dom.js";

const FRAGMENT = "v=1&seed=3";

function open(t, { step = 5, answer = { content: '{"format": "backprop-live-run"}', step: 5 } } = {}) {
  const { store } = openPanels(t, { url: "http://a.test/", welcome: {} });
  store.figures.value = { ...store.figures.value, step };
  const asked = [];
  const ask = (question) => {
    asked.push(question);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { store, asked, link: () => linkOfRun({ store, ask }, FRAGMENT) };
}

test("a run that has begun has a link that holds it", async (t) => {
  const { link, asked } = open(t);
  const { href, isLocal, step } = await link();
  assert.deepEqual(asked, [{ type: "export", kind: "run_link" }]);
  assert.deepEqual([isLocal, step], [false, 5]);
  assert.ok(href.startsWith(`http://a.test/#${FRAGMENT}&`));
  assert.equal(await unpacked(runIn(new URL(href).hash.slice(1))), '{"format": "backprop-live-run"}');
});

test("before the first step there is none", async (t) => {
  const { link, asked } = open(t, { step: 0 });
  assert.deepEqual([await link(), asked], [null, []]);
});

test("after a refusal there is none", async (t) => {
  assert.equal(await open(t, { answer: new Error("refused") }).link(), null);
});

test("without a connection there is none", async (t) => {
  const { link, store, asked } = open(t);
  store.dispatch({ type: "connection", connection: "reconnecting", reason: "" });
  assert.deepEqual([await link(), asked], [null, []]);
});

test("a run that is too long for a link is said to be", async (t) => {
  const content = Array.from({ length: 9000 }, (_, i) => ((i * 7919) % 9973).toString(36)).join("");
  assert.equal(await open(t, { answer: { content, step: 5 } }).link(), "long");
});
