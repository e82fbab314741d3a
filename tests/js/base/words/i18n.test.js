import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { layerName, layerNames, listed, loadWords, t, tIf, unitName, wordsOf } from "../../../../static/js/base/words/i18n.js";
import { openPage } from "../../dom.js";

test("placeholders are filled in, numbers as the page writes them", () => {
  assert.equal(t("connection.resumed", { step: 1204 }), "Resumed at step 1\u2009204");
  assert.equal(t("not_a_number", { text: "abc" }), "abc is not a number");
});

test("the plural form follows n", () => {
  assert.equal(t("layers", { n: 1 }), "1 hidden layer");
  assert.equal(t("layers", { n: 0 }), "0 hidden layers");
});

test("a language may have other plural forms than English", () => {
  const polish = wordsOf("pl", { layers: { one: "{n} warstwa", few: "{n} warstwy", many: "{n} warstw", other: "{n} warstwy" } });
  assert.deepEqual(
    [1, 3, 5].map((n) => polish("layers", { n })),
    ["1 warstwa", "3 warstwy", "5 warstw"],
  );
});

test("a key that is missing shows itself instead of nothing", () => {
  assert.equal(wordsOf("en", {})("play"), "play");
});

test("a key that there need not be has no text", () => {
  assert.deepEqual([tIf("play"), tIf("play.sample")], [t("play"), null]);
});

test("values cannot be taken for placeholders", () => {
  assert.equal(t("link.refused", { key: "{text}", text: "x", standing: "y" }), "{text} cannot be x; it is y");
});

test("layers and units count from one on the page", () => {
  assert.equal(layerName(0), "layer 1");
  assert.equal(unitName(3), "unit 4");
});

test("the last layer of a network is its output", () => {
  assert.deepEqual([layerName(0, 3), layerName(2, 3)], ["layer 1", "output"]);
  assert.deepEqual(layerNames(3), ["layer 1", "layer 2", "output"]);
});

test("lists are joined as the language does it", () => {
  assert.equal(listed(["a", "b"]), "a and b");
});

test("words that come later come once, from where the page says, and are known from then on", async (context) => {
  const { byId } = openPage(context);
  const asked = [];
  context.mock.method(globalThis, "fetch", (address) => {
    asked.push(address);
    return Promise.resolve({ json: () => ({ "some.later.word": "later" }) });
  });
  assert.equal(tIf("some.later.word"), null);
  await Promise.all([loadWords(), loadWords()]);
  assert.equal(tIf("some.later.word"), "later");
  assert.deepEqual(asked, [byId("words").dataset.later]);
  assert.match(asked[0], /^\.\/words\/en\.json\?v=/);
});
