import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { makeOpenRun } from "../../../../static/js/panels/export/open-run.js";
import { openPanels } from "../../dom.js";

function open(t) {
  const opened = openPanels(t);
  const [sent, said, closed] = [[], [], []];
  const take = (request) => {
    sent.push(request);
    return Promise.resolve();
  };
  const loader = { store: opened.store, actions: { send: take, carryOut: ({ after }) => take(after) } };
  const [button, field] = makeOpenRun(loader, { report: (text) => said.push(text), close: () => closed.push(true) });
  opened.document.body.append(button, field);
  /** Chooses files, as the browser's dialog does. */
  const choose = async (...files) => {
    Object.defineProperty(field, "files", { value: files, configurable: true });
    field.dispatchEvent(new opened.window.Event("change"));
    await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 20; turn += 1) await opened.settle();
  };
  return { ...opened, sent, said, closed, button, field, choose };
}

test("the button opens the dialog for a file", (t) => {
  const { button, field } = open(t);
  let n = 0;
  field.addEventListener("click", () => (n += 1));
  button.click();
  assert.equal(n, 1);
});

test("a run is sent, and the sheet closes", async (t) => {
  const { choose, sent, said, closed, button } = open(t);
  await choose(new File(['{"format": "backprop-live-run"}'], "run.json"));
  assert.deepEqual([sent.length, said, closed, button.disabled], [1, [], [true], false]);
});

test("another file is named, and nothing is sent", async (t) => {
  const { choose, sent, said, closed, button } = open(t);
  await choose(new File(["{}"], "other.json"));
  assert.deepEqual([sent, said, closed, button.disabled], [[], [words("export.open_run.other", { name: "other.json" })], [], false]);
});

test("without a file nothing happens", async (t) => {
  const { choose, sent, said } = open(t);
  await choose();
  assert.deepEqual([sent, said], [[], []]);
});
