import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "../english.js";
import { Connection } from "../../../static/js/net/connection.js";

/** A socket whose server sends only what a test gives it, and never closes it. */
class DeadSocket extends EventTarget {
  static CONNECTING = 0;
  static OPEN = 1;
  static all = [];
  readyState = DeadSocket.CONNECTING;
  sent = [];

  constructor() {
    super();
    DeadSocket.all.push(this);
  }

  opens() {
    this.readyState = DeadSocket.OPEN;
    this.dispatchEvent(new Event("open"));
  }

  says(event) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(event) }));
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = 2;
  }
}

/** A connection in a page with a mock clock: `after(ms)` advances it. */
function connection(t, options = {}) {
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const listeners = new Map();
  globalThis.WebSocket = DeadSocket;
  globalThis.window = { addEventListener: (name, heard) => listeners.set(name, heard) };
  t.after(() => {
    mock.timers.reset();
    DeadSocket.all = [];
    delete globalThis.window;
  });
  const said = [];
  const state = { connection: "connecting", running: false };
  const store = { state: { value: state }, dispatch: (event) => said.push(event) };
  const parts = {
    url: "ws://here/ws",
    observerKey: null,
    experiment: () => null,
    onRefused: () => false,
    onFrame() {},
    onLayout() {},
    onWelcome() {},
    onSilence() {},
    write: ({ key }) => key,
    ...options,
  };
  const made = new Connection(store, parts);
  const after = (ms) => {
    for (let passed = 0; passed < ms; passed += 100) mock.timers.tick(100);
  };
  return { ...made, said, state, listeners, sockets: DeadSocket.all, after };
}

const WELCOME = { type: "welcome", id: 1, session: "s" };
const last = (list) => list[list.length - 1];

test("a connection that answers no command is abandoned without waiting for its close event", async (t) => {
  const { connect, send, said, sockets, after } = connection(t);
  connect();
  sockets[0].opens();
  sockets[0].says(WELCOME);
  const asked = send({ type: "pause" });
  after(9_900);
  assert.equal(last(said).type, "welcome");
  after(200);
  assert.equal(last(said).connection, "reconnecting");
  await assert.rejects(asked);
  after(1_000);
  assert.equal(sockets.length, 2);
  sockets[0].says({ type: "status" });
  assert.equal(last(said).type, "connection", "events of the abandoned socket are ignored");
});

test("how far a long way back has come is no answer, but a sign of life", async (t) => {
  const { connect, ask, said, sockets, after } = connection(t);
  connect();
  sockets[0].opens();
  sockets[0].says(WELCOME);
  const asked = ask({ type: "seek", step: 9 });
  const { id } = last(sockets[0].sent);
  for (const step of [1, 2, 3]) {
    after(8_000);
    sockets[0].says({ type: "seeking", id, step, goal: 9 });
  }
  assert.deepEqual(last(said), { type: "seeking", id, step: 3, goal: 9 });
  sockets[0].says({ type: "ack", id, step: 9, message: { key: "done", values: {} } });
  assert.equal((await asked).step, 9);
});

test("an attempt without a welcome is abandoned, one with a welcome is not", (t) => {
  const { connect, sockets, after } = connection(t);
  connect();
  after(32_000);
  assert.equal(sockets.length, 2);
  sockets[1].opens();
  after(32_000);
  assert.equal(sockets.length, 3);
  sockets[2].opens();
  sockets[2].says(WELCOME);
  after(120_000);
  assert.equal(sockets.length, 3);
});

test("a retry abandons an attempt that is under way, but no live connection", (t) => {
  const { connect, listeners, sockets } = connection(t);
  connect();
  connect();
  assert.equal(sockets.length, 2);
  listeners.get("online")();
  assert.equal(sockets.length, 3);
  sockets[2].opens();
  sockets[2].says(WELCOME);
  connect();
  assert.equal(sockets.length, 3);
});

test("an observer whose session is over is told so, and no other session begins", (t) => {
  const { connect, said, sockets } = connection(t, { observerKey: "k" });
  connect();
  sockets[0].opens();
  assert.equal(sockets[0].sent[0].session, "k");
  sockets[0].says({ type: "error", id: 1, code: "session_unknown", message: { key: "error.unknown", values: {} } });
  assert.deepEqual(last(said), { type: "connection", connection: "closed", reason: "The run of this link is over: ask for a new link" });
  assert.equal(sockets[0].sent.length, 1);
  assert.equal(sockets[0].readyState, 2);
});

test("a hello that is refused for its experiment is sent again with the corrected one", (t) => {
  let experiment = { seed: -1 };
  const onRefused = () => {
    experiment = { seed: 0 };
    return true;
  };
  const { connect, sockets } = connection(t, { experiment: () => experiment, onRefused });
  connect();
  sockets[0].opens();
  sockets[0].says({ type: "error", id: 1, code: "invalid", field: "seed", message: { key: "too small", values: {} } });
  assert.deepEqual(
    sockets[0].sent.map((hello) => [hello.id, hello.experiment.seed]),
    [
      [1, -1],
      [2, 0],
    ],
  );
});

