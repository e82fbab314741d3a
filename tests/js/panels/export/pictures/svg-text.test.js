import assert from "node:assert/strict";
import { test } from "node:test";
import { attributes, colorOf, element, escaped, fontOf, pathOf, rounded } from "../../../../../static/js/panels/export/pictures/svg-text.js";

test("a text cannot leave its element or its attribute", () => {
  assert.equal(escaped(`<script>&"'`), "&lt;script&gt;&amp;&quot;&#39;");
});

test("what XML forbids is marked, other letters stay", () => {
  assert.equal(escaped("a\0\u0008\ud800b\uffff\u{1f600}\t\n"), "a\ufffd\ufffd\ufffdb\ufffd\u{1f600}\t\n");
});

test("an element contains its text", () => {
  assert.equal(element("desc", { id: "a" }, "1 < 2"), '<desc id="a">1 &lt; 2</desc>');
});

test("attributes without a value are left out", () => {
  assert.equal(attributes({ x: 1.23456, fill: "none", opacity: undefined, d: "" }), ' x="1.23" fill="none"');
  assert.equal(attributes({ width: 0 }), ' width="0"');
});

test("numbers have at most two decimals and no negative zero", () => {
  assert.deepEqual([0.005, -0.001, 2.71499].map(rounded).map(String), ["0.01", "0", "2.71"]);
});

test("colours are written in hexadecimal digits", () => {
  assert.deepEqual(["rgb(255 128 0 / 1)", "#ABCDEF", "none"].map(colorOf), ["#ff8000", "#ABCDEF", "none"]);
});

test("a font of a canvas has a weight, a size and families", () => {
  assert.deepEqual(fontOf('450 11.2px "Inter", sans-serif'), { weight: "450", size: 11.2, family: "'Inter', sans-serif" });
  assert.deepEqual(fontOf("inherit"), { weight: "400", size: 10, family: "sans-serif" });
});

test("circles and rectangles in a path are closed lines", () => {
  assert.equal(pathOf([["circle", 10, 20, 5]]), "M15 20A5 5 0 1 1 5 20A5 5 0 1 1 15 20Z");
  assert.equal(pathOf([["rect", 1, 2, 3, 4, 0]]), "M1 2h3v4h-3Z");
  assert.equal(pathOf([["rect", 0, 0, 10, 8, 2]]), "M2 0h6a2 2 0 0 1 2 2v4a2 2 0 0 1 -2 2h-6a2 2 0 0 1 -2 -2v-4a2 2 0 0 1 2 -2Z");
  assert.equal(pathOf([["M", 1, 2], ["L", 3, 4.001], ["Z"]]), "M1 2L3 4Z");
});
