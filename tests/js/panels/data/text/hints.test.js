import assert from "node:assert/strict";
import { test } from "node:test";
import { describedBy } from "../../../../../static/js/panels/data/text/hints.js";

const read = (text) => {
  const [names, ...rows] = text.split("\n").map((line) => line.split(","));
  return describedBy(names, rows);
};

test("rows below the names that describe nothing are samples", () => {
  for (const text of ["x,y\n1,2\n3,4", "x,c\nabc,d\n1,d", "x,y\n-,?\n1,2", "c,d\np,x\nc,d", "sex,size\nm,\nf,3\nm,4"]) {
    assert.deepEqual([read(text).n_lines, read(text).hints], [0, [null, null]], text);
  }
});

test("a line of units above numbers is no sample", () => {
  const { n_lines, hints, key } = read("length,weight,kind\n(cm),kg,\n1,2,a\n3,4,b");
  assert.deepEqual([n_lines, key, hints], [1, "table.text.units", [{ unit: "cm" }, { unit: "kg" }, null]]);
  assert.equal(read("x,y\n(cm),kg\n1,?\n2,?\n3,4").n_lines, 1);
  assert.equal(read("time,share,kind\n[s],%,(–)\n1,2,a").n_lines, 1);
});

test("a word in a column of numbers beside other samples is no unit", () => {
  assert.equal(read("x,y\nthree,1\n1,2\n2,3").n_lines, 0);
  assert.equal(read("x,kind\nthree,a\n1,b\n2,b").n_lines, 0);
});

test("Orange's lines of types and flags describe the columns", () => {
  const { n_lines, hints } = read("a,b,c,d,e\ncontinuous,discrete,string,c,d\n,,meta,ignore,class\n1,x,n,2,y");
  assert.equal(n_lines, 2);
  assert.deepEqual(hints, [
    { kind: "number" },
    { kind: "category" },
    { kind: "category", role: "out" },
    { kind: "number", role: "out" },
    { kind: "category", role: "target" },
  ]);
});

test("Orange's types may be single letters, or lists of values", () => {
  assert.equal(read("a,b\nc,c\n,\n1,2\n3,4").n_lines, 2);
  assert.deepEqual(read("a,b,y\nc,0 1,d\n,,class\n1,0,u").hints[1], { kind: "category" });
});

test("letters in columns of texts are samples", () => {
  assert.equal(read("a,b\nc,d\nc,c\nd,d\nx,c").n_lines, 0);
});

test("Orange's prefixes are taken from the names", () => {
  const { names, hints } = read("C#width,mS#name,cD#kind,plain,#n\n1,b,c,2,3");
  assert.deepEqual(names, ["width", "name", "kind", "plain", "n"]);
  assert.deepEqual(hints, [{ kind: "number" }, { kind: "category", role: "out" }, { kind: "category", role: "target" }, null, null]);
  assert.deepEqual(read("#n,y\n1,2").names, ["#n", "y"]);
  assert.deepEqual(read("C#,C#,cD#\n1,2,3").hints, [{ kind: "number" }, { kind: "number" }, { kind: "category", role: "target" }]);
  assert.deepEqual(read("C,C#,D\n1,2,3"), { ...read("C,x,D\n1,2,3"), names: ["C", "C#", "D"] });
});
