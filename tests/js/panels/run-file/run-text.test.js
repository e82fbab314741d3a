import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import "../../english.js";
import { packed, unpacked, withRun } from "../../../../static/js/panels/run-file/run-text.js";
import { runIn } from "../../../../static/js/panels/share/fragment.js";

const base64url = (bytes) => Buffer.from(bytes).toString("base64url");

test("a text is packed as an address can have it, and unpacked again", async () => {
  for (const text of ["", "{}", JSON.stringify({ a: Array.from({ length: 500 }, (_, k) => k / 7), é: "漢🙂" })]) {
    const run = await packed(text);
    assert.match(run, /^[\w-]*$/);
    assert.equal(await unpacked(run), text);
  }
});

test("the packed text is that of another program's deflate", async () => {
  assert.equal(await unpacked(base64url(deflateRawSync("what another one has packed"))), "what another one has packed");
});

test("what is no packed text is null", async () => {
  const run = await packed("x".repeat(300));
  const changed = Array.from({ length: 40 }, (_, k) => `${run.slice(0, k % run.length)}_${run.slice((k % run.length) + 1)}`);
  for (const text of ["", "a", "%%%", run.slice(0, -3), `${run}AAAA`, base64url(deflateRawSync(Buffer.from([0xff, 0xfe])))]) {
    const found = await unpacked(text);
    assert.ok(found === null || found === "", text);
  }
  for (const text of changed) assert.ok(["string", "object"].includes(typeof (await unpacked(text))));
});

test("a text that unpacks to far more than a link has is null", async () => {
  assert.equal(await unpacked(base64url(deflateRawSync("a".repeat(4_000_001)))), null);
  assert.equal((await unpacked(base64url(deflateRawSync("a".repeat(4_000_000)))))?.length, 4_000_000);
});

test("a fragment has the run beside its settings, and no table twice", () => {
  assert.equal(withRun("", "abc"), "v=1&run=abc");
  assert.equal(withRun("v=1&seed=3&own=1,2,1;3,4,2&own_names=a,b&own_targets=c&lens=updates", "a-_"), "v=1&seed=3&lens=updates&run=a-_");
});

test("the run of a fragment is found, and nothing else is", () => {
  assert.equal(runIn("#v=1&run=a-_9"), "a-_9");
  assert.equal(runIn("run=abc&v=1"), "abc");
  for (const fragment of ["", "#v=1", "#v=1&prune=3", "#v=1&run=", "#v=1&run"]) assert.equal(runIn(fragment), null);
});
