import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../../english.js";
import { isLine, lineBox, linesOf } from "../../../../../../static/js/panels/export/pictures/inspector/lines.js";
import { createChips, formula } from "../../../../../../static/js/panels/inside/base/chips.js";
import { openPanels } from "../../../../dom.js";
import { refOf } from "../../../inside/derivations.js";
import { elementOf, LETTER, recorder } from "./recorder.js";

function open(t) {
  const opened = openPanels(t);
  const recorded = recorder();
  /** Paints an element in lines. */
  const painted = (element, width = 1000) => {
    const lines = linesOf(element, width, recorded.setting);
    lines.paint(recorded.setting.ctx);
    return lines;
  };
  return { ...opened, ...recorded, painted, element: (html) => elementOf(opened.document, html) };
}

test("words go on in the next line where they have no room", (t) => {
  const { painted, place, element } = open(t);
  const { height } = painted(element("<p>one two three</p>"), 8 * LETTER);
  assert.deepEqual([place("one").x, place("two").x, place("three").x], [0, 4 * LETTER, 0]);
  assert.ok(place("three").y > place("two").y && height > place("three").y);
});

test("soft texts are soft, and what only acts on the page is left out", (t) => {
  const { painted, place, texts, element, setting } = open(t);
  painted(element('<p>loud <span class="soft">soft</span><span class="copies">123</span><b class="hidden">no</b></p>'));
  assert.deepEqual(
    texts.map(({ text }) => text),
    ["loud", "soft"],
  );
  assert.equal(place("soft").color, setting.theme.muted);
  assert.equal(place("loud").color, setting.theme.ink);
});

test("a chip has its symbol above its number, in a frame that no line breaks", (t) => {
  const { painted, place, boxes, store, document } = open(t);
  const chips = createChips(store, () => undefined);
  const line = document.createElement("p");
  line.append(formula("z"), chips.chip({ symbol: "a", value: 0.25, ref: refOf({}), digits: 4 }), chips.chip({ symbol: "b", value: null, ref: null }));
  painted(line, 14 * LETTER);
  assert.ok(place("a").y < place("0.2500").y);
  const [first, second] = boxes.filter(({ isFrame }) => isFrame);
  assert.ok(first.x > place("z").x + LETTER && first.y < place("a").y && first.y + first.height > place("0.2500").y);
  assert.ok(second.y > first.y && second.x === 0, "the next one is in the next line");
  assert.ok(place("not yet"));
});

test("an element is a line if nothing in it stands below something else", (t) => {
  const { element } = open(t);
  assert.ok(isLine(element("<p>a <b>b</b><span>c</span></p>")));
  assert.ok(!isLine(element("<div><p>a</p></div>")));
  assert.ok(!isLine(element("<div><h4>a</h4><span>b</span></div>")));
});

test("a cell of a table is one line", (t) => {
  const { element, setting } = open(t);
  assert.equal(lineBox(element("<p>one two</p>"), setting).width, 7 * LETTER);
});
