import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import * as format from "../../../../static/js/base/numbers/format.js";

test("numbers have four significant digits and a true minus", () => {
  assert.equal(format.number(0.0123456), "0.01235");
  assert.equal(format.number(-12.3456), "−12.35");
  assert.equal(format.number(1.5e-300), "1.500e−300");
  assert.equal(format.number(12345), "12350");
  assert.equal(format.number(123456), "1.235e5");
  assert.equal(format.number(0), "0");
  assert.equal(format.number(NaN), "–");
  assert.equal(format.number(null), "–");
  assert.equal(format.number(-Infinity), "−∞");
});

test("all digits are all that tell a double from its neighbours", () => {
  assert.deepEqual([0.1 + 0.2, -1.5e-300, 320000, 0, null, NaN, Infinity].map(format.full), [
    ...["0.30000000000000004", "−1.5e−300", "320000", "0", "–", "–", "∞"],
  ]);
});

test("a gradient is shown truly down to 1e-300, a zero as zero, and what is not known as neither", () => {
  for (let exponent = -300; exponent <= -5; exponent += 5) {
    const text = format.number(2.5 * 10 ** exponent);
    assert.equal(text, `2.500e−${-exponent}`);
    assert.ok(Math.abs(Number(text.replace("−", "-")) / (2.5 * 10 ** exponent) - 1) < 1e-12);
    assert.equal(format.short(10 ** exponent), `1e−${-exponent}`);
  }
  for (const write of [format.number, format.short, format.signed, format.full]) {
    assert.equal(write(0), "0");
    assert.equal(write(-0), "0");
    for (const unknown of [null, undefined, NaN]) assert.equal(write(unknown), "–");
  }
});

test("signed numbers say plus", () => {
  assert.equal(format.signed(0.5), "+0.5000");
  assert.equal(format.signed(-0.5), "−0.5000");
  assert.equal(format.signed(0), "0");
});

test("a number of a sentence has four digits at most, however small or large", () => {
  const numbers = [1.97924696278856e-5, 1e-5, 0.03, -0.123456, 1234567.8, 0, Infinity];
  assert.deepEqual(numbers.map(format.brief), ["1.979e−5", "1e−5", "0.03", "−0.1235", "1.235e6", "0", "∞"]);
});

test("short numbers are as people type them", () => {
  assert.equal(format.short(0.03), "0.03");
  assert.equal(format.short(0.1 + 0.2), "0.3");
  assert.equal(format.short(1e-5), "1e−5");
  assert.equal(format.short(1234567), "1.234567e6");
});

test("counts are grouped by thin spaces", () => {
  assert.equal(format.count(1204567), "1\u2009204\u2009567");
  assert.equal(format.count(12), "12");
  assert.equal(format.count(-0), "0");
  assert.equal(format.count(-1200), "−1\u2009200");
});

test("powers of ten have a raised exponent", () => {
  assert.equal(format.powerOfTen(-300), "10⁻³⁰⁰");
  assert.equal(format.powerOfTen(0), "1");
  assert.equal(format.powerOfTen(2), "10²");
});

test("typed numbers may have a point, a comma, an exponent or be a fraction", () => {
  for (const text of ["0.03", "0,03", "3e-2", "3/100", " .03 "]) {
    assert.ok(Math.abs(format.parseNumber(text) - 0.03) < 1e-12, text);
  }
  assert.equal(format.parseNumber("−0.5"), -0.5);
  assert.equal(format.parseNumber("1 000"), 1000);
});

test("what is no number is NaN", () => {
  for (const text of ["", "abc", "1/0", "1/2/3", "1e", "0x10", "Infinity", "1,2,3"]) {
    assert.ok(Number.isNaN(format.parseNumber(text)), text);
  }
});

test("a sentence's thousands are grouped as the page groups them", () => {
  assert.equal(format.grouped("Paused at step 1,234,567"), "Paused at step 1\u2009234\u2009567");
  assert.equal(format.grouped("Hidden 4,2, rate 0,1"), "Hidden 4,2, rate 0,1");
});

test("the value of a setting has up to six digits and no groups", () => {
  assert.deepEqual([0, 0.03, 0.0123457, 100000, -2.5].map(format.exact), ["0", "0.03", "0.0123457", "100000", "\u22122.5"]);
  assert.deepEqual([1e6, 0.00001].map(format.exact), ["1e6", "1e\u22125"]);
});

test("a text is never cut within a character", () => {
  assert.equal(format.shortened("12😀4", 3), "12…");
  assert.equal(format.shortened("12😀", 4), "12😀");
  assert.equal(format.startOf("12😀4", 4), "12😀");
});
