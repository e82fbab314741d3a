import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { createRequestQueue } from "../../../../static/js/net/request-queue.js";
import { EditRunner } from "../../../../static/js/state/edits/edit-runner.js";
import { useClock } from "../../clock.js";

const change = (value) => ({ type: "change", rate: value });
const edit = (before, after, name = "rate") => ({ name, before: change(before), after: change(after) });

/** A runner whose requests are answered when a test asks for it. */
function open(t) {
  const clock = useClock(t);
  const shown = [];
  const types = [];
  const state = { value: { pending: {} } };
  const store = {
    state,
    dispatch({ type, fields }) {
      types.push(type);
      if (type !== "pending") return;
      state.value = { pending: fields };
      shown.push(fields);
    },
  };
  const sent = [];
  const waiting = [];
  const execute = (request) => {
    sent.push(request);
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  };
  const executeAndContinue = (request) => execute({ continues: true, ...request });
  const runner = new EditRunner(store, createRequestQueue(0), { execute, executeAndContinue });
  const answer = (command) => {
    waiting.shift().resolve(command);
    return clock.settle();
  };
  const refuse = (code) => {
    waiting.shift().reject(Object.assign(new Error("refused"), { code }));
    return clock.settle();
  };
  const status = () => [runner.status.value.canUndo, runner.status.value.canRedo];
  return { ...clock, runner, sent, shown, types, answer, refuse, status };
}

test("an edit is sent, and its fields are shown until it is answered", async (t) => {
  const { runner, sent, shown, answer, status } = open(t);
  runner.submit(edit(1, 2));
  assert.deepEqual([sent, shown, status()], [[change(2)], [{ rate: 2 }], [true, false]]);
  await answer();
  assert.deepEqual(shown.at(-1), {});
});

test("undo returns to before the command, redo to before the undo", async (t) => {
  const { runner, sent, answer, status } = open(t);
  runner.submit(edit(1, 2));
  await answer(7);
  void runner.undo();
  await answer(8);
  assert.deepEqual([sent.at(-1), status()], [{ type: "change", restore: 7 }, [false, true]]);
  void runner.redo();
  await answer(9);
  assert.deepEqual([sent.at(-1), status()], [{ type: "change", restore: 8 }, [true, false]]);
  void runner.undo();
  await answer();
  assert.deepEqual(sent.at(-1), { type: "change", restore: 9 });
});

test("without a way back the settings are set back, and a run goes on", async (t) => {
  const { runner, sent, answer } = open(t);
  runner.submit(edit(1, 2));
  await answer();
  void runner.undo();
  assert.deepEqual(sent.at(-1), { continues: true, ...change(1) });
});

test("a way back that the server no longer has is made up for by the settings; another error is not", async (t) => {
  const { runner, sent, answer, refuse } = open(t);
  runner.submit(edit(1, 2));
  await answer(7);
  const undone = runner.undo();
  await refuse("not_kept");
  assert.deepEqual(sent.at(-1), { continues: true, ...change(1) });
  await answer();
  await undone;
  const redone = assert.rejects(runner.redo(), /refused/);
  await refuse("rate_limited");
  await redone;
  assert.equal(sent.length, 4);
});

test("of one gesture the newest request is sent, and one undo goes back to its beginning", async (t) => {
  const { runner, sent, answer } = open(t);
  for (const value of [2, 3, 4]) runner.submit(edit(value - 1, value));
  await answer();
  await answer();
  assert.deepEqual(sent, [change(2), change(4)]);
  void runner.undo();
  assert.deepEqual(sent.at(-1), { continues: true, ...change(1) });
});

test("a refused edit cannot be undone, and its value is no longer shown", async (t) => {
  const { runner, refuse, status, shown } = open(t);
  runner.submit(edit(1, 2));
  await refuse("limit_exceeded");
  assert.deepEqual([status(), shown.at(-1)], [[false, false], {}]);
});

test("whoever waits for an edit is told of its refusal", async (t) => {
  const { runner, refuse, status } = open(t);
  const done = assert.rejects(runner.enqueue(edit(1, 2)), /refused/);
  await refuse("limit_exceeded");
  await done;
  assert.deepEqual(status(), [false, false]);
});

test("an edit that is recorded when it is done cannot be undone before, and shows nothing", async (t) => {
  const { runner, answer, status, shown, sent } = open(t);
  const done = runner.enqueueThenRecord({ ...edit(1, 2), continues: true });
  assert.deepEqual([status(), shown, sent], [[false, false], [], [{ continues: true, ...change(2) }]]);
  await answer(5);
  await done;
  assert.deepEqual(status(), [true, false]);
  void runner.undo();
  assert.deepEqual(sent.at(-1), { type: "change", restore: 5 });
});

test("an edit whose state before is unknown is sent, and cannot be undone", async (t) => {
  const { runner, answer, status, sent } = open(t);
  runner.submit({ name: "rate", before: null, after: change(2) });
  await answer(3);
  assert.deepEqual([sent, status()], [[change(2)], [false, false]]);
  await runner.undo();
  assert.equal(sent.length, 1);
});

test("fields of several edits are shown together", async (t) => {
  const { runner, shown, answer } = open(t);
  runner.submit(edit(1, 2));
  runner.submit({ name: "loss", before: { type: "change", loss: "a" }, after: { type: "change", loss: "b" } });
  assert.deepEqual(shown.at(-1), { rate: 2, loss: "b" });
  await answer();
  await answer();
  assert.deepEqual(shown.at(-1), {});
});

test("an edit of several requests sends one after the other, and is one entry", async (t) => {
  const { runner, sent, answer, status } = open(t);
  const done = runner.enqueue({ ...edit(1, 2), requests: [change(5), change(2), change(6)] });
  assert.deepEqual(sent, [change(5)]);
  await answer(7);
  await answer(8);
  assert.deepEqual(sent, [change(5), change(2), change(6)]);
  await answer(9);
  await done;
  assert.deepEqual(status(), [true, false]);
  void runner.undo();
  assert.deepEqual(sent.at(-1), { type: "change", restore: 7 });
  await answer();
  void runner.redo();
  await answer();
  await answer();
  assert.deepEqual(
    sent.slice(-3),
    [change(5), change(2), change(6)].map((request) => ({ continues: true, ...request })),
  );
});

test("of several requests none is sent after one that was refused", async (t) => {
  const { runner, sent, refuse, status } = open(t);
  const done = runner.enqueue({ ...edit(1, 2), requests: [change(2), change(6)] });
  done.catch(() => undefined);
  await refuse("invalid");
  await assert.rejects(done);
  assert.deepEqual([sent, status()], [[change(2)], [false, false]]);
});

test("every edit, undo and redo takes back an earlier refusal, and no answer does", async (t) => {
  const { runner, types, answer } = open(t);
  const nTaken = () => types.filter((type) => type === "corrected").length;
  runner.submit(edit(1, 2));
  assert.deepEqual([types[0], nTaken()], ["corrected", 1]);
  await answer(7);
  assert.equal(nTaken(), 1);
  void runner.undo();
  void runner.redo();
  assert.equal(nTaken(), 3);
});
