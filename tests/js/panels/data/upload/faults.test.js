import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { createFaults } from "../../../../../static/js/panels/data/upload/faults.js";
import { openPage } from "../../../dom.js";
import { readingOf } from "./readings.js";

const FAULT = {
  key: "own.n_refused",
  values: { n: 1 },
  cell: { line: 3, column: 0 },
  cures: [{ key: "own.refused.missing", values: {}, choices: { refused: "missing" } }],
};

function open(t) {
  const page = openPage(t);
  const [box, fault, cures] = ["textarea", "p", "div"].map((tag) => page.document.body.appendChild(page.document.createElement(tag)));
  const cured = [];
  fault.scrollIntoView = () => {};
  return { ...page, box, fault, cures, cured, ...createFaults({ box, fault, cures }, (choices) => cured.push(choices)) };
}

test("the first fault is said with its cures as buttons, and the others are counted", (t) => {
  const { show, fault, cures, box, cured, click } = open(t);
  show([FAULT, FAULT, FAULT]);
  assert.deepEqual([fault.hidden, fault.textContent, box.getAttribute("aria-invalid")], [false, "1 is no number (2 more)", "true"]);
  const [button] = cures.children;
  assert.deepEqual([cures.hidden, button.textContent, button.type], [false, "counts as missing", "button"]);
  click(button);
  assert.deepEqual(cured, [{ refused: "missing" }]);
  show([FAULT]);
  assert.equal(fault.textContent, "1 is no number");
});

test("without a fault nothing is said", (t) => {
  const { show, fault, cures, box } = open(t);
  show([FAULT]);
  show([]);
  assert.deepEqual([fault.hidden, fault.textContent, cures.hidden, cures.children.length, box.getAttribute("aria-invalid")], [true, "", true, 0, "false"]);
});

test("what the server refuses has no cures", (t) => {
  const { show, refuse, fault, cures } = open(t);
  show([FAULT]);
  refuse("too many classes");
  assert.deepEqual([fault.textContent, cures.hidden], ["too many classes", true]);
});

test("the line of a fault is in the middle of the text box, and the fault in sight", (t) => {
  const { point, box, fault } = open(t);
  const seen = [];
  fault.scrollIntoView = (how) => seen.push(how.block);
  for (const [name, value] of Object.entries({ scrollHeight: 1000, clientHeight: 100 })) Object.defineProperty(box, name, { value });
  box.value = ["width;kind", ...Array.from({ length: 99 }, () => "1.5;a")].join("\n");
  const { table } = readingOf();
  const lines = Array.from({ length: 99 }, (_, i) => i + 2);
  point({ table: { ...table, lines, rows: lines.map(() => ["1.5", "a"]) } }, { ...FAULT, cell: { line: 50, column: 0 } });
  assert.deepEqual([box.scrollTop, seen], [450, ["nearest"]]);
});

test("the cell of a fault is selected in the text", (t) => {
  const { point, box, document } = open(t);
  box.value = "width;kind\n1.5;a\n2;b";
  point(readingOf(), FAULT);
  assert.deepEqual([document.activeElement, box.selectionStart, box.selectionEnd], [box, 17, 18]);
  point(readingOf(), { ...FAULT, cell: undefined });
  assert.deepEqual([box.selectionStart, box.selectionEnd], [17, 18]);
});
