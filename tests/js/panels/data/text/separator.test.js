import assert from "node:assert/strict";
import { test } from "node:test";
import { commonest, possibleSeparators, separatorOf } from "../../../../../static/js/panels/data/text/separator.js";

/** Texts by the separator of their columns. */
const TEXTS = {
  ",": [
    "a,b\n1,2",
    "1, 2, 3\n4, 5, 6",
    "John Smith,23\nAnn Lee,42",
    "id,when\n1,2020-01-01 00:00\n2,2020-01-02 12:30",
    '"a;b",c\n"d;e",f',
    "a,b c\n1,5 cm 3\n2,w",
    "u,x;y\nv,x;y\n1,x\n2,x;y;z",
  ],
  ";": ["0,5; 1,5\n2; 3", "a;b,c\n1;2\n3;4", "1 050;950\n2 000;3", "Report\n\na;b;c\n1,5;2;3\n1;2;3\n3;4;5", "a;b\n1,5;x, y\n2,5;z"],
  "\t": ["0,5\t1,5\n2\t3", "a b\tc d\n1\t2"],
  "|": ["a|b\n1|2"],
  " ": [
    '"x y" z\n"8 470,18" "749 610,384"\n"9 000,5" 1,5',
    "1 387,1 924.216,61 a\n2 493,6 930.370,25 b",
    "1,5 2,5\n3,5 4,5",
    "x y\n1,5 2\n3 4",
    "1 2\n3 4",
    '"x y" z\n1 2\n',
    '"a" "b"\n"1" 5.1 "x"\n"2" 4 "y"',
    '18.0   8   307.0  1\t"chevrolet malibu"\n15.0   8   350.0  1\t"buick skylark"',
  ],
};

for (const [separator, texts] of Object.entries(TEXTS)) {
  test(`columns are separated by ${JSON.stringify(separator)}`, async () => {
    for (const text of texts) assert.equal(await separatorOf(text), separator, text);
  });
}

test("a text of one column has no separator", async () => {
  assert.equal(await separatorOf("1\n2\n3"), null);
  assert.equal(await separatorOf(""), null);
});

test("a line that is cut at the end of the start is not compared", async () => {
  assert.equal(await separatorOf(`${"a;b\n".repeat(8000)}${"c;d;".repeat(2000)}`), ";");
});

test("the commonest number is the larger one of two that occur as often", () => {
  assert.equal(commonest([1, 2, 2, 3]), 2);
  assert.equal(commonest([1, 2]), 2);
  assert.equal(commonest([]), 0);
});

test("the separators that split all lines alike are possible", async () => {
  assert.deepEqual(await possibleSeparators("a;b,c\n1,5;2\n3,5;4"), [";", ","]);
  assert.deepEqual(await possibleSeparators("a\nb"), []);
});
