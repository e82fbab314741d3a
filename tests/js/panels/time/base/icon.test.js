import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { icon } from "../../../../../static/js/panels/time/base/icon.js";
import { openPage } from "../../../dom.js";

test("an icon is one of the page's own, and nothing for a screen reader", (t) => {
  openPage(t);
  assert.equal(icon("play").firstChild.getAttribute("href"), "#icon-play");
  assert.equal(icon("play").getAttribute("aria-hidden"), "true");
});
