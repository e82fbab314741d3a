import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { saveFile } from "../../../../static/js/base/page/save-file.js";
import { openPage } from "../../dom.js";

test("a file is saved under its name, and its address is given up only later", (t) => {
  const { window, after } = openPage(t);
  const saved = [];
  t.mock.method(window.HTMLAnchorElement.prototype, "click", function () {
    saved.push([this.download, this.href]);
  });
  const create = t.mock.method(URL, "createObjectURL", () => "blob:here");
  const revoke = t.mock.method(URL, "revokeObjectURL", () => undefined);
  const blob = new Blob(["a,b"]);
  saveFile(blob, "run.csv");
  assert.deepEqual([saved, create.mock.calls[0].arguments], [[["run.csv", "blob:here"]], [blob]]);
  after(5000);
  assert.equal(revoke.mock.callCount(), 0, "some browsers read the file late");
  after(6000);
  assert.deepEqual(revoke.mock.calls[0].arguments, ["blob:here"]);
});
