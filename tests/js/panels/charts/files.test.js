import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { pictureOf, saveBlob } from "../../../../static/js/panels/charts/files.js";
import { textsOf } from "../../canvas.js";
import { openPage } from "../../dom.js";
import { THEME } from "../../examples.js";

test("a file is saved under its name, and its address is given up only later", (t) => {
  const { window, after } = openPage(t);
  const saved = [];
  t.mock.method(window.HTMLAnchorElement.prototype, "click", function () {
    saved.push([this.download, this.href]);
  });
  const create = t.mock.method(URL, "createObjectURL", () => "blob:here");
  const revoke = t.mock.method(URL, "revokeObjectURL", () => undefined);
  const blob = new Blob(["a,b"]);
  saveBlob(blob, "run.csv");
  assert.deepEqual([saved, create.mock.calls[0].arguments], [[["run.csv", "blob:here"]], [blob]]);
  after(5000);
  assert.equal(revoke.mock.callCount(), 0, "some browsers read the file late");
  after(6000);
  assert.deepEqual(revoke.mock.calls[0].arguments, ["blob:here"]);
});

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
