import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { onPagePart, PLACES } from "../../../../../static/js/panels/export/pictures/on-page.js";
import { picturesOf } from "../../../../../static/js/panels/export/pictures/pictures.js";
import { recordingContext } from "../../../canvas.js";
import { recurrentOf } from "../../../examples.js";
import { COLOURS, openNetworkPage } from "./open.js";

/** A picture of two canvases on the page, the second one indented, and one that is folded away. */
function open(t) {
  const opened = openNetworkPage(t, { network: recurrentOf() });
  const { document, byId } = opened;
  const picture = document.createElement("div");
  picture.className = "picture";
  byId(PLACES[0]).append(picture);
  const areas = [
    { left: 100, top: 50, width: 480, height: 200 },
    { left: 140, top: 250, width: 440, height: 40 },
    { left: 0, top: 0, width: 0, height: 0 },
  ];
  const canvases = areas.map(({ left, top, width, height }) => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: 2 * width, height: 2 * height });
    canvas.getBoundingClientRect = () => ({ left, top, width, height, right: left + width, bottom: top + height });
    picture.append(canvas);
    return canvas;
  });
  return { ...opened, canvases };
}

test("the canvases of a picture are copied, each at its place, as wide as the figure", (t) => {
  const { canvases } = open(t);
  const { height, paint } = onPagePart(PLACES[0], 960, COLOURS);
  assert.equal(height, 480);
  const copies = [];
  paint({ ctx: recordingContext(), group: (_name, write) => write(), copy: (canvas, box) => void copies.push([canvases.indexOf(canvas), box]) });
  assert.deepEqual(copies, [
    [0, { x: 0, y: 0, width: 960, height: 400 }],
    [1, { x: 80, y: 400, width: 880, height: 80 }],
  ]);
});

test("headings that are elements of the page are written where they are", (t) => {
  const { document, canvases } = open(t);
  const heading = document.createElement("div");
  heading.className = "map-head";
  for (const [name, text, left, width] of [
    ["b", "kernel", 200, 40],
    ["span", "±0.5", 210, 20],
    ["span", "", 0, 0],
  ]) {
    const part = document.createElement(name);
    part.textContent = text;
    part.style.fontSize = "14px";
    part.getBoundingClientRect = () => ({ left, top: 60, width, height: 10, right: left + width, bottom: 70 });
    heading.append(part);
  }
  canvases[0].parentElement.append(heading);
  const ctx = recordingContext();
  onPagePart(PLACES[0], 960, COLOURS).paint({ ctx, group: (_name, write) => write(), copy: () => undefined });
  const written = ctx.painted.filter(({ does }) => does === "fillText");
  assert.deepEqual(
    written.map(({ args, fillStyle }) => [...args, fillStyle]),
    [
      ["kernel", 240, 30, COLOURS.ink],
      ["±0.5", 240, 30, COLOURS.muted],
    ],
  );
  assert.ok(written.every(({ font }) => font.includes(" 28px ")));
});

test("what is not on the page has no picture", (t) => {
  open(t);
  assert.equal(onPagePart(PLACES[1], 960, COLOURS), null);
});

test("a network that is not dense has the picture of the page", (t) => {
  const { context } = open(t);
  const [network] = picturesOf(context, { link: () => "http://host/" });
  assert.equal(network.name, "network");
  assert.ok(network.figure().height > 480);
});
