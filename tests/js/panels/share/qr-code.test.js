import assert from "node:assert/strict";
import { test } from "node:test";
import jsQR from "jsqr";
import "../../english.js";
import { qrCode } from "../../../../static/js/panels/share/qr-code.js";
import { openPage } from "../../dom.js";

const PIXELS_PER_MODULE = 4;

/** Paints the rectangles of the path, dark on light, and returns what another library reads in them. */
function read(svg) {
  const [x0, y0, size] = svg.getAttribute("viewBox").split(" ").map(Number);
  const width = size * PIXELS_PER_MODULE;
  const data = new Uint8ClampedArray(4 * width * width).fill(255);
  for (const [, x, y, length] of svg.firstChild.getAttribute("d").matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let row = 0; row < PIXELS_PER_MODULE; row += 1) {
      const from = ((Number(y) - y0) * PIXELS_PER_MODULE + row) * width + (Number(x) - x0) * PIXELS_PER_MODULE;
      for (let pixel = from; pixel < from + Number(length) * PIXELS_PER_MODULE; pixel += 1) data.fill(0, 4 * pixel, 4 * pixel + 3);
    }
  }
  return jsQR(data, width, width)?.data ?? null;
}

for (const text of [
  "http://192.168.1.5:8000/#look=abcdefghij_KLMNOP-123",
  "https://learn.example/hub/user/nadia/proxy/8000/?hide=help%2Cdata&lang=de#look=abcdefghij_KLMNOP-123",
  "http://[2001:db8::9]:8000/#v=1",
]) {
  test(`another library reads ${text} in its code`, (t) => {
    openPage(t);
    assert.equal(read(qrCode(text, "")), text);
  });
}

test("a code with a hole in it is not read, so the test would notice", (t) => {
  openPage(t);
  const svg = qrCode("http://192.168.1.5:8000/#look=abcdefghij_KLMNOP-123", "");
  const path = svg.firstChild.getAttribute("d");
  svg.firstChild.setAttribute("d", path.slice(0, path.length / 2).replace(/[^z]*$/, ""));
  assert.equal(read(svg), null);
});

test("it has a name for those who do not see it", (t) => {
  openPage(t);
  const svg = qrCode("x", "QR code of the link");
  assert.deepEqual([svg.getAttribute("role"), svg.getAttribute("aria-label")], ["img", "QR code of the link"]);
});
