import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindVisit } from "../../../../static/js/panels/visit/visit.js";
import { openPanels } from "../../dom.js";

for (const [isPlain, n] of [
  [true, 1],
  [false, 0],
]) {
  test(`the saved runs are asked for ${n} times, and training ${isPlain ? "begins" : "does not begin"}`, async (t) => {
    const { context, settle, asked, after } = openPanels(t);
    const questions = [];
    const ask = (question) => {
      questions.push(question);
      return Promise.resolve({ runs: [], current: null });
    };
    bindVisit({ ...context, ask }, isPlain);
    await settle();
    after(7000);
    assert.deepEqual([questions.length, asked.includes("play") || asked.flat().includes("play")], [n, isPlain]);
  });
}
