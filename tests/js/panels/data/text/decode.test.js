import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, isWorkbook } from "../../../../../static/js/panels/data/text/decode.js";

const TEXT = "größe,y\n1,2\n";
const bytesOf = (text) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const utf8 = (text) => new TextEncoder().encode(text);
const utf16 = (text, isLittle, mark = "\ufeff") => {
  const bytes = new DataView(new ArrayBuffer(2 * (mark + text).length));
  [...(mark + text)].forEach((sign, i) => {
    bytes.setUint16(2 * i, sign.charCodeAt(0), isLittle);
  });
  return new Uint8Array(bytes.buffer);
};
const faultOf = (start) => decode(bytesOf(start.padEnd(200, "\0")), null).faults[0]?.key;

test("UTF-8 is read, with a byte order mark or without, and nothing is said", () => {
  for (const text of [TEXT, `\ufeff${TEXT}`, "", "日本,😀"]) {
    assert.deepEqual(decode(utf8(text), null), { text: text.replace("\ufeff", ""), encoding: "utf-8", certain: true, notes: [], faults: [] });
  }
});

test("UTF-16 is read by its byte order mark, and recognised without one by its zeros", () => {
  for (const isLittle of [true, false]) {
    const encoding = isLittle ? "utf-16le" : "utf-16be";
    const marked = decode(utf16(TEXT, isLittle), null);
    assert.deepEqual([marked.text, marked.encoding, marked.certain, marked.notes.length], [TEXT, encoding, true, 1]);
    const bare = decode(utf16(TEXT, isLittle, ""), null);
    assert.deepEqual([bare.text, bare.encoding, bare.certain], [TEXT, encoding, false]);
  }
});

test("what is not UTF-8 is read as Windows-1252, which is not certain and noted", () => {
  const { text, encoding, certain, notes } = decode(bytesOf("gr\xf6\xdfe;\x80 5"), null);
  assert.deepEqual([text, encoding, certain], ["größe;€ 5", "windows-1252", false]);
  assert.equal(notes[0].key, "table.file.not_utf8");
});

test("a chosen encoding is used, and an unknown one refused", () => {
  assert.equal(decode(bytesOf("\xb1\xe6"), "iso-8859-2").text, "ąć");
  assert.equal(decode(bytesOf("a"), "klingon").faults[0].key, "table.file.encoding_unknown");
});

test("other files are refused by what they are", () => {
  const kinds = {
    picture: ["\x89PNG\r\n", "\xff\xd8\xff\xe0", "GIF89a"],
    pdf: ["%PDF-1.7"],
    xls: ["\xd0\xcf\x11\xe0\xa1\xb1"],
    ods: ["PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet"],
    numbers: ["PK\x03\x04....Index/Document.iwa"],
    document: ["PK\x03\x04....word/document.xml"],
    packed: ["PK\x03\x04....data.csv", "\x1f\x8b\x08", "7z\xbc\xaf\x27"],
    statistics: ["$FL2@(#) SPSS", "<stata_dta>", "RDX3\n"],
    arrays: ["\x93NUMPY", "\x89HDF\r\n", "PAR1", "PK\x03\x04....x.npy"],
    binary: ["\x01\x02\x03"],
  };
  for (const [kind, starts] of Object.entries(kinds)) for (const start of starts) assert.equal(faultOf(start), `table.file.${kind}`, start);
});

test("one zero in a long text is no reason to refuse it", () => {
  assert.equal(decode(utf8(`x,y\n1,\0\n${"1,2\n".repeat(100)}`), null).faults.length, 0);
});

test("a workbook is recognised by the names within the archive", () => {
  assert.ok(isWorkbook(bytesOf("PK\x03\x04....xl/workbook.xml")));
  assert.ok(!isWorkbook(bytesOf("PK\x03\x04....word/document.xml")));
  assert.ok(!isWorkbook(utf8("xl/workbook.xml")));
});
