import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { NO_CHOICES } from "../../../../../static/js/panels/data/table/choices.js";
import { reading } from "../../../../../static/js/panels/data/table/reading.js";
import { tableOf } from "../../../../../static/js/panels/data/text/table.js";
import { textOf } from "../../../../../static/js/panels/data/upload/table-text.js";

const LIMITS = { samples: 10_000, features: 64, numbers: 400_000, classes: [2, 10], bytes: 2 ** 23, label: 64, number: 1e9, tables: 4 };
const pause = () => undefined;

async function readBack(text) {
  const read = await reading(await tableOf(text, NO_CHOICES, pause), NO_CHOICES, LIMITS, pause);
  assert.deepEqual(read.faults, [], text);
  return read.samples();
}

/** Labels come back as texts. */
const asText = ({ y, ...rest }) => ({ ...rest, y: y.map((target) => (Array.isArray(target) ? target : String(target))) });

const grid = (...rows) => rows;

for (const [name, samples, text] of [
  [
    "plain names and words",
    { x: grid([1.5, 2], [3, 4]), y: ["a", "b"], names: ["width", "height"], target_names: ["kind"] },
    "width,height,kind\n1.5,2,a\n3,4,b",
  ],
  ["values without names", { x: grid([1.5], [2]), y: [[0.5], [1]] }, "1.5,0.5\n2,1"],
  ["whole numbers, whose first row might be names", { x: grid([0, 1], [1, 1], [1, 0]), y: ["1", "0", "1"] }, "C#,C#,cD#\n0,1,1\n1,1,0\n1,0,1"],
  ["labels of numbers that differ in writing", { x: grid([1.5], [2], [4], [7]), y: ["01", "1", "1.0", "01"] }, "C#,cD#\n1.5,01\n2,1\n4,1.0\n7,01"],
  ["whole values that are few", { x: grid([1.5], [2], [4]), y: [[1], [2], [1]], names: ["a"], target_names: ["b"] }, "a,cC#b\n1.5,1\n2,2\n4,1"],
  ["several targets", { x: grid([1.5], [2]), y: grid([1, 2.5], [2, 3]), names: ["a"], target_names: ["b", "c"] }, "a,cC#b,cC#c\n1.5,1,2.5\n2,2,3"],
  ["marks of missing values as labels", { x: grid([1.5], [2]), y: ["NA", "?"] }, '1.5,"=""NA"""\n2,"=""?"""'],
  ["quotes, separators and line breaks", { x: grid([1.5], [2]), y: ['say "no"', "a, b;\nc"] }, '1.5,"say ""no"""\n2,"a, b;\nc"'],
  [
    "a constant column and one that counts",
    { x: grid([1, 5.5], [2, 5.5], [3, 5.5]), y: ["a", "b", "a"], names: ["t", "c"] },
    "C#t,C#c,cD#\n1,5.5,a\n2,5.5,b\n3,5.5,a",
  ],
  ["an input with the name of a target", { x: grid([1.5], [2]), y: ["a", "b"], names: ["class"], target_names: ["k"] }, "class,cD#k\n1.5,a\n2,b"],
  ["a name with a prefix", { x: grid([1.5], [2]), y: ["a", "b"], names: ["C#"], target_names: ["D#x"] }, "C#C#,cD#D#x\n1.5,a\n2,b"],
]) {
  test(`${name}: the text is short, and is read back as the same samples`, async () => {
    assert.equal(textOf(samples), text);
    assert.deepEqual(asText(await readBack(text)), asText(samples));
  });
}

/** Numbers from 0 up to 1, always the same: a linear congruential generator. */
function createRandom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Samples as anybody might have them. */
function randomSamples(seed) {
  const random = createRandom(seed);
  const pick = (list) => list[Math.floor(random() * list.length)];
  for (let i = 0; i < 5; i += 1) random();
  const [rows, width] = [2 + Math.floor(random() * 20), 1 + Math.floor(random() * 4)];
  const number = pick([
    () => Math.floor(random() * 3),
    () => Math.floor(random() * 2000) - 1000,
    () => random() * 10,
    () => Math.round(random() * 1e6) / 1000,
    () => random() * 10 ** (Math.floor(random() * 24) - 15),
    () => 7,
  ]);
  const counted = random() < 0.2;
  const x = Array.from({ length: rows }, (_, i) => Array.from({ length: width }, (__, k) => (counted && k === 0 ? i : number())));
  const labels = pick([
    ["a", "b", "c"],
    ["0", "1", "2"],
    ["01", "1", "1.0", "1,0"],
    ["NA", "b", "?", "-", "none"],
    ['say "no"', "a,b", "c;d", "e\tf", "g|h", "i\nj", " k ", "l m"],
    ["2020-01-01", "2021-01-01"],
    ["12 %", "5 kg", "120/80", "5 kg."],
    ["é", "ß", "漢字", "😀", "#5", '="x"', "=1+1"],
    [1, 2, 3],
  ]);
  const classes = () => x.map((_, i) => labels[i < 2 ? i : Math.floor(random() * labels.length)]);
  const values = (n) => x.map(() => Array.from({ length: n }, number));
  const nTargets = 1 + Math.floor(random() * 3);
  const isClass = random() < 0.6;
  const names = ["width", "x1", "y", "id", "class", "12", "a, b", "C#x", "#n", "NA", "<b>", "[c]", 'q"q', "2020", "m (kg)", "é"];
  const some = (n) => Array.from({ length: n }, () => names.splice(Math.floor(random() * names.length), 1)[0]);
  return {
    x,
    y: isClass ? classes() : values(nTargets),
    ...(random() < 0.6 ? { names: some(width) } : {}),
    ...(random() < 0.6 ? { target_names: some(isClass ? 1 : nTargets) } : {}),
  };
}

test("200 random samples are read back exactly from their own text", async () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const samples = randomSamples(seed);
    const text = textOf(samples);
    assert.deepEqual(asText(await readBack(text)), asText(samples), `seed ${seed}:\n${text}`);
  }
});
