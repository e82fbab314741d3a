import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindDatasets } from "../../../../static/js/panels/kinds/datasets.js";
import { openPanels } from "../../dom.js";

function open(t) {
  const opened = openPanels(t);
  const kind = signal("dense");
  const boxOf = (name) => [...opened.byId("dataset").querySelectorAll("input")].find(({ value }) => value === name);
  const own = [...opened.byId("own-panel").querySelectorAll("button")];
  const before = { circle: boxOf("circle").closest("label").title, own: own.map(({ title }) => title) };
  bindDatasets(opened.context, kind);
  return { ...opened, kind, boxOf, own, before };
}

test("a dataset that the kind does not read cannot be chosen, and says which kinds read it", (t) => {
  const { boxOf, kind, before } = open(t);
  const state = (name) => [boxOf(name).disabled, boxOf(name).closest("label").classList.contains("unread")];
  assert.deepEqual(["circle", "echo", "sort"].map(state), [
    [false, false],
    [true, true],
    [true, true],
  ]);
  const reason = words("data.unread", { kinds: "recurrent and LSTM" });
  assert.equal(boxOf("echo").getAttribute("aria-label"), `echo. ${reason}`);
  assert.ok(boxOf("echo").closest("label").title.endsWith(reason));
  kind.value = "lstm";
  assert.deepEqual(["circle", "echo", "sort"].map(state), [
    [true, true],
    [false, false],
    [true, true],
  ]);
  assert.equal(boxOf("echo").getAttribute("aria-label"), "echo");
  assert.match(boxOf("circle").getAttribute("aria-label"), /dense/);
  kind.value = "dense";
  assert.deepEqual([boxOf("circle").closest("label").title, boxOf("circle").getAttribute("aria-label")], [before.circle, "circle"]);
});

test("a group in which nothing can be chosen is folded", (t) => {
  const { byId, kind } = open(t);
  const groups = () => ["points", "sequences"].map((id) => byId(id).open && byId(id).classList.contains("read"));
  assert.deepEqual(groups(), [true, false]);
  kind.value = "attention";
  assert.deepEqual(groups(), [false, true]);
  kind.value = "convolution";
  assert.deepEqual(groups(), [true, false]);
});

test("own data are for the kinds that read columns", (t) => {
  const { kind, own, before } = open(t);
  assert.ok(own.length > 2);
  const state = () => own.map(({ disabled, title }) => [disabled, title]);
  kind.value = "rnn";
  assert.ok(state().every(([disabled, title]) => disabled && title === words("data.unread", { kinds: "dense" })));
  kind.value = "dense";
  assert.deepEqual(
    state(),
    before.own.map((title) => [false, title]),
  );
});
