import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindAll } from "../../../../static/js/panels/panels.js";
import { bindTime } from "../../../../static/js/panels/time/time.js";
import { frameOf, statusOf } from "../../examples.js";
import { openPast } from "./strip-page.js";

function open(t) {
  const opened = openPast(t);
  bindTime(opened.context);
  opened.resize(opened.byId("time-track"), 211, 30);
  return opened;
}

test("everything of the past is on one line of the page", (t) => {
  const { byId } = open(t);
  assert.deepEqual(
    [...byId("time").children].map(({ id, className }) => id || className),
    ["time-playback", "time-field", "time-track", "time-progress", "time-to-end", "time-branches"],
  );
});

test("the curves of branches that are compared have more room", (t) => {
  const { byId, store } = open(t);
  const hasRoom = () => byId("results").hasAttribute("data-compares");
  const [other] = store.timeline.event.value.branches.filter(({ id }) => id !== store.timeline.event.value.current);
  store.dispatch({ type: "compare", branch: other.id, isSet: true });
  assert.ok(!hasRoom());
  store.timeline.curves.value = new Map([[other.id, { id: other.id, losses: null, accuracies: null }]]);
  assert.ok(hasRoom());
  store.dispatch({ type: "compare", branch: other.id, isSet: false });
  assert.ok(!hasRoom());
});

test("whoever goes somewhere else ends the playback", async (t) => {
  const { byId, click, press, after, sought } = open(t);
  click("time-on");
  await after(200);
  press("time-track", "Home");
  assert.equal(byId("time-on").getAttribute("aria-pressed"), "false");
  assert.deepEqual(sought().at(-1), { step: 0 });
});

test("a step that another part of the page asks for is gone to, again and again", async (t) => {
  const { store, after, sought } = open(t);
  for (const step of [3, 3]) {
    store.timeline.asked.value = step;
    await after(200);
    assert.equal(store.timeline.asked.value, null);
  }
  assert.deepEqual(sought().slice(-2), [{ step: 3 }, { step: 3 }]);
});

test("frames of a run do not change the page one by one", async (t) => {
  const { store, after, window, document, context } = open(t);
  bindAll(context);
  await after(1000);
  store.dispatch(statusOf({ running: true, step: 1000 }));
  await after(100);
  const writes = new Map();
  const observer = new window.MutationObserver((records) => {
    for (const { target, attributeName } of records) {
      const place = `${(target.id ?? target.parentElement?.id) || target.parentElement?.className || target.className} ${attributeName ?? "text"}`;
      writes.set(place, (writes.get(place) ?? 0) + 1);
    }
  });
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  for (let k = 1; k <= 50; k += 1) {
    store.takeFrame(frameOf({}, { step: 1000 + k, trainLoss: 1 / k, running: true }));
    await after(10);
  }
  observer.disconnect();
  assert.ok(writes.size > 3);
  const often = [...writes].filter(([, n]) => n > 7);
  assert.deepEqual(often, []);
});
