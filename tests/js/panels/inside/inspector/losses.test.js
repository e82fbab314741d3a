import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { makeLosses } from "../../../../../static/js/panels/inside/inspector/losses.js";
import { openPage } from "../../../dom.js";

const LOSSES = { latex: "L = \\frac{1}{2}(a - y)^2", samples: [41, 7], losses: [0.02, 0.123456789], outputs: [[0.8, -0.5]], targets: [[1, -1]] };

function made(t, losses = LOSSES, more = {}) {
  const { document, click } = openPage(t);
  const followed = [];
  const box = makeLosses(losses, { digits: 4, sample: null, onFollow: (sample) => followed.push(sample), ...more });
  document.body.append(box);
  const rows = [...box.querySelectorAll("tr")].map((row) => [...row.children].map(({ textContent }) => textContent));
  return { box, rows, followed, click };
}

test("each sample has its target, its output and its loss, and the batch their mean", (t) => {
  const { rows } = made(t);
  assert.deepEqual(rows, [
    ["sample", "target", "output", "loss"],
    ["42", "1.000", "0.8000", "0.02000"],
    ["8", "−1.000", "−0.5000", "0.1235"],
    ["mean of 2", "0.07173"],
  ]);
});

test("all digits are there to be read, and written on demand", (t) => {
  const { rows, box } = made(t, LOSSES, { digits: 17 });
  assert.equal(rows[2][3], "0.123456789");
  assert.deepEqual(
    [...box.querySelectorAll("tbody td:last-child")].map(({ dataset }) => Number(dataset.value)),
    LOSSES.losses,
  );
});

test("a sample is followed, and let go again", (t) => {
  const { box, followed, click } = made(t, LOSSES, { sample: 7 });
  const [first, second] = box.querySelectorAll("button");
  assert.deepEqual([first.ariaPressed ?? first.getAttribute("aria-pressed"), second.getAttribute("aria-pressed")], ["false", "true"]);
  click(first);
  click(second);
  assert.deepEqual(followed, [41, null]);
});

test("what is not computed yet is no 0, and has no mean", (t) => {
  const { rows } = made(t, { ...LOSSES, losses: [0.02, null], outputs: [[0.8, null]] });
  assert.deepEqual(rows[2], ["8", "−1.000", "not yet", "not yet"]);
  assert.deepEqual(rows[3], ["mean of 2", "not yet"]);
});

test("of a very large batch the losses alone are told", (t) => {
  const { rows } = made(t, { ...LOSSES, outputs: null, targets: null });
  assert.deepEqual(rows[0], ["sample", "loss"]);
});
