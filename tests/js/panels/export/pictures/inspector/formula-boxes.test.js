import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../../english.js";
import katex from "katex";
import { formulaBox, rowBox, textBox } from "../../../../../../static/js/panels/export/pictures/inspector/formula-boxes.js";
import { openPage } from "../../../../dom.js";
import { elementOf, LETTER, recorder } from "./recorder.js";

/** Paints a formula at 0, 100, and returns what is where. */
function painted(t, latex) {
  const { document } = openPage(t);
  const { setting, ...found } = recorder();
  const math = elementOf(document, katex.renderToString(latex, { output: "mathml" })).querySelector("math");
  const box = formulaBox(math, { ...setting, size: 1 });
  box.paint(setting.ctx, 0, 100);
  return { ...found, box, said: found.texts.map(({ text }) => text).join("") };
}

test("scripts are beside what they belong to, above and below, and not on each other", (t) => {
  const { place, box, said } = painted(t, "w^{(1)}_{2}");
  assert.equal(said, "w2(1)");
  assert.ok(place("2").x > place("w").x && place("1").x > place("w").x);
  assert.ok(place("2").y > 100 && place("1").y < 100);
  assert.ok(place("2").y - place("1").y > (0.74 + 0.22) * 0.72 * 20, "further apart than letters of their size are high");
  assert.ok(box.ascent > 0.74 * 20 && box.descent > 0.22 * 20);
});

test("a fraction has its parts above and below a bar, in the middle of it", (t) => {
  const { place, boxes, box } = painted(t, "\\frac{a}{bcd}");
  const [bar] = boxes;
  assert.ok(place("a").y < bar.y && bar.y < place("d").y - 0.5 * 20);
  assert.ok(bar.width <= box.width);
  const middle = box.width / 2;
  assert.equal(place("a").x + LETTER / 2, middle);
  assert.equal(place("b").x + 1.5 * LETTER, middle);
});

test("a root has a line over all that is in it", (t) => {
  const { place, boxes, said } = painted(t, "\\sqrt{v}+1");
  assert.equal(said, "√v+1");
  const [line] = boxes;
  assert.ok(line.y < 100 - 0.7 * 20 && line.x <= place("v").x && line.x + line.width >= place("v").x + LETTER);
  assert.ok(place("+").x > line.x + line.width, "with room around a sign");
});

test("an accent is over its letter", (t) => {
  const { place } = painted(t, "\\hat m");
  assert.equal(place("^").x, place("m").x);
  assert.ok(place("^").y < place("m").y);
});

test("cases are below one another, and notes for other programs are left out", (t) => {
  const { place, said } = painted(t, "\\begin{cases} a & b \\\\ c & d \\end{cases}");
  assert.equal(said, "{abcd");
  assert.ok(place("a").y < place("c").y && place("a").x === place("c").x && place("b").x > place("a").x);
});

test("boxes in a row share their baseline", () => {
  const { setting, place } = recorder();
  const [large, small] = [2, 1].map((size) => textBox(String(size), { ...setting, size }));
  const row = rowBox([small, large]);
  row.paint(setting.ctx, 5, 50);
  assert.deepEqual([place("1").x, place("2").x, place("1").y, place("2").y], [5, 5 + LETTER, 50, 50]);
  assert.equal(row.ascent, large.ascent);
});
