import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { svg } from "../../../../../static/js/panels/inside/base/svg.js";
import { openPage } from "../../../dom.js";

test("an element of a picture is SVG, with its attributes and children", (t) => {
  openPage(t);
  const picture = svg("svg", { viewBox: "0 0 2 1" }, svg("circle", { class: "dot", r: 0.5 }));
  assert.equal(picture.namespaceURI, "http://www.w3.org/2000/svg");
  assert.equal(picture.innerHTML, '<circle class="dot" r="0.5"></circle>');
  assert.equal(picture.getAttribute("viewBox"), "0 0 2 1");
});
