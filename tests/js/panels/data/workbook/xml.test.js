import assert from "node:assert/strict";
import { test } from "node:test";
import { attribute, decoded, elements, elementsIn, textIn } from "../../../../../static/js/panels/data/workbook/xml.js";

function* pieces(text, length) {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}
const rows = elements("row");

test("elements are found by name, with a prefix and without, empty or not", () => {
  assert.deepEqual(rows('<rows><row r="1">a</row><row/><row r="2" /></rows>'), [
    { attributes: ' r="1"', content: "a" },
    { attributes: "", content: "" },
    { attributes: ' r="2" ', content: "" },
  ]);
  assert.deepEqual(rows("<x:row><x:c/></x:row><rowBreaks/>"), [{ attributes: "", content: "<x:c/>" }]);
});

test("attributes are read in either quotes, entities too", () => {
  const of = (name, text) => attribute(name)(text);
  assert.equal(of("r", ' spans="1" r="A1"'), "A1");
  assert.equal(of("name", "name = 'a &amp; b'"), "a & b");
  assert.equal(of("r", ' br="1"'), null);
});

test("the texts of an element are joined, without readings", () => {
  assert.equal(textIn("<r><t>a</t></r><r><t xml:space='preserve'> &lt;b</t></r><rPh sb='0'><t>no</t></rPh>"), "a <b");
});

test("entities and escaped signs are decoded", () => {
  assert.equal(decoded("&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;_x000D_"), "<>&\"'A😀\r");
  assert.equal(decoded("&nothing; &#9999999; a_x1"), "&nothing; \ufffd a_x1");
});

test("elements are found wherever the pieces end", async () => {
  const xml = `<sheet>${Array.from({ length: 20 }, (_, i) => `<row r="${i}">${"c".repeat(i)}</row>`).join("\n")}</sheet>`;
  for (const length of [1, 3, 7, 100, 10_000]) {
    const found = [];
    for await (const some of elementsIn(pieces(xml, length), "row")) found.push(...some);
    assert.deepEqual(found, rows(xml));
  }
});

/** How many elements there are in 4 MiB of a text. */
async function countIn(text) {
  let n = 0;
  for await (const some of elementsIn(pieces(text.repeat(2 ** 22 / text.length), 2 ** 16), "row")) n += some.length;
  return n;
}

test("an element without an end is refused", async () => {
  for (const text of ["<row>", "<row><row>"]) await assert.rejects(countIn(text), { reason: "damaged" });
});

test("what only begins like an element is passed", async () => {
  for (const text of ["<row ", "<", "<rowing>", "x"]) assert.equal(await countIn(text), 0);
});
