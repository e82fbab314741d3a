import assert from "node:assert/strict";
import { test } from "node:test";
import { coalesce } from "../../static/js/controls/coalesce.js";

const aMoment = () => new Promise((resolve) => setTimeout(resolve));

/** Requests that are answered when a test says so. */
function asked() {
  const sent = [];
  const answers = [];
  const request = (what) => () => {
    sent.push(what);
    return new Promise((resolve) => answers.push(resolve));
  };
  const answer = () => {
    answers.shift()();
    return aMoment();
  };
  return { sent, request, answer };
}

test("one request is in flight; of a name the newest waits", async () => {
  const { sent, request, answer } = asked();
  const submit = coalesce(0);
  submit("a", request("a1"));
  submit("a", request("a2"));
  submit("a", request("a3"));
  assert.deepEqual(sent, ["a1"]);
  await answer();
  assert.deepEqual(sent, ["a1", "a3"]);
  let isSettled = false;
  const settled = submit.settled().then(() => (isSettled = true));
  await aMoment();
  assert.equal(isSettled, false);
  await answer();
  await settled;
  assert.deepEqual(sent, ["a1", "a3"]);
});

test("different names keep their order, and none is lost", async () => {
  const { sent, request, answer } = asked();
  const submit = coalesce(0);
  for (const what of ["a1", "b1", "c1", "b2", "a2"]) submit(what[0], request(what));
  for (let k = 0; k < 4; k += 1) await answer();
  assert.deepEqual(sent, ["a1", "b2", "c1", "a2"]);
  await submit.settled();
});

test("a refusal does not stop what comes after it", async () => {
  const sent = [];
  const submit = coalesce(0);
  for (const what of ["a", "b"]) {
    submit(what, () => {
      sent.push(what);
      return Promise.reject(new Error("refused"));
    });
  }
  await submit.settled();
  submit("c", async () => sent.push("c"));
  await submit.settled();
  assert.deepEqual(sent, ["a", "b", "c"]);
});

test("with nothing under way it is settled", () => coalesce().settled());

test("between two requests of a name some time passes, and the newest is sent", async () => {
  const sent_ms = [];
  const sent = [];
  const submit = coalesce(30);
  for (const value of [1, 2, 3]) {
    submit("slider", async () => {
      sent.push(value);
      sent_ms.push(performance.now());
    });
    await aMoment();
  }
  await submit.settled();
  assert.deepEqual(sent, [1, 3]);
  assert.ok(sent_ms[1] - sent_ms[0] > 25); // a timer may be a little early
});
