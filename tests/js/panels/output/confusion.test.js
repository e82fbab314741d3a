import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindConfusion } from "../../../../static/js/panels/output/confusion.js";
import { openPanels } from "../../dom.js";
import { frameOf, PICTURES } from "../../examples.js";

const COUNTS = [8, 2, 0, 0, 1200, 0, 0, 0, 0, /* test */ 3, 0, 0, 0, 0, 0, 0, 0, 4];

function open(t, isShown = true) {
  const opened = openPanels(t, { welcome: { data: PICTURES } });
  const [shown, part] = [signal(isShown), signal("train")];
  bindConfusion(opened.context, { isShown: shown, part });
  opened.store.takeFrame(frameOf({ confusion: [[2, 3, 3], COUNTS] }));
  opened.after(100);
  const rows = () => [...opened.byId("confusion-rows").children].map((row) => [...row.children].map(({ textContent }) => textContent));
  return { ...opened, rows, part, shown };
}

test("a row per true class, with the share that is right; a class without samples has none", (t) => {
  const { rows, byId } = open(t);
  assert.deepEqual(rows(), [
    ["zero", "8", "2", "0", "80\u2009%"],
    ["one", "0", "1\u2009200", "0", "100\u2009%"],
    ["two", "0", "0", "0", "–"],
  ]);
  const texts = [...byId("confusion-foot").children].map(({ textContent }) => textContent);
  assert.deepEqual(texts, [words("confusion.precision"), "100\u2009%", "100\u2009%", "–", ""]);
  const [, , , , recall] = byId("confusion-rows").children[0].children;
  assert.equal(recall.title, words("confusion.recall.of", { name: "zero", n: 10 }));
  assert.equal(byId("confusion-foot").children[2].title, words("confusion.precision.of", { name: "one", n: 1202 }));
  assert.deepEqual(
    [...byId("confusion-head").children].map(({ textContent }) => textContent),
    ["", ...PICTURES.class_names, words("confusion.recall")],
  );
});

test("the test samples have a matrix of their own", (t) => {
  const { rows, part } = open(t);
  part.value = "test";
  assert.deepEqual(
    rows().map((row) => row.slice(1)),
    [
      ["3", "0", "0", "100\u2009%"],
      ["0", "0", "0", "–"],
      ["0", "0", "4", "100\u2009%"],
    ],
  );
});

test("where classes are many the words give way to a sign, which screen readers hear as the words", (t) => {
  const { rows, byId, store, after } = open(t);
  const names = ["a", "b", "c", "d", "e"];
  store.dispatch({ type: "data", ...PICTURES, n_classes: 5, class_names: names });
  store.takeFrame(frameOf({ confusion: [[2, 5, 5], names.flatMap((_, i) => [i, 3, 0, 0, 1]).concat(Array(25).fill(0))] }));
  after(100);
  assert.deepEqual(rows()[1].slice(1), ["1", "3", "0", "0", "1", "60"]);
  const heads = [byId("confusion-head").lastChild, byId("confusion-foot").firstChild];
  assert.deepEqual(
    heads.map((head) => [head.textContent, head.getAttribute("aria-label")]),
    [
      ["%", words("confusion.recall")],
      ["%", words("confusion.precision")],
    ],
  );
});

test("a full cell is dark, an empty one is not, and right ones are marked", (t) => {
  const { byId } = open(t);
  const [, full, some, none] = byId("confusion-rows").children[0].children;
  assert.ok(Number(full.dataset.shade) > Number(some.dataset.shade));
  assert.equal(none.dataset.shade, "0");
  assert.deepEqual([full.className, some.className], ["right", ""]);
});

test("a matrix that is not on screen is not filled in", (t) => {
  const { rows, shown } = open(t, false);
  assert.deepEqual(rows()[0], ["zero", "", "", "", ""]);
  shown.value = true;
  assert.equal(rows()[0][1], "8");
});

test("the counts of an earlier dataset are not shown under other classes", (t) => {
  const { rows, store } = open(t);
  store.dispatch({ type: "data", ...PICTURES, n_classes: 2, class_names: ["a", "b"] });
  assert.deepEqual(rows(), [
    ["a", "", "", ""],
    ["b", "", "", ""],
  ]);
});
