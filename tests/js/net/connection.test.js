import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "../english.js";
import { createConnection, reconnectDelay } from "../../../static/js/net/connection.js";

/** A socket whose server never says a word, not even goodbye. */
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

/** A connection in a page with a clock of its own: `after(ms)` lets time pass. */
function connection(t) {
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const listeners = new Map();
  globalThis.WebSocket = DeadSocket;
  globalThis.window = { setTimeout: (...given) => setTimeout(...given), addEventListener: (name, heard) => listeners.set(name, heard) };
  t.after(() => {
    mock.timers.reset();
    DeadSocket.all = [];
    delete globalThis.window;
  });
  const said = [];
  const store = { state: { value: { connection: "connecting", running: false } }, dispatch: (event) => said.push(event) };
  const parts = { url: "ws://here/ws", observerKey: null, experiment: () => null, onRefused: () => false, onFrame() {}, onLayout() {}, onWelcome() {}, onSilence() {} };
  const made = createConnection(store, parts);
  const after = (ms) => {
    for (let passed = 0; passed < ms; passed += 100) mock.timers.tick(100);
  };
  return { ...made, said, store, listeners, sockets: DeadSocket.all, after };
}

const WELCOME = { type: "welcome", id: 1, session: "s" };
const last = (list) => list[list.length - 1];

test("a line that answers no command is left without waiting for its goodbye", async (t) => {
  const { open, send, said, sockets, after } = connection(t);
  open();
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
  assert.equal(last(said).type, "connection", "what comes late from the old line is not heard");
});

test("an attempt that leads nowhere is given up, a welcome in time is not", (t) => {
  const { open, sockets, after } = connection(t);
  open();
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

test("who asks for another attempt gets one, though the last is still under way", (t) => {
  const { open, retry, listeners, store, sockets } = connection(t);
  open();
  retry();
  assert.equal(sockets.length, 2);
  store.state.value.connection = "reconnecting";
  listeners.get("online")();
  assert.equal(sockets.length, 3);
  sockets[2].opens();
  sockets[2].says(WELCOME);
  retry();
  assert.equal(sockets.length, 3);
});

test("pauses between attempts double up to eight seconds", () => {
  const pauses = Array.from({ length: 7 }, (_, attempt) => reconnectDelay(attempt, 0.5));
  assert.deepEqual(pauses, [400, 800, 1600, 3200, 6400, 8000, 8000]);
});

test("pages that lose the server together come back spread over a whole pause", () => {
  assert.equal(reconnectDelay(2, 0), 800);
  assert.equal(reconnectDelay(2, 1), 2400);
  assert.equal(reconnectDelay(50, 0.999) < 12000, true);
});
