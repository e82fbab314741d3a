import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { bindPaths, countText } from "../../../../../static/js/panels/inside/graph/paths.js";
import { openPanels } from "../../../dom.js";
import { recurrentOf } from "../../../examples.js";
import { programOf } from "../programs.js";
import { pathsOf } from "./graphs.js";

const settled = async () => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

const WEIGHT = { kind: "edge", layer: 0, row: 1, column: 0 };
const SHOWN = { tab: "inside", part: "graph", pinned: WEIGHT };

function opened(t, answer = () => pathsOf()) {
  const panels = openPanels(t);
  panels.answersTo.find_paths = answer;
  bindPaths(panels.context);
  const { view, after, asked, document } = panels;
  const go = async (patch) => {
    view(patch);
    after(300);
    await settled();
    after(300);
    await settled();
  };
  const questions = () => asked.filter(([, request]) => request?.type === "find_paths").map(([, request]) => request);
  return { ...panels, go, questions, root: document.querySelector(".paths"), all: (selector) => [...document.querySelectorAll(`.paths ${selector}`)] };
}

test("without a weight there is an invitation, and nothing is asked", async (t) => {
  const { go, questions, root } = opened(t);
  await go({ tab: "inside", part: "graph" });
  assert.match(root.textContent, /Choose a weight or a bias/);
  await go({ pinned: { kind: "neuron", layer: 0, index: 1 } });
  assert.equal(questions().length, 0);
});

test("of a weight the paths are asked for, and again when the step goes on", async (t) => {
  const { go, questions, store, view, root } = opened(t);
  view(SHOWN);
  assert.match(root.textContent, /are being counted/);
  await go({});
  assert.deepEqual(questions(), [{ type: "find_paths", run: 0, layer: 0, row: 1, column: 0, sample: null }]);
  store.dispatch(programOf());
  await go({ probe: 6 });
  assert.equal(questions().at(-1).sample, 6);
  await go({ pinned: null });
  assert.match(root.textContent, /Choose a weight/);
});

test("an answer that comes too late is dropped", async (t) => {
  let release;
  const { go, root } = opened(t, () => new Promise((resolve) => (release = resolve)));
  await go(SHOWN);
  await go({ pinned: { ...WEIGHT, row: 0 } });
  release(pathsOf());
  await settled();
  assert.match(root.textContent, /are being counted/);
});

test("they are counted, and the sum over them is beside what backpropagation computed", async (t) => {
  const { go, root, all } = opened(t);
  await go(SHOWN);
  assert.equal(
    all("p")[0].textContent,
    "3 paths lead from here to the loss. 2 of them have no factor 0. Backpropagation sums over all of them and touches each of the 8 local derivatives only once.",
  );
  assert.equal(all("p")[1].textContent, "Sample 7, which pulls hardest; products contain 1/B");
  assert.deepEqual(
    all(".path-sums div").map((each) => each.textContent),
    ["these 3 paths0.2500", "all paths0.2500", "δ · a0.2500"],
  );
  assert.ok(!root.querySelector("p[title]"));
});

test("a count that is too long is a power of ten, with all its digits on demand", async (t) => {
  const many = String(128n ** 7n);
  const { go, all } = opened(t, () => pathsOf({ n_paths: many, n_active: many }));
  await go(SHOWN);
  assert.match(all("p")[0].textContent, /^5\.629e14 paths lead/);
  assert.doesNotMatch(all("p")[0].textContent, /factor 0/);
  assert.equal(all("p")[0].title, many);
  assert.equal(countText("12"), "12");
});

test("whose numbers they are is said", async (t) => {
  let answer = pathsOf();
  const { go, all } = opened(t, () => answer);
  await go({ ...SHOWN, probe: 6 });
  assert.equal(all("p")[1].textContent, "Sample 7; products contain 1/B");
  answer = pathsOf({ in_batch: false });
  await go({ probe: 7 });
  assert.equal(all("p")[1].textContent, "Sample 7, which is not in this batch; alone, with B = 1");
});

test("before the derivatives are computed there are no products", async (t) => {
  const { go, all } = opened(t, () => pathsOf({ n_active: null, total: null, gradient: null, largest: [] }));
  await go(SHOWN);
  assert.match(all("p")[1].textContent, /not known yet/);
  assert.equal(all(".path-row").length, 0);
});

