import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { radios } from "../../../../static/js/base/page/dom.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { createUploads } from "../../../../static/js/panels/data/uploaded-tables.js";
import { Address, schemaOf } from "../../../../static/js/panels/share/address-sync.js";
import { openPanels } from "../../dom.js";
import { twinOf, welcomeOf } from "../../examples.js";

function open(t, { hash = "", stored } = {}) {
  const opened = openPanels(t, { url: `http://localhost/${hash}`, welcome: null });
  const { store, page, actions, window, document } = opened;
  if (stored) window.sessionStorage.setItem("backprop-live.fragment", stored);
  const schema = schemaOf(page, store, (id) => radios(id).map(({ value }) => value));
  const uploads = createUploads(store);
  const address = new Address(store, schema, uploads);
  const themes = [];
  address.bind(actions, (choice) => {
    themes.push(choice);
    document.documentElement.dataset.theme = choice;
  });
  const welcome = (experiment, more) => {
    store.dispatch(welcomeOf({ ...page.defaults, ...experiment }, more));
    address.onWelcome(actions);
  };
  const follow = async (next) => {
    window.history.replaceState(null, "", next);
    window.dispatchEvent(new window.Event("hashchange"));
    await opened.settle();
  };
  return { ...opened, schema, address, themes, welcome, follow, uploads, hash: () => window.location.hash };
}

/** Returns an answer that refuses a request. */
const refusal = (code, message = "no", field = null) => Object.assign(new Error(message), { code, field });

test("a link asks for its experiment, and sets view and theme at once", (t) => {
  const { address, store, themes } = open(t, { hash: "#v=1&dataset=xor&hidden=8,8&lens=gradients&theme=dark" });
  assert.deepEqual(address.experiment(), { dataset: "xor", hidden: [8, 8] });
  assert.equal(store.view.value.lens, "gradients");
  assert.deepEqual(themes, ["dark"]);
});

test("without a link the experiment is the default one", (t) => {
  assert.equal(open(t).address.experiment(), null);
});

test("the address follows the state from the welcome on, a moment later", (t) => {
  const { view, welcome, after, hash, changed } = open(t);
  view({ lens: "updates" });
  after(1000);
  assert.equal(hash(), "");
  welcome({ seed: 3 });
  assert.equal(hash(), "#v=1&seed=3&lens=updates");
  changed({ seed: 4 });
  after(300);
  assert.equal(hash(), "#v=1&seed=3&lens=updates");
  after(200);
  assert.equal(hash(), "#v=1&seed=4&lens=updates");
});

test("a reloaded tab is told from an opened link", (t) => {
  assert.equal(open(t, { hash: "#v=1&seed=3" }).address.isOwn, false);
});

test("a new link restarts with everything that it does not name at its default", async (t) => {
  const { welcome, follow, asked, page, store } = open(t);
  welcome({ seed: 3, dataset: "xor" });
  store.dispatch({ type: "view", patch: { lens: "updates", nodeLens: "delta", shortcuts: false, showFactors: false } });
  await follow("#v=1&seed=9");
  assert.deepEqual(asked, [["restart", { ...page.defaults, seed: 9 }, false]]);
  const { lens, nodeLens, shortcuts, showFactors } = store.view.value;
  assert.deepEqual([lens, nodeLens, shortcuts, showFactors], ["weights", "a", false, false]);
  assert.equal(store.state.value.message, words("link.opened"));
});

test("a field of a new link that the server refuses is dropped, and the rest is tried again", async (t) => {
  const { welcome, follow, asked, answers, store } = open(t);
  welcome({});
  answers.restart = ({ learning_rate: rate }) =>
    rate > 100 ? Promise.reject(refusal("limit_exceeded", "learning_rate must be at most 100", "learning_rate")) : Promise.resolve();
  await follow("#v=1&learning_rate=900&seed=9");
  assert.deepEqual(
    asked.map(([, { learning_rate, seed }]) => [learning_rate, seed]),
    [
      [900, 9],
      [0.03, 9],
    ],
  );
  assert.equal(store.state.value.tone, "error");
  assert.match(store.state.value.message, /learning_rate must be at most 100/);
});

test("a link that comes among too many commands is followed a second later, with all that it has", async (t) => {
  const { welcome, follow, asked, answers, store, after, settle } = open(t);
  welcome({});
  store.dispatch(twinOf());
  let nRefused = 0;
  const refuseTwice = () => {
    nRefused += 1;
    return nRefused % 3 === 0 ? Promise.resolve() : Promise.reject(refusal("too_many_commands"));
  };
  answers.restart = refuseTwice;
  answers.restartTwin = refuseTwice;
  await follow("#v=1&seed=9&hidden=4&twin.activation=relu");
  for (let k = 0; k < 6; k++) {
    after(900);
    await settle();
    assert.equal(asked.length, k + 1 + Math.floor(k / 2), "not before a second");
    after(100);
    await settle();
  }
  const kept = ["restart", 9, [4]];
  assert.deepEqual(
    asked.map(([name, given]) => (name === "restart" ? [name, given.seed, given.hidden] : [name, given])),
    [...Array(3).fill(["restartTwin", null]), ...Array(3).fill(kept), ...Array(3).fill(["restartTwin", { activation: "relu" }])],
  );
  assert.equal(store.state.value.message, words("link.opened"));
});

