import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { createLostTwin } from "../../../../static/js/state/edits/lost-twin.js";
import { createStore } from "../../../../static/js/state/store/store.js";
import { twinOf, welcomeOf } from "../../examples.js";

function open() {
  const store = createStore();
  const asked = [];
  const restartTwin = (change) => {
    asked.push(change);
    store.dispatch({ type: "notice", message: "A and B train in step", tone: "plain" });
    return Promise.resolve();
  };
  const lost = createLostTwin(store, { restartTwin });
  store.dispatch(welcomeOf());
  return { store, asked, lost };
}

test("the twin of a lost session is made anew, and the status line still says why", async () => {
  const { store, asked, lost } = open();
  store.dispatch(twinOf({ differences: { activation: ["tanh", "relu"] } }));
  lost.remember();
  store.dispatch(welcomeOf());
  const { message } = store.state.value;
  assert.equal(store.state.value.twin, null);
  await lost.onWelcome();
  assert.deepEqual(asked, [{ activation: "relu" }]);
  assert.equal(store.state.value.message, message);
});

test("once only, and not where there was none or the session was resumed", async () => {
  const { store, asked, lost } = open();
  lost.remember();
  await lost.onWelcome();
  store.dispatch(twinOf());
  lost.remember();
  store.dispatch(welcomeOf({}, { resumed: true, step: 5 }));
  await lost.onWelcome();
  store.dispatch(welcomeOf());
  await lost.onWelcome();
  assert.deepEqual(asked, []);
});

test("a refusal is left in the status line", async () => {
  const { store } = open();
  const lost = createLostTwin(store, {
    restartTwin() {
      store.dispatch({ type: "notice", message: "too large", tone: "error" });
      return Promise.reject(new Error("too large"));
    },
  });
  store.dispatch(twinOf());
  lost.remember();
  store.dispatch(welcomeOf());
  await lost.onWelcome();
  assert.equal(store.state.value.message, "too large");
});
