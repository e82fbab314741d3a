import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { canvasSheet, svgSheet } from "../../../../../static/js/panels/export/pictures/sheet.js";
import { recordingContext } from "../../../canvas.js";
import { openNetworkPage } from "./open.js";

const BOX = { x: 1, y: 2, width: 10, height: 5 };
const ABOUT = { title: "A <net>", description: "circle & co", link: "http://host/#v=1&seed=2" };

test("a canvas takes as many pixels as a rectangle has", (t) => {
  openNetworkPage(t);
  const ctx = recordingContext();
  const sizes = [];
  const { image, group, link } = canvasSheet(ctx, 3);
  group("neurons", () => link("http://host/", () => image(BOX, ({ data, width, height }) => void sizes.push([data.length, width, height]))));
  image(BOX, ({ width, height }) => void sizes.push([width, height]), { width: 4, height: 4 });
  assert.deepEqual(sizes, [
    [450, 30, 15],
    [4, 4],
  ]);
  assert.deepEqual(ctx.painted[0].args.slice(1), [1, 2, 10, 5]);
});

test("an SVG says what it shows and leads back, and its heatmaps are not larger than needed", (t) => {
  openNetworkPage(t);
  const { sheet, file } = svgSheet(recordingContext());
  const sizes = [];
  sheet.image(BOX, ({ width, height }) => void sizes.push([width, height]));
  sheet.image({ ...BOX, width: 1024, height: 512 }, ({ width, height }) => void sizes.push([width, height]));
  sheet.link("http://host/", () => sheet.group("words", () => sheet.ctx.fillText("text", 0, sheet.ctx.measureText("text").width)));
  assert.deepEqual(sizes, [
    [20, 10],
    [512, 256],
  ]);
  const svg = file({ width: 100, height: 50 }, ABOUT);
  assert.match(svg, /^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg".* width="100" height="50" viewBox="0 0 100 50"/);
  assert.match(svg, /<title id="title">A &lt;net&gt;<\/title>\n<desc id="about">circle &amp; co<\/desc>/);
  assert.match(svg, /<metadata>.*<dc:source>http:\/\/host\/#v=1&amp;seed=2<\/dc:source>/);
  assert.match(svg, /<a href="http:\/\/host\/" target="_blank">\n<g class="words">\n<text .*>text<\/text>\n<\/g>\n<\/a>\n<\/svg>\n$/);
});