test("a later link takes the place of one that waits", async (t) => {
  const { welcome, follow, asked, answers, after, settle } = open(t);
  welcome({});
  answers.restart = ({ seed }) => (seed === 1 ? Promise.reject(refusal("too_many_commands")) : Promise.resolve());
  await follow("#v=1&seed=1");
  await follow("#v=1&seed=2");
  after(5000);
  await settle();
  assert.deepEqual(
    asked.map(([, { seed }]) => seed),
    [1, 2],
  );
});

test("a link that is refused for want of memory is not followed in part, and stays in the address", async (t) => {
  const { welcome, follow, asked, answers, store, after, settle, hash } = open(t);
  welcome({});
  answers.restart = () => {
    const error = refusal("session_limit", "No memory is left");
    store.dispatch({ type: "error", id: 1, ...error, message: error.message });
    return Promise.reject(error);
  };
  await follow("#v=1&seed=9&hidden=4");
  after(5000);
  await settle();
  assert.deepEqual([asked.length, store.state.value.message, hash()], [1, "No memory is left", "#v=1&seed=9&hidden=4"]);
});

test("a link whose request is lost with the connection is followed when that is back", async (t) => {
  const { welcome, follow, asked, answers, store } = open(t);
  welcome({});
  answers.restart = () => Promise.reject(new Error("The connection was lost"));
  await follow("#v=1&seed=9");
  answers.restart = () => Promise.resolve();
  welcome({}, { resumed: true, step: 5 });
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    asked.map(([name, { seed }]) => [name, seed]),
    [
      ["restart", 9],
      ["restart", 9],
    ],
  );
  assert.equal(store.state.value.message, words("link.opened"));
  welcome({}, { resumed: true, step: 5 });
  assert.equal(asked.length, 2);
});

test("so is a link whose twin was lost", async (t) => {
  const { welcome, follow, asked, answers } = open(t);
  welcome({});
  answers.restartTwin = () => Promise.reject(new Error("The connection was lost"));
  await follow("#v=1&twin.activation=relu");
  answers.restartTwin = () => Promise.reject(refusal("session_limit"));
  welcome({}, { resumed: true });
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    asked.map(([name]) => name),
    ["restart", "restartTwin", "restart", "restartTwin"],
  );
  welcome({}, { resumed: true });
  assert.equal(asked.length, 4);
});

test("at the start, too, a refused field is dropped, but not for other errors", (t) => {
  const { address } = open(t, { hash: "#v=1&learning_rate=900&seed=9" });
  assert.equal(address.onRefused({ code: "too_many_commands", field: "learning_rate", message: "slow down" }), false);
  assert.deepEqual(address.experiment(), { learning_rate: 900, seed: 9 });
  assert.equal(address.onRefused({ code: "limit_exceeded", field: "learning_rate", message: "too much" }), true);
  assert.deepEqual(address.experiment(), { seed: 9 });
});

test("the samples of a link are those of the table that the server then names", (t) => {
  const { address, welcome, uploads } = open(t, { hash: "#v=1&own=1,2,1;3,4,2" });
  const { dataset } = address.experiment();
  welcome({ dataset: { table: "t1", n_samples: 2, n_features: 2 } });
  assert.deepEqual(uploads.present.value, dataset);
});

test("an observer keeps the address of the session that it observes", (t) => {
  const key = "#look=abcdefghij_KLMNOP-123";
  const { welcome, after, hash, address } = open(t, { hash: key });
  assert.equal(address.experiment(), null);
  welcome({ seed: 3 });
  after(1000);
  assert.equal(hash(), key);
});

test("a link with a twin makes it at the start of a session, and the address follows it", async (t) => {
  const { welcome, store, asked, hash, settle, after } = open(t, { hash: "#v=1&twin.activation=relu" });
  welcome({});
  assert.deepEqual(asked, [["restartTwin", { activation: "relu" }]]);
  await settle();
  store.dispatch(twinOf({ differences: { activation: ["tanh", "relu"], seed: [0, 1] } }));
  after(1000);
  assert.equal(hash(), "#v=1&twin.activation=relu&twin.seed=1");
});

test("a session that is resumed has its twin already", (t) => {
  const { welcome, asked } = open(t, { hash: "#v=1&twin.activation=relu" });
  welcome({}, { resumed: true, step: 5 });
  assert.deepEqual(asked, []);
});

test("a link that is opened later drops the present twin, and makes its own", async (t) => {
  const { welcome, follow, store, asked } = open(t);
  welcome({});
  store.dispatch(twinOf());
  await follow("#v=1&seed=2&twin=same");
  assert.deepEqual(
    asked.map(([name, given]) => [name, name === "restart" ? given.seed : given]),
    [
      ["restartTwin", null],
      ["restart", 2],
      ["restartTwin", {}],
    ],
  );
});

test("a link to a preset brings its text, which goes with a later link without one", async (t) => {
  const { welcome, follow, store, page } = open(t, { hash: "#v=1&preset=xor" });
  welcome(page.presets.find(({ name }) => name === "xor").experiment);
  await new Promise((resolve) => setImmediate(resolve)); // Its words have loaded.
  assert.equal(store.view.value.preset, "xor");
  await follow("#v=1&dataset=xor");
  assert.equal(store.view.value.preset, null);
});