test("as long as delta is not computed it is not yet", async (t) => {
  const { go, all } = opened(t, () => pathsOf({ gradient: null }));
  await go(SHOWN);
  assert.equal(all(".path-sums div").at(-1).textContent, "δ · anot yet");
});

test("each path has its units, a bar of its sign and size, and its product", async (t) => {
  const { go, all } = opened(t);
  await go(SHOWN);
  assert.deepEqual(
    all(".path-row").map((row) => row.textContent),
    ["neuron 2 → 10.5000", "neuron 2 → 2−0.2500", "neuron 2 → 30"],
  );
  const bars = all(".path-bar");
  assert.deepEqual(
    bars.map((bar) => bar.style.width),
    ["100%", "50%", "0%"],
  );
  assert.ok(bars[1].classList.contains("negative"));
  await go({ digits: 17 });
  assert.equal(all(".path-row b")[0].textContent, "0.5");
});

test("where all products are 0 the bars are empty", async (t) => {
  const [first] = pathsOf().largest;
  const { go, all } = opened(t, () => pathsOf({ largest: [{ ...first, product: 0 }] }));
  await go(SHOWN);
  assert.equal(all(".path-bar")[0].style.width, "0%");
});

test("pointing at a path lights up its weights in the network", async (t) => {
  const { go, all, point, happen, store, root } = opened(t);
  await go(SHOWN);
  point(all(".path-row")[1], "pointerover");
  assert.deepEqual(store.view.value.path, [WEIGHT, { kind: "edge", layer: 1, row: 1, column: 1 }]);
  point(root, "pointerleave");
  assert.deepEqual(store.view.value.path, []);
  happen(all(".path-row")[0], "focusin");
  assert.equal(store.view.value.path.length, 2);
  happen(all(".path-row")[0], "focusout");
  assert.equal(store.view.value.path.length, 0);
});

test("a click on a path shows its factors, which multiply to its product", async (t) => {
  const { go, all, click } = opened(t);
  await go(SHOWN);
  const values = () => all(".number-chip b").map((each) => each.textContent);
  assert.deepEqual(values(), ["2.000", "0.5000", "0.5000", "1.000"]);
  click(all(".path-row")[1]);
  assert.deepEqual(values(), ["2.000", "0.5000", "−0.2500", "1.000"]);
  assert.deepEqual(
    all(".path-row").map((row) => row.getAttribute("aria-pressed")),
    ["false", "true", "false"],
  );
  assert.match(all(".path-factors")[0].textContent, /=−0\.2500$/);
});

test("a factor leads to where it is from, and pointing at it lights that up", async (t) => {
  const { go, all, click, point, store } = opened(t);
  await go(SHOWN);
  const [x, slope, , entry] = all(".number-chip");
  point(x, "pointerenter");
  assert.deepEqual(store.view.value.hover, { kind: "input", index: 0 });
  click(entry);
  assert.deepEqual(store.view.value.pinned, WEIGHT);
  click(slope);
  assert.deepEqual(store.view.value.pinned, { kind: "neuron", layer: 0, index: 1 });
  assert.equal(store.view.value.probe, 6);
});

test("where units are no neurons, a path is named by what it begins with, and most of many factors are folded", async (t) => {
  const [first] = pathsOf().largest;
  const factors = Array.from({ length: 30 }, (_, i) => ({ symbol: `w_{${i}}`, value: i + 1, ref: null }));
  const { go, all, click, store } = opened(t, () => pathsOf({ largest: [{ ...first, factors }] }));
  store.dispatch({ type: "network", ...recurrentOf(20, 3) });
  await go(SHOWN);
  assert.match(all(".path-via")[0].textContent, / · 30 factors$/);
  assert.equal(all(".path-sums div").at(-1).textContent, "Σ δ · input0.2500");
  assert.equal(all(".number-chip").length, 14);
  const [more] = all(".path-factors button.tiny-text");
  assert.equal(more.textContent, "· 16 more ·");
  click(more);
  assert.equal(all(".number-chip").length, 30);
});

test("a path without factors is a path, too", async (t) => {
  const [first] = pathsOf().largest;
  const { go, all, store } = opened(t, () => pathsOf({ largest: [{ ...first, factors: [] }] }));
  store.dispatch({ type: "network", ...recurrentOf(20, 3) });
  await go(SHOWN);
  assert.equal(all(".path-via")[0].textContent, " · 0 factors");
});