test("the ack of a subscription has no message, that of any other command has", async (t) => {
  const { connect, send, said, sockets } = connection(t);
  connect();
  sockets[0].opens();
  sockets[0].says(WELCOME);
  const [watched, played] = [send({ type: "watch", sections: [] }), send({ type: "play" })];
  for (const { id } of sockets[0].sent.slice(1)) sockets[0].says({ type: "ack", id, message: { key: "done", values: {} } });
  assert.deepEqual(
    said.slice(-2).map(({ message }) => message),
    ["", "done"],
  );
  assert.equal((await watched).message, "done");
  await played;
});

test("without an open socket a command is rejected at once", async (t) => {
  const { connect, send, sockets } = connection(t);
  connect();
  await assert.rejects(send({ type: "pause" }), /Not connected/);
  assert.deepEqual(sockets[0].sent, []);
});

test("neither the answer to a question nor a refusal of it is shown by itself", async (t) => {
  const { ask, connect, said, sockets } = connection(t);
  connect();
  last(sockets).opens();
  last(sockets).says(WELCOME);
  const first = ask({ type: "inspect" });
  const second = ask({ type: "inspect" });
  const [one, two] = last(sockets).sent.slice(-2);
  last(sockets).says({ type: "error", id: one.id, code: "not_ready", field: null, message: { key: "error.no_step", values: {} } });
  await assert.rejects(first, { message: "error.no_step", code: "not_ready" });
  assert.equal(said.filter(({ type }) => type === "error").length, 0);
  last(sockets).says({ type: "derivation", id: two.id, step: 7 });
  assert.equal((await second).step, 7);
});

test("a server that answers HTTP and refuses the handshake is not taken for one that has stopped", async (t) => {
  const asked = [];
  const { document } = globalThis;
  globalThis.document = { baseURI: "http://here/hub/", getElementById: () => ({ dataset: { later: "words.json" } }) };
  t.mock.method(globalThis, "fetch", (url) => {
    asked.push(String(url));
    return Promise.resolve({ json: () => ({ status: "ok" }) });
  });
  t.after(() => Object.assign(globalThis, { document }));
  const { connect, said, sockets, after } = connection(t);
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  connect();
  for (let attempt = 0; attempt < 2; attempt += 1) {
    sockets[attempt].dispatchEvent(Object.assign(new Event("close"), { code: 1006 }));
    await settle();
    after(2000);
  }
  assert.equal(asked[0], "http://here/hub/healthz");
  assert.equal(last(said).connection, "reconnecting");
  assert.match(last(said).reason, /^The server is there, but refuses the live connection/);
});

test("a server that freezes during a run is noticed within ten seconds, whenever it does", (t) => {
  const { document } = globalThis;
  globalThis.document = { hidden: false };
  t.after(() => Object.assign(globalThis, { document }));
  const { connect, said, sockets, state, after } = connection(t);
  state.running = true;
  for (const since_ms of [100, 500, 900]) {
    connect();
    last(sockets).opens();
    last(sockets).says(WELCOME);
    after(since_ms);
    for (let second = 0; second < 20; second += 1) {
      last(sockets).says({ type: "status", running: true });
      after(1000);
    }
    said.length = 0;
    after(8900);
    assert.equal(last(said)?.connection, "reconnecting");
    after(1000);
  }
});

/** A storage of a browser. */
function storageOf(entries = {}) {
  const kept = new Map(Object.entries(entries));
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };
}

test("a saved run is opened by a hello of its own, once", (t) => {
  const { connect, sockets } = connection(t, { experiment: () => ({ seed: 1 }) });
  const sessionStorage = storageOf({ "backprop-live.run": "r", "backprop-live.session": "old" });
  Object.assign(window, { sessionStorage, localStorage: storageOf({ "backprop-live.owner": "o" }) });
  connect();
  sockets[0].opens();
  const { session, run, owner, experiment } = sockets[0].sent[0];
  assert.deepEqual({ session, run, owner, experiment }, { session: null, run: "r", owner: "o", experiment: null });
  sockets[0].says(WELCOME);
  assert.equal(sessionStorage.getItem("backprop-live.run"), null);
  assert.equal(sessionStorage.getItem("backprop-live.session"), "s");
});

test("without the saved run the former session goes on", (t) => {
  const { connect, sockets, said } = connection(t);
  const sessionStorage = storageOf({ "backprop-live.run": "r", "backprop-live.session": "old" });
  Object.assign(window, { sessionStorage, localStorage: storageOf({ "backprop-live.owner": "o" }) });
  connect();
  sockets[0].opens();
  sockets[0].says({ type: "error", id: 1, code: "storage", field: "run", message: { key: "storage.unknown", values: {} } });
  assert.equal(last(said).type, "error");
  assert.deepEqual([sockets[0].sent[1].session, sockets[0].sent[1].run], ["old", undefined]);
});

test("an observer tells nobody whose runs are whose", (t) => {
  const { connect, sockets } = connection(t, { observerKey: "k" });
  Object.assign(window, { localStorage: storageOf({ "backprop-live.owner": "o" }) });
  connect();
  sockets[0].opens();
  assert.deepEqual(Object.keys(sockets[0].sent[0]).sort(), ["experiment", "id", "session", "type"]);
});
