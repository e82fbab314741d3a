import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { createRunControl } from "../../../../static/js/state/edits/run-control.js";

function open({ running = false, speed = 500 } = {}) {
  const store = { state: { value: { running } }, view: { value: { speed } } };
  const sent = [];
  const waiting = [];
  const send = (request) => {
    sent.push(request);
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  };
  const answer = (more = {}) => waiting.shift().resolve({ restorable: false, command: 7, ...more });
  return { ...createRunControl(store, send), sent, answer, waiting, store };
}
const PLAY = { type: "play", steps_per_second: 500 };
const RESET = { type: "reset", experiment: { seed: 1 } };

test("play has the speed of the view", () => {
  const { play, sent } = open({ speed: null });
  void play();
  assert.deepEqual(sent, [{ type: "play", steps_per_second: null }]);
});

test("a request resolves to its command, if the server can return to before it", async () => {
  const { execute, answer } = open();
  const [first, second] = [execute(RESET), execute(RESET)];
  answer({ restorable: true });
  answer({ restorable: false });
  assert.deepEqual([await first, await second], [7, undefined]);
});

test("a reset of a playing run is followed by play at once, that of a paused one is not", () => {
  const playing = open({ running: true });
  void playing.executeAndContinue(RESET);
  assert.deepEqual(playing.sent, [RESET, PLAY]);
  const paused = open();
  void paused.executeAndContinue(RESET);
  assert.deepEqual(paused.sent, [RESET]);
});

test("only a reset interrupts a run, so nothing else is followed by play", () => {
  const { executeAndContinue, sent } = open({ running: true });
  void executeAndContinue({ type: "change", learning_rate: 1 });
  assert.deepEqual(sent, [{ type: "change", learning_rate: 1 }]);
});

test("a run that is being paused does not go on by itself", async () => {
  const { pause, executeAndContinue, changeSpeed, sent, answer } = open({ running: true });
  const paused = pause();
  void executeAndContinue(RESET);
  assert.equal(await changeSpeed(20), false);
  assert.deepEqual(sent, [{ type: "pause" }, RESET]);
  answer();
  await paused;
  void changeSpeed(20);
  assert.deepEqual(sent.at(-1), { type: "play", steps_per_second: 20 }, "the pause was answered, though this run still plays");
});

test("a refused pause is forgotten", async () => {
  const { pause, changeSpeed, waiting, sent } = open({ running: true });
  const paused = pause();
  waiting[0].reject(new Error("refused"));
  await assert.rejects(paused, /refused/);
  void changeSpeed(20);
  assert.equal(sent.length, 2);
});

test("another speed is asked for only of a run that plays", async () => {
  const { changeSpeed, sent } = open();
  assert.equal(await changeSpeed(20), false);
  assert.deepEqual(sent, []);
});
