import "../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { initialMachine, reconnectDelay, transition } from "../../../static/js/net/connection-machine.js";

/** Gives a machine some inputs; returns its phase, and the effects of the last input by their types. */
function after(inputs, { isObserver = false } = {}) {
  let machine = initialMachine(isObserver);
  let effects = [];
  for (const input of inputs) ({ machine, effects } = transition(machine, typeof input === "string" ? { type: input } : input, 0.5));
  return { machine, phase: machine.phase, effects, types: effects.map(({ type }) => type) };
}

const opened = { type: "opened", secret: "s" };
const welcomed = { type: "welcomed", secret: "s" };
const check = { type: "check", isRunning: true };
const closed = (code, reason = "") => ({ type: "closed", code, reason });
const refused = (code, isCorrected = false) => ({ type: "refused", code, message: "refused", isCorrected });
const LIVE = ["connect", opened, welcomed];
const find = (effects, type) => effects.find((effect) => effect.type === type);

test("a connection is opened, greets the server and is live after its welcome", () => {
  assert.equal(after(["connect"]).phase, "connecting");
  assert.deepEqual(after(["connect"]).types, ["timer", "open"]);
  assert.equal(after(["connect", opened]).phase, "greeting");
  assert.deepEqual(after(["connect", opened]).effects, [{ type: "hello", secret: "s" }]);
  assert.equal(after(LIVE).phase, "live");
  assert.deepEqual(after(LIVE).effects, [
    { type: "timer", delay_ms: null },
    { type: "remember", secret: "s" },
  ]);
  assert.deepEqual(after(LIVE, { isObserver: true }).types, ["timer"], "an observer keeps no secret");
});

test("a connection that is lost in any phase is opened again after a delay", () => {
  for (const inputs of [LIVE, LIVE.slice(0, 2), LIVE.slice(0, 1)]) {
    const lost = after([...inputs, closed(1001)]);
    assert.equal(lost.phase, "waiting");
    assert.deepEqual(lost.types.slice(0, 3), ["release", "timer", "show"]);
    assert.equal(lost.types.includes("reach"), inputs.length === 1, "only a handshake that failed may have been refused");
    assert.equal(find(lost.effects, "timer").delay_ms, 400);
    assert.equal(find(lost.effects, "show").connection, "reconnecting");
    assert.deepEqual(after([...inputs, closed(1001), "timer"]).types, ["timer", "open"]);
  }
});

test("a socket without a welcome or an answer in time is abandoned", () => {
  for (const inputs of [
    ["connect", "timer"],
    ["connect", opened, "timer"],
    [...LIVE, "overdue"],
  ]) {
    const { phase, types } = after(inputs);
    assert.equal(phase, "waiting");
    assert.equal(types[0], "release");
  }
});

test("delays grow with each attempt, and a welcome starts them anew", () => {
  const attempts = Array.from({ length: 3 }, () => [closed(1006), "timer"]).flat();
  assert.equal(find(after(["connect", ...attempts, closed(1006)]).effects, "timer").delay_ms, 3200);
  assert.equal(find(after(["connect", ...attempts, opened, welcomed, closed(1006)]).effects, "timer").delay_ms, 400);
});

test("after five failed attempts the page reports that the server may have stopped", () => {
  const attempts = (n) => Array.from({ length: n }, () => [closed(1006), "timer"]).flat();
  assert.equal(find(after(["connect", ...attempts(3), closed(1006)]).effects, "show").reason, "");
  assert.deepEqual(find(after(["connect", ...attempts(4), closed(1006)]).effects, "show").reason, { key: "connection.gone" });
});

test("a handshake that fails twice while the server answers HTTP was refused, and the page says so", () => {
  const there = { type: "reached", isThere: true };
  const gone = { type: "reached", isThere: false };
  const fails = [closed(1006), there, "timer"];
  const shown = (inputs) => find(after(["connect", ...inputs]).effects, "show")?.reason;
  assert.equal(shown([closed(1006), there]), undefined, "a server that is just starting");
  assert.deepEqual(shown([...fails, closed(1006), there]), { key: "connection.refused" });
  assert.deepEqual(shown([...fails, ...fails, closed(1006)]), { key: "connection.refused" }, "it stays while the page tries again");
  assert.deepEqual(shown([...fails, ...fails, ...fails, ...fails, ...fails, closed(1006), gone]), { key: "connection.gone" });
  assert.equal(shown([closed(1006), gone, "timer", closed(1006), there]), undefined);
  assert.equal(shown([...fails, opened, closed(1006), "timer", closed(1006), there]), undefined, "a handshake that worked was not refused");
  assert.deepEqual(after([...LIVE, there]).types, []);
});

