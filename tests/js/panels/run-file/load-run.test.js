import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { loadLinkedRun, loadRun, loadRunFile, saveRunFile } from "../../../../static/js/panels/run-file/load-run.js";
import { packed } from "../../../../static/js/panels/run-file/run-text.js";
import { runIn } from "../../../../static/js/panels/share/fragment.js";
import { openPanels } from "../../dom.js";
import { haveLater } from "../../later.js";
import { slow } from "../../slow.js";
import { answersOf, brokenLinks } from "./broken-links.js";

const RUN = '{"format": "backprop-live-run", "name": "é 🙂"}';

function open(t, { refuses = false } = {}) {
  const opened = openPanels(t);
  haveLater(opened);
  const sent = [];
  const take = (request) => {
    sent.push(request);
    return refuses ? Promise.reject(new Error("refused")) : Promise.resolve();
  };
  const actions = { send: take, carryOut: ({ before, after }) => take({ ...after, before }) };
  return { ...opened, sent, loader: { store: opened.store, actions }, message: () => opened.store.state.value.message };
}

test("a run is sent in ASCII, and undo leads back to the experiment before", async (t) => {
  const { loader, sent, store } = open(t);
  assert.equal(await loadRun(loader, RUN), true);
  const [{ text, before, ...rest }] = sent;
  assert.deepEqual(rest, { type: "load", first: 0, is_last: true });
  assert.equal(text, '{"format": "backprop-live-run", "name": "\\u00e9 \\ud83d\\ude42"}');
  assert.deepEqual(JSON.parse(text), JSON.parse(RUN));
  assert.deepEqual(before, { type: "reset", experiment: store.state.value.experiment });
});

test("a long run is sent in pieces that follow each other", async (t) => {
  const { loader, sent } = open(t);
  for (const length of [0, 31_999, 32_000, 32_001, 64_000, 90_000]) {
    sent.length = 0;
    const text = "a".repeat(length);
    await loadRun(loader, text);
    assert.equal(sent.map((each) => each.text).join(""), text);
    let n = 0;
    for (const { first, text: piece, is_last: isLast } of sent) {
      assert.equal(first, n);
      n += piece.length;
      assert.ok(piece.length <= 32_000);
      assert.equal(isLast, n === length);
    }
  }
});

test("after a refusal nothing more is sent", async (t) => {
  const { loader, sent } = open(t, { refuses: true });
  assert.equal(await loadRun(loader, "a".repeat(100_000)), false);
  assert.equal(sent.length, 1);
});

test("the run of a link is unpacked, or said to be broken", async (t) => {
  const { loader, sent, message, store } = open(t);
  assert.equal(await loadLinkedRun(loader, await packed(RUN)), true);
  assert.equal(sent.length, 1);
  assert.equal(await loadLinkedRun(loader, "abc"), false);
  assert.equal(sent.length, 1);
  assert.deepEqual([message(), store.state.value.tone], [words("link.run_broken"), "error"]);
});

test("a file with a run is taken, and another one is left alone", async (t) => {
  const { loader, sent } = open(t);
  assert.equal(await loadRunFile(loader, new File([RUN], "a.json")), true);
  assert.equal(sent.length, 1);
  assert.equal(await loadRunFile(loader, new File(['[{"x": 1}]'], "b.json")), false);
  assert.equal(sent.length, 1);
});

test("a file that is too large is not sent", async (t) => {
  const { loader, sent, message } = open(t);
  assert.equal(await loadRunFile(loader, new File([RUN, " ".repeat(24 * 2 ** 20)], "a.json")), true);
  assert.deepEqual([sent.length, message()], [0, words("run_file.too_large", { n: 24 })]);
});

test("a file that is refused is one all the same", async (t) => {
  assert.equal(await loadRunFile(open(t, { refuses: true }).loader, new File([RUN], "a.json")), true);
});

test("the run is saved as a file under the server's name, or it is said why not", async (t) => {
  const { store, document, message, window } = open(t);
  const saved = [];
  window.HTMLAnchorElement.prototype.click = function click() {
    saved.push([this.download, this.href]);
  };
  URL.createObjectURL ??= () => "blob:a";
  URL.revokeObjectURL ??= () => undefined;
  assert.ok(document);
  await saveRunFile({ store, ask: () => Promise.resolve({ content: RUN, filename: "xor-step-3-run.json", mime: "application/json" }) });
  assert.equal(saved[0][0], "xor-step-3-run.json");
  assert.equal(message(), words("run_file.saved", { name: "xor-step-3-run.json" }));
  await saveRunFile({ store, ask: () => Promise.reject(new Error("no memory")) });
  assert.equal(message(), "no memory");
});

slow("a thousand broken links are refused in words, or are whole runs", async (t) => {
  const { loader, sent, message, store } = open(t);
  const asked = [];
  let nBroken = 0;
  for (const fragment of brokenLinks(1000)) {
    const run = runIn(fragment);
    sent.length = 0;
    store.dispatch({ type: "notice", message: "", tone: "plain" });
    const isTaken = run ? await loadLinkedRun(loader, run) : false;
    assert.equal(isTaken, sent.length > 0);
    if (run) assert.equal(message(), isTaken ? "" : words("link.run_broken"), fragment);
    if (isTaken) asked.push(sent.map(({ first, text, is_last }) => ({ first, text, is_last })));
    else nBroken += 1;
  }
  assert.ok(nBroken > 200 && asked.length > 200, `${nBroken} are no texts`);
  const codes = Object.groupBy(answersOf(asked), ([code]) => String(code));
  const refused = ["bad_json", "invalid_value", "limit_exceeded"].flatMap((code) => codes[code] ?? []);
  assert.equal(refused.length + (codes["loaded"]?.length ?? 0), asked.length, Object.keys(codes).join());
  assert.ok(refused.every(([, isChanged]) => !isChanged));
  assert.ok(codes["bad_json"].length > 50 && codes["invalid_value"].length > 50);
});
