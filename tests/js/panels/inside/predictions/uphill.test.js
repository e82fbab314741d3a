import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { bindUphill, MOST_STEPS, search } from "../../../../../static/js/panels/inside/predictions/uphill.js";
import { openPanels } from "../../../dom.js";
import { statusOf as running } from "../../../examples.js";

const statusOf = (more) => running({ running: false, ...more });
const NONE = { type: "uphill_found", id: 1, run: 0, step: 6, n: 0, of: 25, place: null, gradient: 0, update: 0, message: "Nothing moved so." };
const SOME = { ...NONE, n: 3, place: { layer: 0, row: 2, column: 1 }, gradient: 0.1, update: 0.2, message: "m outweighs it." };

async function bound(t, found, step = 6) {
  const opened = openPanels(t);
  const { store, context, answersTo, view, document, asked } = opened;
  answersTo.uphill = () => found;
  bindUphill(context);
  const settled = () => new Promise(setImmediate);
  view({ tab: "inside", part: "hand" });
  store.dispatch({ type: "connection", connection: "live", reason: "" });
  store.dispatch(statusOf({ step }));
  await settled();
  const text = () => document.querySelector(".uphill p").textContent;
  const [show, find] = document.querySelectorAll(".uphill button");
  const questions = () => asked.filter(([kind, request]) => kind === "ask" && request.type === "uphill").length;
  return { ...opened, text, show, find, settled, questions };
}

test("what a finished step moved uphill is told, and can be gone to", async (t) => {
  const { text, show, find, click, store } = await bound(t, SOME);
  assert.equal(text(), "In step 6, 3 of 25 parameters moved uphill, in the direction of their gradients. m outweighs it.");
  assert.equal(show.textContent, "Show weight 3,2 of layer 1");
  assert.equal(find.hidden, true);
  click(show);
  assert.deepEqual(store.view.value.pinned, { kind: "edge", layer: 0, row: 2, column: 1 });
  assert.equal(store.view.value.part, "numbers");
});

test("where nothing moved so, that is said, and such a step can be searched for", async (t) => {
  const { text, show, find } = await bound(t, NONE);
  assert.equal(text(), "Nothing moved so.");
  assert.equal(show.hidden, true);
  assert.equal(find.hidden, false);
});

test("a step is asked about once, when it is finished and seen", async (t) => {
  const { store, view, settled, questions, answersTo } = await bound(t, SOME);
  assert.equal(questions(), 1);
  store.dispatch(statusOf({ step: 6 }));
  store.dispatch(statusOf({ step: 6, op: { phase: "forward", index: 1 } }));
  await settled();
  assert.equal(questions(), 1);
  answersTo.uphill = () => ({ ...NONE, step: 7 });
  view({ part: "numbers" });
  store.dispatch(statusOf({ step: 7 }));
  await settled();
  assert.equal(questions(), 1);
  view({ part: "hand" });
  await settled();
  assert.equal(questions(), 2);
});

test("before the first step nothing is asked", async (t) => {
  const { questions, text } = await bound(t, SOME, 0);
  assert.equal(questions(), 0);
  assert.match(text(), /When a step is finished/);
});

test("a search makes steps until there is one, and no more", async () => {
  const made = [];
  let step = 3;
  const context = {
    actions: { send: (request) => Promise.resolve(made.push(request)) },
    ask: () => {
      step += 1;
      return Promise.resolve({ ...(step < 6 ? NONE : SOME), step });
    },
  };
  const seen = [];
  assert.equal((await search(context, (at) => seen.push(at))).n, 3);
  assert.deepEqual(seen, [4, 5, 6]);
  assert.deepEqual(made[0], { type: "advance", by: "step", count: 1 });
  assert.equal(made.length, 3);
  assert.equal(await search({ ...context, ask: () => Promise.resolve(NONE) }, () => undefined), null);
  assert.equal(made.length, 3 + MOST_STEPS);
});

test("a search shows what it found, or that there was nothing", async (t) => {
  const { find, show, text, click, answersTo, settled, document } = await bound(t, NONE);
  answersTo.uphill = () => SOME;
  click(find);
  assert.equal(find.disabled, true);
  await settled();
  assert.match(text(), /^In step 6, 3 of 25/);
  assert.equal(document.activeElement, show);
  assert.equal(find.disabled, false);
});

test("a search that is refused ends", async (t) => {
  const { find, text, click, answers, settled } = await bound(t, NONE);
  answers.send = () => Promise.reject(new Error("refused"));
  click(find);
  await settled();
  assert.match(text(), /^No parameter moved uphill/);
  assert.equal(find.disabled, false);
});