test("after a final close code the page connects only if it is asked to", () => {
  for (const code of [1002, 1003, 1007, 1008, 4000, 4001]) {
    const ended = after([...LIVE, closed(code)]);
    assert.equal(ended.phase, "closed");
    assert.deepEqual(find(ended.effects, "timer"), { type: "timer", delay_ms: null });
    assert.deepEqual(find(ended.effects, "show").reason, { key: "connection.ended_by", values: { code: String(code) } });
    assert.deepEqual(after([...LIVE, closed(code), "online"]).types, []);
    assert.deepEqual(after([...LIVE, closed(code), "connect"]).types, ["timer", "open"]);
  }
  assert.equal(find(after([...LIVE, closed(4000, "Taken over.")]).effects, "show").reason, "Taken over.");
  assert.equal(after([...LIVE, closed(1013)]).phase, "waiting");
});

test("a browser without WebSocket is told so", () => {
  const { phase, effects } = after(["connect", "unsupported"]);
  assert.equal(phase, "closed");
  assert.deepEqual(find(effects, "show").reason, { key: "connection.no_websocket" });
});

test("a session that the server no longer has is replaced by a new one", () => {
  const { phase, effects } = after(["connect", opened, refused("session_unknown")]);
  assert.equal(phase, "greeting");
  assert.deepEqual(effects, [
    { type: "remember", secret: null },
    { type: "hello", secret: null },
  ]);
  assert.deepEqual(after(["connect", opened, refused("invalid", true)]).effects, effects);
});

test("a hello that cannot be corrected ends the connection", () => {
  const { phase, effects } = after(["connect", opened, refused("invalid")]);
  assert.equal(phase, "closed");
  assert.deepEqual(effects[0], { type: "remember", secret: null });
  assert.equal(find(effects, "show").reason, "refused");
});

test("an observer never begins a session of its own", () => {
  const over = after(["connect", opened, refused("session_unknown", true)], { isObserver: true });
  assert.equal(over.phase, "closed");
  assert.deepEqual(find(over.effects, "show").reason, { key: "observe.over" });
  assert.equal(find(over.effects, "remember"), undefined);
  assert.equal(find(after(["connect", opened, refused("full")], { isObserver: true }).effects, "show").reason, "refused");
});

test("an observer waits for a run whose page is away, and asks again", () => {
  const away = ["timer", opened, refused("session_away")];
  const { phase, effects } = after(["connect", opened, refused("session_away"), ...away], { isObserver: true });
  assert.equal(phase, "waiting");
  assert.equal(find(effects, "show").connection, "reconnecting");
  assert.equal(find(effects, "show").reason, "refused");
  assert.ok(find(effects, "timer").delay_ms > 0);
  const back = after(["connect", opened, refused("session_away"), "timer", opened, { type: "welcomed", secret: "key" }], { isObserver: true });
  assert.equal(back.phase, "live");
});

test("a retry abandons a socket that is not open yet, and no other", () => {
  assert.deepEqual(after(["connect", "connect"]).types, ["release", "timer", "open"]);
  assert.deepEqual(after(["connect", opened, "connect"]).types, []);
  assert.deepEqual(after([...LIVE, "connect"]).types, []);
  assert.deepEqual(after([...LIVE, closed(1001), "connect"]).types, ["timer", "open"]);
});

test("when the network is back, a live connection is probed and a lost one opened", () => {
  assert.deepEqual(after([...LIVE, "online"]).types, ["probe"]);
  assert.deepEqual(after([...LIVE, closed(1001), "online"]).types, ["timer", "open"]);
  assert.deepEqual(after(["connect", opened, "online"]).types, []);
});

test("a connection on which nothing has arrived for nine checks of a run is dead, answered or not", () => {
  const silent = (/** @type {number} */ n) => Array.from({ length: n }, () => check);
  assert.deepEqual(after([...LIVE, ...silent(8)]).types, []);
  const { machine, types } = after([...LIVE, ...silent(9)]);
  assert.equal(machine.phase, "waiting");
  assert.deepEqual(types, ["release", "timer", "show"]);
  assert.equal(after([...LIVE, ...silent(8), "received", ...silent(8)]).machine.phase, "live");
});

test("a silent connection is probed once during a run, and not without one", () => {
  assert.deepEqual(after([...LIVE, check]).types, []);
  assert.deepEqual(after([...LIVE, check, check]).types, ["probe"]);
  assert.deepEqual(after([...LIVE, check, check, check]).types, []);
  assert.deepEqual(after([...LIVE, check, "received", check]).types, []);
  assert.deepEqual(after([...LIVE, check, { type: "check", isRunning: false }, check]).types, []);
  assert.deepEqual(after(["connect", opened, check, check]).types, []);
});

test("delays between attempts double up to eight seconds", () => {
  const delays = Array.from({ length: 7 }, (_, attempt) => reconnectDelay(attempt, 0.5));
  assert.deepEqual(delays, [400, 800, 1600, 3200, 6400, 8000, 8000]);
});

test("pages that lose the server together reconnect spread over a whole delay", () => {
  assert.equal(reconnectDelay(2, 0), 800);
  assert.equal(reconnectDelay(2, 1), 2400);
  assert.equal(reconnectDelay(50, 0.999) < 12000, true);
});
