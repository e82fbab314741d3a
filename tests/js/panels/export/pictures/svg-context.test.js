import assert from "node:assert/strict";
import { test } from "node:test";
import { SvgContext } from "../../../../../static/js/panels/export/pictures/svg-context.js";

const WIDE = 7;
const paint = (draw) => {
  const ctx = new SvgContext((text) => WIDE * text.length);
  draw(ctx);
  return ctx.content;
};
const body = (draw) => paint(draw).body;

test("a circle alone is a circle, with or without a move to its beginning", () => {
  const circle = '<circle cx="10" cy="20" r="5" fill="#ff0000"/>';
  for (const begin of [() => {}, (ctx) => ctx.moveTo(15, 20)]) {
    const found = body((ctx) => {
      ctx.beginPath();
      begin(ctx);
      ctx.arc(10, 20, 5, 0, 2 * Math.PI);
      ctx.fillStyle = "#ff0000";
      ctx.fill();
    });
    assert.equal(found, circle);
  }
});

test("several shapes are one path, with the rule of what is inside", () => {
  const found = body((ctx) => {
    ctx.beginPath();
    ctx.rect(0, 0, 4, 4);
    ctx.roundRect(1, 1, 2, 2, 9);
    ctx.fill("evenodd");
  });
  assert.match(found, /^<path d="M0 0h4v4h-4ZM2 1h0a1 1 .*" fill="black" fill-rule="evenodd"\/>$/);
});

test("a part of a circle is refused, because it would be painted whole", () => {
  assert.throws(() => body((ctx) => ctx.arc(0, 0, 1, 0, 1)), RangeError);
});

test("a line has its width, ends, joints and dashes", () => {
  const found = body((ctx) => {
    ctx.beginPath();
    ctx.lineTo(1, 2);
    ctx.lineTo(3, 4);
    ctx.bezierCurveTo(1, 2, 3, 4, 5, 6);
    ctx.closePath();
    Object.assign(ctx, { strokeStyle: "rgb(1 2 3 / 1)", lineWidth: 2, lineCap: "round", lineJoin: "round", globalAlpha: 0.5 });
    ctx.setLineDash([3, 2]);
    ctx.stroke();
    assert.deepEqual(ctx.getLineDash(), [3, 2]);
  });
  const look = 'fill="none" stroke="#010203" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" stroke-dasharray="3 2" opacity="0.5"';
  assert.equal(found, `<path d="M1 2L3 4C1 2 3 4 5 6Z" ${look}/>`);
});

test("nothing is written for an empty path, an empty text, or a line that is only closed", () => {
  const found = body((ctx) => {
    ctx.beginPath();
    ctx.closePath();
    ctx.stroke();
    ctx.fill();
    ctx.fillText(" ", 0, 0);
  });
  assert.equal(found, "");
});

test("texts keep their place and width, whatever the font of the reader", () => {
  const found = body((ctx) => {
    Object.assign(ctx, { font: '600 10px "Inter"', textAlign: "right", textBaseline: "middle", fillStyle: "#123456" });
    ctx.fillText("a<b", 100, 50);
  });
  const place = 'x="100" y="53.64" textLength="21" lengthAdjust="spacingAndGlyphs" text-anchor="end"';
  assert.equal(found, `<text ${place} font-family="&#39;Inter&#39;" font-weight="600" font-size="10" fill="#123456">a&lt;b</text>`);
});

test("the outline of a text has no filling", () => {
  assert.match(
    body((ctx) => ctx.strokeText("a", 0, 0)),
    /fill="none" stroke="black"/,
  );
});

test("restore brings back style, place and dashes, but not the path", () => {
  const found = body((ctx) => {
    ctx.save();
    ctx.translate(10, 20);
    ctx.rotate(Math.PI / 2);
    ctx.scale(2, 2);
    ctx.fillStyle = "#ffffff";
    ctx.setLineDash([1]);
    ctx.fillRect(0, 0, 1, 1);
    ctx.restore();
    ctx.restore();
    ctx.beginPath();
    ctx.moveTo(0, 0);
    ctx.stroke();
    ctx.fillRect(0, 0, 1, 1);
  });
  assert.deepEqual(found.split("\n"), [
    '<rect x="0" y="0" width="1" height="1" fill="#ffffff" transform="matrix(0 2 -2 0 10 20)"/>',
    "",
    '<path d="M0 0" fill="none" stroke="black" stroke-width="1"/>',
    '<rect x="0" y="0" width="1" height="1" fill="black"/>',
  ]);
});

test("what is clipped is in a group until restore; the clip has the place of its path", () => {
  const { definitions, body: found } = paint((ctx) => {
    ctx.save();
    ctx.translate(5, 0);
    ctx.beginPath();
    ctx.rect(0, 0, 4, 4);
    ctx.clip();
    ctx.fillRect(0, 0, 9, 9);
    ctx.restore();
    ctx.fillRect(1, 1, 1, 1);
  });
  assert.equal(definitions, '<clipPath id="clip-1"><rect x="0" y="0" width="4" height="4" transform="matrix(1 0 0 1 5 0)"/></clipPath>');
  assert.deepEqual(found.split("\n"), [
    '<g clip-path="url(#clip-1)">',
    '<rect x="0" y="0" width="9" height="9" fill="black" transform="matrix(1 0 0 1 5 0)"/>',
    "</g>",
    '<rect x="1" y="1" width="1" height="1" fill="black"/>',
  ]);
});

test("groups, links and pictures of pixels", () => {
  const found = body((ctx) => {
    ctx.group("edges", () => ctx.link('http://host/#a"b', () => ctx.image("data:image/png;base64,AA", { x: 1, y: 2, width: 3, height: 4 })));
  });
  const image = '<image x="1" y="2" width="3" height="4" preserveAspectRatio="none" href="data:image/png;base64,AA"/>';
  assert.equal(found, `<g class="edges">\n<a href="http://host/#a&quot;b" target="_blank">\n${image}\n</a>\n</g>`);
});

test("texts are measured in the present font", () => {
  const ctx = new SvgContext((text, font) => text.length * Number.parseFloat(font.split(" ")[1]));
  ctx.font = "400 20px serif";
  assert.equal(ctx.measureText("abc").width, 60);
});
