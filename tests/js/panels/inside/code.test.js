import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindCode } from "../../../../static/js/panels/inside/code.js";
import { openPanels } from "../../dom.js";
import { programOf } from "./programs.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));
const scriptOf = (more = {}) => ({
  type: "step_script",
  id: 1,
  run: 0,
  step: 121,
  done: 2,
  code: `# data\nX = np.array([${"0.25, ".repeat(100)}])\n\nz1 = W1 @ X\nu = 1\na1 = u\nprint(a1)\n`,
  ops: [
    [4, 4],
    [5, 6],
  ],
  has_numbers: true,
  ...more,
});

async function open(t, answer = scriptOf()) {
  const opened = openPanels(t);
  opened.answersTo.script = () => answer;
  opened.store.dispatch(programOf());
  opened.view({ tab: "inside", part: "code" });
  bindCode(opened.context);
  await settled();
  const host = opened.byId("inspector-code");
  const lines = () => [...host.querySelectorAll(".code-line")];
  const marked = (name) => lines().flatMap((line, i) => (line.classList.contains(name) ? [i + 1] : []));
  return { ...opened, host, lines, marked };
}

test("the lines of the last operation are marked, those to come are dim", async (t) => {
  const { lines, marked, store } = await open(t);
  assert.equal(lines().length, 7);
  assert.ok(lines()[1].textContent.length < 410);
  assert.deepEqual([marked("now"), marked("later"), marked("comment")], [[5, 6], [], [1]]);
  store.dispatch(programOf({ done: 1 }));
  assert.deepEqual([marked("now"), marked("later")], [[4], [5, 6]]);
});

test("the lines scroll to those that are marked, unless the pointer is on them", async (t) => {
  const { lines, store, view } = await open(t);
  const box = lines()[0].parentElement;
  Object.defineProperties(box, { clientHeight: { value: 90 } });
  for (const [i, line] of lines().entries()) Object.defineProperties(line, { offsetTop: { value: 60 * i }, offsetHeight: { value: 60 } });
  view({ op: 0 });
  assert.equal(box.scrollTop, 180 - 30);
  view({ op: 1 });
  assert.equal(box.scrollTop, 240 - 30);
  store.dispatch(programOf({ done: 2, step: 121 }));
  assert.equal(box.scrollTop, 240 - 30);
});

test("a line lights up its operation, and the operation its lines", async (t) => {
  const { lines, marked, store, window, view } = await open(t);
  const over = (line, type = "pointerover") => line.dispatchEvent(new window.Event(type, { bubbles: true }));
  over(lines()[3]);
  assert.equal(store.view.value.op, 0);
  assert.deepEqual(marked("now"), [4]);
  over(lines()[0]);
  assert.equal(store.view.value.op, null);
  over(lines()[4]);
  over(lines()[4].parentElement, "pointerleave");
  assert.equal(store.view.value.op, null);
  view({ op: 1 });
  assert.deepEqual(marked("now"), [5, 6]);
});

test("a click on a line runs the step up to it", async (t) => {
  const { lines, click, asked, store } = await open(t);
  store.dispatch(programOf({ done: 1 }));
  click(lines()[0]);
  click(lines()[5]);
  assert.deepEqual(
    asked.filter(([kind]) => kind !== "ask"),
    [["advance", "op", 1]],
  );
});

test("the whole code is copied, with the arrays that are shown cut off", async (t) => {
  const { host, click, window, store } = await open(t);
  let copied = "";
  Object.defineProperty(window.navigator, "clipboard", { value: { writeText: async (text) => (copied = text) }, configurable: true });
  click(host.querySelector("button"));
  await settled();
  assert.equal(copied, scriptOf().code);
  assert.match(store.state.value.message, /^Code copied/);
});

test("of a step that is too large it is said that its numbers are left out", async (t) => {
  const { host } = await open(t, scriptOf({ has_numbers: false }));
  assert.match(host.querySelector("p").textContent, /^Step 121 has too many numbers/);
});

test("the code is asked for again after an operation, but not behind another part", async (t) => {
  const { asked, store, view, after } = await open(t);
  const n = () => asked.filter(([, request]) => request.type === "script").length;
  store.dispatch(programOf({ done: 3 }));
  after(400);
  await settled();
  assert.equal(n(), 2);
  view({ part: "numbers" });
  store.dispatch(programOf({ done: 4 }));
  after(400);
  await settled();
  assert.equal(n(), 2);
});
