import assert from "node:assert/strict";
import { test } from "node:test";
import { coalesce } from "../../static/js/controls/coalesce.js";

test("one request is in flight; the newest values wait, merged", async () => {
  const sent = [];
  const answers = [];
  const submit = coalesce((fields) => {
    sent.push(fields);
    return new Promise((resolve) => answers.push(resolve));
  });
  submit({ a: 1 });
  submit({ a: 2 });
  submit({ a: 3, b: 4 });
  assert.deepEqual(sent, [{ a: 1 }]);
  answers[0]();
  await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(sent, [{ a: 1 }, { a: 3, b: 4 }]);
  let isSettled = false;
  const settled = submit.settled().then(() => (isSettled = true));
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(isSettled, false);
  answers[1]();
  await settled;
});

test("a refusal does not stop what comes after it", async () => {
  const sent = [];
  const submit = coalesce((fields) => {
    sent.push(fields);
    return Promise.reject(new Error("refused"));
  });
  submit({ a: 1 });
  await submit.settled();
  submit({ a: 2 });
  await submit.settled();
  assert.equal(sent.length, 2);
});

test("with nothing under way it is settled", () => coalesce(() => Promise.resolve()).settled());
