import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { runToOpen } from "../../../../static/js/net/saved-run.js";
import { offerLastRun } from "../../../../static/js/panels/visit/last-run.js";
import { openPanels } from "../../dom.js";
import { statusOf } from "../../examples.js";
import { haveLater } from "../../later.js";
import { runOf } from "../runs/saved.js";

async function open(t, { runs = [runOf({ id: "a", name: "spiral", step: 1846 }), runOf({ id: "b", name: "older" })], current = null, ...options } = {}) {
  const opened = openPanels(t, options);
  haveLater(opened);
  const asked = [];
  let reloads = 0;
  const ask = (request) => {
    asked.push(request);
    return Promise.resolve({ runs, current });
  };
  await offerLastRun({ ...opened.context, ask }, () => {
    reloads += 1;
  });
  return {
    ...opened,
    asked,
    offer: () => opened.document.getElementById("last-run"),
    isOffered: () => opened.document.getElementById("last-run") !== null,
    reloads: () => reloads,
  };
}

test("a new page offers the newest saved run, and a click opens it", async (t) => {
  const { asked, offer, reloads } = await open(t);
  assert.deepEqual(asked, [{ type: "runs", action: "list" }]);
  assert.equal(offer().textContent, "Continue spiral at step 1\u2009846");
  assert.match(offer().title, /^Step 1\u2009846 · loss /);
  offer().click();
  assert.deepEqual([runToOpen(), reloads()], ["a", 1]);
});

test("the offer ends when the page trains", async (t) => {
  const { isOffered, store } = await open(t);
  assert.equal(isOffered(), true);
  store.dispatch(statusOf({ running: true }));
  assert.equal(isOffered(), false);
});

for (const [name, options] of Object.entries({
  "no run": { runs: [] },
  "the run of this page only": { current: "a", runs: [runOf({ id: "a" })] },
  "a run that was never trained": { runs: [runOf({ id: "a", step: 0 })] },
  "a resumed session": { welcome: { resumed: true, step: 3 } },
  "a page without a connection": { welcome: null },
})) {
  test(`nothing is offered: ${name}`, async (t) => {
    const { isOffered } = await open(t, options);
    assert.equal(isOffered(), false);
  });
}

test("a server that saves nothing is not asked", async (t) => {
  const opened = openPanels(t);
  opened.document.getElementById("runs-open").remove();
  const ask = () => assert.fail("asked");
  await offerLastRun({ ...opened.context, ask });
});
