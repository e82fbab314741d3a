import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { bindCheck } from "../../../../../static/js/panels/inside/check/check.js";
import { openPanels } from "../../../dom.js";
import { networkOf } from "../../../examples.js";
import { programOf } from "../programs.js";
import { checkOf } from "./examples.js";

const EDGE = { kind: "edge", layer: 0, row: 1, column: 0 };
const settled = () => new Promise((resolve) => setImmediate(resolve));

function open(t, answer = () => checkOf()) {
  const opened = openPanels(t, { welcome: { network: networkOf(2, 3, 1) } });
  opened.answersTo.check_gradient = answer;
  opened.view({ tab: "inside", part: "numbers" });
  opened.store.dispatch(programOf());
  bindCheck(opened.context);
  const host = opened.byId("inspector-check");
  const questions = () => opened.asked.filter(([kind]) => kind === "ask").map(([, request]) => request);
  const wait = async () => {
    await settled();
    opened.after(400);
    await settled();
  };
  return { ...opened, host, questions, wait, one: () => host.querySelector(".check-one") };
}

test("without a weight or a bias there is nothing to check, and that is said", async (t) => {
  const { host, one, questions, view, wait } = open(t);
  view({ pinned: { kind: "neuron", layer: 0, index: 0 } });
  await wait();
  assert.deepEqual(questions(), []);
  assert.equal(one().hidden, true);
  assert.equal(host.querySelector(".check-keys").hidden, true, "there are no lines to name");
  assert.match(host.textContent, /Select a weight or a bias/);
});

test("the legend names each line of the picture beside a piece of it", (t) => {
  const keys = [...open(t).host.querySelectorAll(".check-key")];
  assert.deepEqual(
    keys.map(({ className, textContent }) => [className, textContent]),
    [
      ["check-key of-curve", "L(w)"],
      ["check-key of-tangent", "tangent"],
      ["check-key of-secant", "difference"],
    ],
  );
});

test("the pinned weight is checked, with the digits that differ marked", async (t) => {
  const { host, one, questions, view, wait } = open(t);
  view({ pinned: EDGE });
  await wait();
  assert.deepEqual(questions(), [{ type: "check_gradient", run: 0, layer: 0, row: 1, column: 0, h: 1e-5 }]);
  assert.equal(one().hidden, false);
  const numbers = [...host.querySelectorAll(".check-number")];
  assert.deepEqual(
    numbers.map(({ textContent }) => textContent),
    ["0.0191782181119", "0.0191782181125"],
  );
  assert.deepEqual(
    numbers.map((element) => element.querySelector("b").textContent),
    ["19", "25"],
  );
  assert.equal(host.querySelector(".check-agreement").textContent, "agree to 2·10⁻¹¹");
  assert.ok(host.querySelector(".check-plot svg"));
  view({ digits: 17 });
  assert.equal(numbers[0].textContent, "0.0191782181119");
});

test("the two losses are written with enough digits to compute the difference by hand", async (t) => {
  const found = { loss_plus: 0.123456789012345, loss_minus: 0.123456405448, numeric: (0.123456789012345 - 0.123456405448) / 2e-5 };
  const { host, view, wait } = open(t, () => checkOf(found));
  view({ pinned: EDGE });
  await wait();
  const texts = () => [...host.querySelectorAll(".check-losses > span > :last-child")].map(({ textContent }) => textContent);
  assert.deepEqual(texts(), ["0.123456789012", "0.123456405448"]);
  const [plus, minus] = texts().map(Number);
  assert.ok(Math.abs((plus - minus) / 2e-5 / found.numeric - 1) < 1e-5);
  assert.equal(host.querySelector(".check-keys").hidden, false);
  view({ digits: 17 });
  assert.equal(texts()[0], "0.123456789012345");
});

test("another step of the difference asks again", async (t) => {
  const { choose, questions, view, wait } = open(t);
  view({ pinned: EDGE });
  await wait();
  choose("check-step", "-3");
  await wait();
  assert.equal(questions().at(-1).h, 1e-3);
});

test("it is checked again after each operation, but not behind another part", async (t) => {
  const { questions, store, view, wait } = open(t);
  view({ pinned: EDGE });
  await wait();
  store.dispatch(programOf({ done: 3 }));
  await wait();
  assert.equal(questions().length, 2);
  view({ part: "code" });
  store.dispatch(programOf({ done: 4 }));
  await wait();
  assert.equal(questions().length, 2);
});

test("numbers of another parameter do not stay, and a refusal shows nothing", async (t) => {
  let isRefused = false;
  const { one, view, wait } = open(t, () => {
    if (isRefused) throw new Error("refused");
    return checkOf();
  });
  view({ pinned: EDGE });
  await wait();
  assert.equal(one().hidden, false);
  isRefused = true;
  view({ pinned: { ...EDGE, column: null } });
  assert.equal(one().hidden, true);
  await wait();
  assert.equal(one().hidden, true);
});
