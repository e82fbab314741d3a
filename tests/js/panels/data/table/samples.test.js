import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { LIMITS, lines, read, samplesFrom } from "../../../tables.js";

test("numbers are inputs, words are classes, with the names of their columns", async () => {
  assert.deepEqual(await samplesFrom("width;height;species\n1,5;2;a\n3;4,5;b\n"), {
    x: [
      [1.5, 2],
      [3, 4.5],
    ],
    y: ["a", "b"],
    names: ["width", "height"],
    target_names: ["species"],
  });
});

test("a label is the text it is", async () => {
  const { y } = await samplesFrom("1.5,01\n2.5,1\n3.5,1.0\n4.5,01");
  assert.deepEqual(y, ["01", "1", "1.0", "01"]);
  const { classes } = await read("1.5,10\n2.5,2\n3.5,1\n4.5,10");
  assert.deepEqual(classes, [
    { label: "1", n: 1 },
    { label: "2", n: 1 },
    { label: "10", n: 2 },
  ]);
});

test("several columns of numbers can be the targets", async () => {
  const choices = { columns: { 1: { role: "target" }, 2: { role: "target" } } };
  assert.deepEqual(await samplesFrom("a,b,c\n1.5,2,3\n4,5,6.5", choices), {
    x: [[1.5], [4]],
    y: [
      [2, 3],
      [5, 6.5],
    ],
    names: ["a"],
    target_names: ["b", "c"],
  });
});

test("categories are inputs of 0 and 1: one of two, or one each", async () => {
  const text = lines(["sex", "island", "y"], 6, (i) => [i % 2 ? "male" : "female", ["C", "A", "B"][i % 3], `${i}.5`]);
  const { x, names } = await samplesFrom(text);
  assert.deepEqual(names, ["sex=male", "island=A", "island=B", "island=C"]);
  assert.deepEqual(x.slice(0, 3), [
    [0, 0, 0, 1],
    [1, 1, 0, 0],
    [0, 0, 1, 0],
  ]);
  const unnamed = await samplesFrom("a,1.5\nb,2.5\na,3.5", { columns: { 1: { role: "target" } } });
  assert.deepEqual([unnamed.names, unnamed.target_names], [["x1=b"], undefined]);
  const { names: numbered } = await samplesFrom("p,1.5,2.5\nq,2.5,3.5\nr,1.5,3.5", { columns: { 2: { role: "target" }, 0: { role: "input" } } });
  assert.deepEqual(numbered, ["x1=p", "x1=q", "x1=r", "x2"]);
});

const GAPS = "a,sex,b,y\n1,m,2.5,1.5\nNA,m,4,2.5\n4,?,6,3.5\n7,f,5,-\n5,f,9,8\n";

test("a line in which something is missing is left out, and counted", async () => {
  const { n_samples, notes } = await read(GAPS);
  assert.deepEqual([n_samples, notes[0]], [2, { key: "table.data.many_gaps", values: { n: 3, all: 5 } }]);
  assert.deepEqual((await samplesFrom(GAPS)).y, [[1.5], [8]]);
});

test("or a gap is filled with the mean or the commonest word, but never in a target", async () => {
  const { x, y } = await samplesFrom(GAPS, { missing: "mean" });
  assert.deepEqual(y, [[1.5], [2.5], [3.5], [8]]);
  // The mean of 1, 4 and 5, and m, which is twice among the lines that are kept.
  assert.deepEqual(x, [
    [1, 1, 2.5],
    [10 / 3, 1, 4],
    [4, 1, 6],
    [5, 0, 9],
  ]);
  const { notes } = await read(GAPS, { missing: "mean" });
  assert.deepEqual(notes.slice(0, 2), [
    { key: "table.data.gaps", values: { n: 1, all: 5 } },
    { key: "table.data.filled", values: { n: 2 } },
  ]);
});

test("a gap in a column that is left out leaves no line out", async () => {
  assert.equal((await read(GAPS, { columns: { 0: { role: "out" }, 1: { role: "out" } } })).n_samples, 4);
});

test("a date counts from the first one", async () => {
  const text = lines(["day", "y"], 3, (i) => [`2012-02-${28 + i - (i > 1 ? 1 : 0)}`, `${i}.5`]).replace("2012-02-30", "2012-03-01");
  assert.deepEqual((await samplesFrom(text)).x, [[0], [1], [1]]);
});

test("too many lines are sampled with the shares of the classes, in the order of the file", async () => {
  const text = lines(["a", "kind"], 1000, (i) => [`${i}.5`, i % 10 === 0 ? "rare" : "common"]);
  const limits = { ...LIMITS, samples: 100 };
  const found = await read(text, {}, limits);
  assert.deepEqual(
    [found.n_samples, found.classes],
    [
      100,
      [
        { label: "common", n: 90 },
        { label: "rare", n: 10 },
      ],
    ],
  );
  assert.deepEqual(found.notes[0], { key: "table.data.sample_of_classes", values: { n: 100, all: 1000 } });
  const { x } = await found.samples();
  assert.deepEqual(
    x,
    [...x].sort(([a], [b]) => a - b),
  );
  assert.deepEqual(await samplesFrom(text, {}, limits), await samplesFrom(text, {}, limits));
  assert.equal((await read(text, {}, { ...LIMITS, numbers: 50 })).n_samples, 50);
});

test("the commonest classes are kept if that is chosen", async () => {
  const text = lines(["a", "class"], 78, (i) => [`${i}.5`, `kind ${"ABCDEFGHIJKL"[Math.floor((Math.sqrt(8 * i + 1) - 1) / 2)]}`]);
  const { faults } = await read(text);
  assert.equal(faults[0].key, "table.data.many_classes");
  const found = await read(text, { classes: "commonest" });
  assert.deepEqual([found.faults, found.classes.length, found.classes[0], found.n_samples], [[], 10, { label: "kind C", n: 3 }, 75]);
  assert.deepEqual(found.notes[0], { key: "table.data.rare", values: { n: 3, classes: 10 } });
});

test("long labels and names are cut, and stay different", async () => {
  const long = "x".repeat(70);
  const { y, names } = await samplesFrom(`${long},kind\n1.5,${long}a\n2.5,${long}b\n3.5,${long}a`);
  assert.equal(new Set(y).size, 2);
  assert.equal(y[0], y[2]);
  for (const text of [...y, ...names]) assert.ok(text.length <= 64);
});

test("as many classes as lines are sampled without their shares, and refused", async () => {
  const text = lines(["a", "class"], 3000, (i) => [`${i}.5`, `w${i}`]);
  const { n_samples, classes, faults } = await read(text, { columns: { 1: { role: "target" } } }, { ...LIMITS, samples: 50 });
  assert.deepEqual([n_samples, faults[0].key], [50, "table.data.many_classes"]);
  const early = classes.filter(({ label }) => Number(label.slice(1)) < 1500).length;
  assert.ok(early > 10 && early < 40, `${early} of 50 are from the first half`);
});
