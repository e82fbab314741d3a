import "../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { createSocket, isServerReachable } from "../../../static/js/net/socket.js";

class FakeSocket extends EventTarget {
  static OPEN = 1;
  static all = [];
  readyState = 0;
  sent = [];

  constructor(url, protocols) {
    super();
    Object.assign(this, { url, protocols });
    FakeSocket.all.push(this);
  }

  send(text) {
    this.sent.push(text);
  }

  close() {
    this.readyState = 3;
  }

  emit(type, more = {}) {
    if (type === "open") this.readyState = FakeSocket.OPEN;
    this.dispatchEvent(Object.assign(new Event(type), more));
  }
}

/** A socket of the page, and what its handlers were called with. */
function socket(t) {
  globalThis.WebSocket = FakeSocket;
  t.after(() => (FakeSocket.all = []));
  const calls = [];
  const handlers = { onOpen: () => calls.push("open"), onMessage: (data) => calls.push(data), onClose: (code) => calls.push(code) };
  return { ...createSocket("ws://here/ws", handlers), calls, sockets: FakeSocket.all };
}

test("events of the socket reach the handlers", (t) => {
  const { open, calls, sockets } = socket(t);
  open();
  assert.deepEqual([sockets[0].url, sockets[0].protocols, sockets[0].binaryType], ["ws://here/ws", ["backprop-live.v1"], "arraybuffer"]);
  sockets[0].emit("open");
  sockets[0].emit("message", { data: "text" });
  sockets[0].emit("close", { code: 1001 });
  assert.deepEqual(calls, ["open", "text", 1001]);
});

test("an abandoned socket is closed, and all its later events are ignored", (t) => {
  const { open, abandon, calls, sockets } = socket(t);
  open();
  abandon();
  open();
  assert.equal(sockets[0].readyState, 3);
  sockets[0].emit("open");
  sockets[0].emit("message", { data: "late" });
  sockets[0].emit("close", { code: 1006 });
  assert.deepEqual(calls, []);
  sockets[1].emit("open");
  assert.deepEqual(calls, ["open"]);
});

test("commands are sent as JSON, and only through an open socket", (t) => {
  const { open, abandon, post, sockets } = socket(t);
  assert.equal(post({ type: "pause" }), false);
  open();
  assert.equal(post({ type: "pause" }), false);
  sockets[0].emit("open");
  assert.equal(post({ type: "pause" }), true);
  assert.deepEqual(sockets[0].sent, ['{"type":"pause"}']);
  abandon();
  assert.equal(post({ type: "pause" }), false);
});

/** Answers every request with this; returns the URLs. */
function answering(t, answer) {
  const asked = [];
  const { document } = globalThis;
  globalThis.document = { baseURI: "https://a.test/hub/x/?hide=help", getElementById: () => ({ dataset: {} }) };
  t.after(() => Object.assign(globalThis, { document }));
  t.mock.method(globalThis, "fetch", (url, options) => {
    asked.push([String(url), options?.cache]);
    return answer();
  });
  return asked;
}

test("the server is there if it answers beside the page, and no proxy in its place", async (t) => {
  const asked = answering(t, () => Promise.resolve({ json: () => ({ status: "ok" }) }));
  assert.equal(await isServerReachable(), true);
  assert.deepEqual(asked[0], ["https://a.test/hub/x/healthz", "no-store"]);
});

for (const [what, answer] of [
  ["an error page", () => Promise.resolve({ json: () => Promise.reject(new SyntaxError("no JSON")) })],
  ["another server", () => Promise.resolve({ json: () => ({ status: "starting" }) })],
  ["no answer", () => Promise.reject(new TypeError("Failed to fetch"))],
]) {
  test(`${what} is not the server`, async (t) => {
    answering(t, answer);
    assert.equal(await isServerReachable(), false);
  });
}
