import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { pictureOf } from "../../../../static/js/panels/charts/charts-picture.js";
import { textsOf } from "../../canvas.js";
import { openPage } from "../../dom.js";
import { THEME } from "../../examples.js";

test("the picture has every chart under its title, and the settings below", async (t) => {
  const { window } = openPage(t);
  let canvas = null;
  t.mock.method(window.HTMLCanvasElement.prototype, "toBlob", function (call, type) {
    canvas = this;
    call({ type });
  });
  const chart = (name) => ({ picture: async ({ width, height }, scale) => ({ name, width: 2 * width, height, scale }) });
  const blob = await pictureOf([chart("loss"), chart("gradient")], ["Loss", "Gradient flow"], "XOR · Adam", THEME);
  assert.deepEqual(blob, { type: "image/png" });
  const { painted } = canvas.getContext("2d");
  assert.deepEqual(textsOf({ painted }), ["Loss", "Gradient flow", "XOR · Adam"]);
  const images = painted
    .filter(({ does }) => does === "drawImage")
    .map(({ args: [image, , top, , height] }) => ({ name: image.name, top, bottom: top + height }));
  assert.deepEqual(
    images.map(({ name }) => name),
    ["loss", "gradient"],
  );
  assert.ok(images[0].bottom <= images[1].top && images[1].bottom < canvas.height / 2, "at two pixels each");
});
