import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { t as words } from "../../../../../static/js/base/words/i18n.js";
import { distributionsScene } from "../../../../../static/js/panels/export/pictures/distributions.js";
import { svgOf } from "../../../../../static/js/panels/export/pictures/figure.js";
import { picturesOf } from "../../../../../static/js/panels/export/pictures/pictures.js";
import { distributionFrame } from "../../../distribution-frame.js";
import { frameOf, networkOf, twinOf } from "../../../examples.js";
import { openNetworkPage } from "./open.js";

const COUNTS = { z: { 0: 2, 33: 30, 34: 8 }, a: { 3: 20, 9: 20 }, step: 7 };

function open(t, frame = distributionFrame(COUNTS)) {
  const opened = openNetworkPage(t);
  opened.store.dispatch({ type: "view", patch: { distributions: true } });
  opened.store.takeFrame(frame);
  const picture = () => picturesOf(opened.context, { link: () => "http://host/", twin: opened.store }).find(({ name }) => name === "distributions");
  return { ...opened, picture };
}

test("an open card is a picture: z, its curves, and each histogram with its ends", (t) => {
  const { picture } = open(t);
  assert.equal(picture().label, words("figure.distributions", { of: "layer 1" }));
  const svg = svgOf(picture().figure());
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  for (const key of ["z", "f", "a", "delta", "W", "dW", "ratio", "key.up", "key.down", "key.rest"])
    assert.ok(texts.includes(words(`distributions.${key}`).replaceAll("<", "&lt;")), key);
  const units = words("distributions.units", { n: 4 });
  assert.ok(texts.includes(words("distributions.scope", { units, samples: words("distributions.samples", { n: 10 }), step: "7" })));
  const z = svg.slice(svg.indexOf('class="z"'), svg.indexOf('class="histogram"'));
  const bars = [...z.matchAll(/<path[^>]* d="([^"]*)"|<path d="([^"]*)"/g)].map(([, first, second]) => first ?? second);
  const full = bars.find((path) => path.includes("v170"));
  assert.ok(full, "the fullest bar is as high as the picture");
  assert.equal(svg.match(/class="histogram"/g).length, 5);
});

test("a folded card, and one without numbers, is none", (t) => {
  const { picture, store } = open(t, frameOf({}));
  assert.equal(picture(), undefined);
  store.takeFrame(distributionFrame({ ...COUNTS, z: null, step: 8 }));
  assert.equal(picture(), undefined);
  store.takeFrame(distributionFrame({ ...COUNTS, step: 9 }));
  assert.ok(picture());
  store.dispatch({ type: "view", patch: { distributions: false } });
  assert.equal(picture(), undefined);
});

test("histograms that are not there yet report so", (t) => {
  const { picture } = open(t, distributionFrame({ ...COUNTS, a: null, delta: null, W: null, dW: null, ratio: null }));
  const svg = svgOf(picture().figure());
  assert.equal(svg.split(`>${words("distributions.no_step")}<`).length - 1, 5);
});

test("the numbers of the twin are named as such", (t) => {
  const { store } = open(t);
  store.dispatch(twinOf({ network: networkOf(2, 3, 1) }));
  store.dispatch({ type: "view", patch: { distributionRun: 1 } });
  assert.equal(distributionsScene(store), null, "no frame of the twin has come");
  const step = distributionFrame({ ...COUNTS, step: 10 });
  store.takeFrame({ ...step, twin: step });
  assert.equal(distributionsScene(store).title, words("figure.distributions", { of: words("distributions.run_b", { of: "layer 1" }) }));
});
