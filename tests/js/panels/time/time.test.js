import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindTime } from "../../../../static/js/panels/time/time.js";
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
