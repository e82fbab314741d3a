import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../../english.js";
import { t as words } from "../../../../../../static/js/base/words/i18n.js";
import { svgOf } from "../../../../../../static/js/panels/export/pictures/figure.js";
import { picturesOf } from "../../../../../../static/js/panels/export/pictures/pictures.js";
import { nameOf } from "../../../../../../static/js/panels/network/description.js";
import { BARS, derivationOf } from "../../../inside/derivations.js";
import { programOf } from "../../../inside/programs.js";
import { openNetworkPage } from "../open.js";

const EDGE = { kind: "edge", layer: 0, row: 0, column: 0 };

function open(t, derivation = derivationOf()) {
  const opened = openNetworkPage(t);
  const { store, context } = opened;
  opened.answersTo.inspect = () => derivation;
  store.dispatch(programOf({ done: 5 }));
  opened.view({ tab: "inside", pinned: EDGE, probe: 7 });
  const picture = () => picturesOf(context, { link: () => "http://host/" }).find(({ name }) => name === "inspector");
  const texts = async () => [...svgOf(await picture().figure()).matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  return { ...opened, picture, texts };
}

test("the picture of the inspector names the number, its step, and says how it was computed", async (t) => {
  const { texts, context } = open(t);
  const all = await texts();
  for (const text of [nameOf(EDGE, context), words("inspect.step", { step: "121" }), "http://host/", "0.5225", "−0.7500", "42"])
    assert.ok(all.includes(text), text);
  assert.ok(all.join("").includes(words("inspect.update").replaceAll(" ", "")));
});

test("bars without a number, and what can only be clicked, are left out", async (t) => {
  const bars = { ...BARS, terms: [null, null, null] };
  const all = await open(t, derivationOf({ bars })).texts();
  assert.ok(!all.includes("42") && !all.join("").includes(words("inspect.bars.click").replaceAll(" ", "")));
});

test("there is one in Inside alone, of what is selected, and none without an answer", async (t) => {
  const { picture, view, answersTo } = open(t);
  answersTo.inspect = () => null;
  assert.equal(await picture().figure(), null);
  view({ pinned: null });
  assert.equal(picture(), undefined);
  view({ pinned: EDGE, tab: "train" });
  assert.equal(picture(), undefined);
});
