import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Requests } from "../../../static/js/net/requests.js";

/** Requests under a mock clock, and how often one was overdue. */
function requests(t) {
  mock.timers.enable({ apis: ["setTimeout"] });
  t.after(() => mock.timers.reset());
  const counted = { overdue: 0 };
  const open = new Requests(() => (counted.overdue += 1));
  const ask = (isQuiet = false) => {
    const id = open.nextId();
    return { id, answer: open.answerTo(id, { isQuiet }) };
  };
  return { open, ask, counted };
}

test("answers in any order settle their own requests", async (t) => {
  const { open, ask } = requests(t);
  const [first, second] = [ask(), ask()];
  assert.notEqual(first.id, second.id);
  open.settle({ type: "ack", id: second.id, message: "second" });
  open.settle({ type: "ack", id: first.id, message: "first" });
  assert.equal((await first.answer).message, "first");
  assert.equal((await second.answer).message, "second");
});

test("a refusal rejects with the field and the code", async (t) => {
  const { open, ask } = requests(t);
  const { id, answer } = ask();
  open.settle({ type: "error", id, field: "seed", code: "invalid", message: "too small" });
  await assert.rejects(answer, { message: "too small", field: "seed", code: "invalid" });
});

test("an event that answers no open request changes nothing", async (t) => {
  const { open, ask } = requests(t);
  const { id, answer } = ask();
  open.settle({ type: "error", id: null, message: "of no request" });
  open.settle({ type: "ack", id: id + 1 });
  open.settle({ type: "ack", id, message: "first" });
  open.settle({ type: "error", id, message: "second" });
  assert.equal((await answer).message, "first");
});

test("a request without an answer is overdue after ten seconds, an answered one is not", (t) => {
  const { open, ask, counted } = requests(t);
  open.settle({ type: "ack", id: ask().id });
  ask();
  mock.timers.tick(9_999);
  assert.equal(counted.overdue, 0);
  mock.timers.tick(1);
  assert.equal(counted.overdue, 1);
});

test("a request whose answer is on its way is overdue ten seconds later", (t) => {
  const { open, ask, counted } = requests(t);
  const { id } = ask();
  mock.timers.tick(9_000);
  open.prolong(id);
  open.prolong(id + 1);
  mock.timers.tick(9_999);
  assert.equal(counted.overdue, 0);
  mock.timers.tick(1);
  assert.equal(counted.overdue, 1);
});

test("all open requests are rejected together, and none is overdue later", async (t) => {
  const { open, ask, counted } = requests(t);
  const answers = [ask().answer, ask().answer];
  open.rejectAll("lost");
  for (const answer of answers) await assert.rejects(answer, /lost/);
  mock.timers.tick(20_000);
  assert.equal(counted.overdue, 0);
});

test("a request is quiet only while it is open", (t) => {
  const { open, ask } = requests(t);
  const [loud, quiet] = [ask(), ask(true)];
  assert.deepEqual(
    [loud, quiet].map(({ id }) => open.isQuiet(id)),
    [false, true],
  );
  open.settle({ type: "ack", id: quiet.id });
  assert.equal(open.isQuiet(quiet.id), false);
});

test("an event of its own kind answers a question", async (t) => {
  const { open, ask, counted } = requests(t);
  const { id, answer } = ask(true);
  assert.ok(open.isQuiet(id));
  open.settle({ type: "derivation", id, step: 3 });
  assert.equal((await answer).step, 3);
  assert.equal(open.isQuiet(id), false);
  mock.timers.tick(20000);
  assert.equal(counted.overdue, 0);
});
