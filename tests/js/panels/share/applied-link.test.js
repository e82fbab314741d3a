import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { followLink } from "../../../../static/js/panels/share/applied-link.js";

const SCHEMA = {
  experiment: { dataset: "circle", hidden: [4, 2], learning_rate: 0.03, seed: 0 },
  view: { lens: "weights" },
  choices: { lens: ["weights", "gradients"] },
  ranges: {},
  presets: [{ name: "deep", message: "Watch it stand still.", experiment: { hidden: [8, 8, 8] }, view: {} }],
};

test("without a link there is nothing to say", () => {
  assert.equal(followLink(SCHEMA, "").outcome(), null);
  assert.equal(followLink(SCHEMA, "v=1&lens=gradients").outcome(), null);
});

test("a good link says so; a preset says what to look at", () => {
  assert.match(followLink(SCHEMA, "seed=3").outcome().message, /^Opened from a link/);
  assert.equal(followLink(SCHEMA, "preset=deep&seed=3").outcome().message, "Watch it stand still.");
  assert.equal(followLink(SCHEMA, "preset=deep&seed=3").outcome().preset, "deep");
});

test("a refused field is given up, and the rest is tried again", () => {
  const link = followLink(SCHEMA, "learning_rate=900&seed=3");
  assert.equal(link.dropField({ code: "limit_exceeded", field: "learning_rate", message: "learning_rate must be at most 100, not 900" }), true);
  assert.deepEqual(link.fields(), { seed: 3 });
  assert.deepEqual(link.outcome(), {
    message: "In the link, learning_rate must be at most 100, not 900; it is 0.03",
    tone: "error",
  });
});

test("a part of a field names the field, also where the message does not", () => {
  const link = followLink(SCHEMA, "hidden=1.5&seed=3");
  assert.equal(link.dropField({ code: "limit_exceeded", field: "hidden.0", message: "Input should be a valid integer" }), true);
  assert.deepEqual(link.fields(), { seed: 3 });
  assert.match(link.outcome().message, /hidden: Input should be/);
});

test("a refusal of what was not asked for ends with the defaults, and then there is an end", () => {
  const link = followLink(SCHEMA, "hidden=9&seed=3");
  assert.equal(link.dropField({ code: "limit_exceeded", field: "batch_size", message: "batch_size is too much" }), true);
  assert.deepEqual(link.fields(), {});
  assert.equal(link.dropField({ code: "limit_exceeded", field: null, message: "again" }), false);
});

test("a refusal for another reason than a field drops nothing", () => {
  const link = followLink(SCHEMA, "hidden=9&seed=3");
  for (const code of ["too_many_commands", "session_limit", "internal", "read_only", "storage"]) {
    assert.equal(link.dropField({ code, field: null, message: "no" }), false);
    assert.equal(link.dropField({ code, field: "seed", message: "no" }), false);
  }
  assert.deepEqual([link.fields(), link.outcome().tone], [{ hidden: [9], seed: 3 }, "plain"]);
});

test("of many problems two are said and the others counted", () => {
  const link = followLink(SCHEMA, "learning_rate=a&seed=b&hidden=c&lens=d");
  assert.match(link.outcome().message, /^In the link, learning_rate cannot be "a"; it is 0.03; seed .*, and 2 more$/);
});
