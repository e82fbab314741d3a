import "../../../english.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { isNameOfTarget } from "../../../../../static/js/panels/data/table/roles.js";
import { lines, read } from "../../../tables.js";

/** What each column of a text is for: `name:kind:role`. */
const rolesOf = async (text, choices) => (await read(text, choices)).columns.map(({ name, kind, role }) => `${name}:${kind}:${role}`).join(" ");
const words = ["red", "green", "blue"];
const table = (names, ...cells) => lines(names, 12, (i) => cells.map((cell) => cell(i)));

const number = (i) => `${(i * 7) % 11}.5`;
const whole = (i) => String(i % 3);
const word = (i) => words[i % 3];
const yes = (i) => (i % 2 ? "yes" : "no");

for (const [name, text, expected] of [
  ["a name tells the target", table(["species", "a", "kind"], word, number, yes), "species:category:target a:number:input kind:category:input"],
  [
    "a certain name goes before a likely one",
    table(["class", "a", "target"], word, number, number),
    "class:category:input a:number:input target:number:target",
  ],
  ["the only word column is the target", table(["a", "colour", "b"], number, word, number), "a:number:input colour:category:target b:number:input"],
  ["else the last column is", table(["colour", "size", "b"], word, yes, number), "colour:category:input size:category:input b:number:target"],
  ["else the first", table(["a", "b", "seen"], number, number, (i) => `2012-01-${i + 10}`), "a:number:target b:number:input seen:date:out"],
  ["few whole numbers are classes", table(["a", "b"], number, whole), "a:number:input b:category:target"],
  ["numbers with fractions are values", table(["a", "b"], whole, number), "a:number:input b:number:target"],
  ["whole numbers of six lines that are all different are values", lines(["a", "b"], 6, (i) => [number(i), i * i + 5]), "a:number:input b:number:target"],
  ["a coordinate is no target", table(["x", "y", "z"], number, number, (i) => `${i}.25`), "x:number:input y:number:input z:number:target"],
  ["y at the end is", table(["a", "b", "y"], number, number, number), "a:number:input b:number:input y:number:target"],
]) {
  test(name, async () => assert.equal(await rolesOf(text), expected));
}

for (const [reason, text, column] of [
  ["counts", table(["", "a", "b"], String, number, number), 0],
  ["counts", table(["nr", "a", "b"], (i) => String(i + 1), number, number), 0],
  ["id", table(["a", "name", "b"], number, (i) => `name ${i}`, number), 1],
  ["date", table(["seen", "a", "b"], (i) => `2012-01-${i + 10}`, number, number), 0],
  ["constant", table(["a", "c", "b"], number, () => "7", number), 1],
  ["empty", table(["a", "c", "b"], number, () => "NA", number), 1],
  ["missing", table(["a", "c", "b"], number, (i) => (i < 8 ? "NA" : String(i)), number), 1],
  ["slashes", table(["a", "pressure", "b"], number, (i) => `${i + 110}/80`, number), 1],
  ["slashes", table(["a", "pressure", "b"], number, (i) => `${(i % 3) + 110}/80`, number), 1],
  ["categories", lines(["a", "c", "b"], 40, (i) => [number(i), `word ${i % 13}`, number(i)]), 1],
]) {
  test(`a column is left out, and said why: ${reason}`, async () => {
    const { columns } = await read(text);
    assert.deepEqual(
      columns.map(({ role, notes }) => [role === "out", notes.some(({ key }) => key.startsWith("table.column.") && key !== "table.column.unit")]),
      columns.map((_, k) => [k === column, k === column]),
    );
    assert.equal(columns[column].notes[0].key, `table.column.${reason}`);
    const chosen = await read(text, { columns: { [column]: { role: "input" } } });
    if (reason !== "empty") assert.deepEqual([chosen.columns[column].role, chosen.columns[column].n_inputs > 0 || reason === "constant"], ["input", true]);
  });
}

test("twelve categories are inputs unless they are more", async () => {
  const text = lines(["a", "c", "d", "b"], 40, (i) => [number(i), `word ${i % 12}`, yes(i), number(i)]);
  assert.deepEqual(
    (await read(text)).columns.map(({ n_inputs }) => n_inputs),
    [1, 12, 1, 0],
  );
});

test("words in the last column are the target, even if they are more than a network tells apart", async () => {
  const roles = (count, n, sex = number) => rolesOf(lines(["a", "s", "c"], count, (i) => [number(i), sex(i), `word ${i % n}`]));
  assert.equal(await roles(60, 12), "a:number:input s:number:input c:category:target");
  assert.equal(await roles(130, 26), "a:number:input s:number:input c:category:target");
  assert.equal(await roles(100, 26), "a:number:target s:number:input c:category:out");
  assert.equal(await roles(130, 26, yes), "a:number:input s:category:target c:category:out");
});

test("numbers of the lines, or a date whose order is clear, stay an input if there is no other", async () => {
  assert.equal(await rolesOf(table(["t", "b"], String, number)), "t:number:input b:number:target");
  assert.equal(await rolesOf(table(["seen", "b"], (i) => `2012-01-${i + 10}`, number)), "seen:date:input b:number:target");
  assert.equal(await rolesOf(table(["seen", "b"], (i) => `${i + 1}/1/2012`, number)), "seen:date:out b:number:target");
});

test("a role that is chosen goes before all guesses", async () => {
  const text = table(["species", "a", "b"], word, number, whole);
  assert.equal(await rolesOf(text, { columns: { 1: { role: "target" } } }), "species:category:input a:number:target b:number:input");
  assert.equal(await rolesOf(text, { columns: { 0: { role: "input" } } }), "species:category:input a:number:input b:category:target");
  assert.equal(await rolesOf(text, { columns: { 2: { role: "target", kind: "number" } } }), "species:category:input a:number:input b:number:target");
  assert.equal(await rolesOf(text, { columns: { 1: { role: "target" }, 2: { role: "target" } } }), "species:category:input a:number:target b:number:target");
  assert.equal(await rolesOf(text, { columns: { 2: { kind: "id" } } }), "species:category:target a:number:input b:id:out");
});

test("what the file says of a column goes before guesses", async () => {
  assert.equal(
    await rolesOf(
      table(
        ["C#a", "mS#n", "cD#b", "target"],
        () => "7",
        (i) => `n${i}`,
        whole,
        number,
      ),
    ),
    "a:number:input n:category:out b:category:target target:number:input",
  );
});

test("names of targets are known in any case", () => {
  assert.deepEqual(["Target", "MEDV", "quality", "width"].map(isNameOfTarget), [true, true, true, false]);
});
