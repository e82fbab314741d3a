import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { figureOf, fitted, pngOf, svgOf } from "../../../../../static/js/panels/export/pictures/figure.js";
import { recordingContext, textsOf } from "../../../canvas.js";
import { THEME } from "../../../examples.js";
import { openNetworkPage } from "./open.js";

const TEXTS = { title: "Network", note: "step 7", caption: "circle", link: "http://host/#v=1" };
const partOf = (name, height) => ({ height, paint: ({ ctx }) => ctx.fillText(name, 0, 0) });
const figure = (more = {}) => figureOf(TEXTS, { width: 500, parts: [partOf("upper", 100), partOf("lower", 50)], legend: [], ...more }, THEME);

test("a figure has its parts below one another, its heading above and its link below", (t) => {
  openNetworkPage(t);
  const texts = [...svgOf(figure({ legend: [{ text: "legend" }] })).matchAll(/<text [^>]*y="([^"]*)".*?(?:matrix\(1 0 0 1 \S+ (\S+)\))?"?>([^<]*)<\/text>/g)];
  const placed = texts.map(([, y, moved, text]) => [text, Number(y) + Number(moved)]);
  assert.deepEqual(
    placed.toSorted(([, a], [, b]) => a - b).map(([text]) => text),
    ["step 7", "Network", "upper", "lower", "legend", "circle", "http://host/#v=1"],
  );
});

test("a figure is as high as what it has", (t) => {
  openNetworkPage(t);
  const [plain, higher, withLegend] = [figure(), figure({ parts: [partOf("one", 350)] }), figure({ legend: [{ text: "legend" }] })];
  assert.equal(higher.height - plain.height, 200);
  assert.ok(withLegend.height > plain.height);
  assert.equal(plain.width, 548);
});

test("an SVG names its step, its settings and its link", (t) => {
  openNetworkPage(t);
  const svg = svgOf(figure());
  assert.match(svg, /<title id="title">Network, step 7<\/title>\n<desc id="about">circle<\/desc>\n<metadata>.*http:\/\/host\/#v=1/);
});

test("a PNG has two pixels per unit", async (t) => {
  const { window } = openNetworkPage(t);
  let canvas = null;
  t.mock.method(window.HTMLCanvasElement.prototype, "toBlob", function (call, type) {
    canvas = this;
    call({ type });
  });
  const made = figure();
  assert.deepEqual(await pngOf(made), { type: "image/png" });
  assert.deepEqual([canvas.width, canvas.height], [2 * made.width, 2 * made.height]);
  assert.ok(textsOf(canvas.getContext("2d")).includes("lower"));
  t.mock.method(window.HTMLCanvasElement.prototype, "getContext", function () {
    return this.width === 2 * made.width ? null : recordingContext(this);
  });
  assert.equal(await pngOf(made), null);
});

test("a text that does not fit ends with an ellipsis, at the last letter that fits", () => {
  const ctx = recordingContext();
  assert.equal(fitted(ctx, "abc", 21), "abc");
  assert.equal(fitted(ctx, "abcdef", 35), "abcd…");
  assert.equal(fitted(ctx, "abcdef", 1), "…");
});
