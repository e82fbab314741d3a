import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { GROUPS, SERVER_FILES } from "../../../../static/js/panels/export/server-files.js";

const { later } = JSON.parse(readFileSync(new URL("../../../../app/languages/en.json", import.meta.url), "utf8"));
const TYPES = readFileSync(new URL("../../../../static/js/protocol.d.ts", import.meta.url), "utf8");

test("every file that the server writes has its row, in a group, with its words", () => {
  const [, union] = /interface Export \{.*?kind: ([^;]+);/s.exec(TYPES);
  const written = [...union.matchAll(/"(\w+)"/g)].map(([, kind]) => kind);
  assert.ok(written.length > 0);
  // What a long link is made of is no file for the user.
  assert.deepEqual(SERVER_FILES.map(({ kind }) => kind).toSorted(), written.filter((kind) => kind !== "run_link").toSorted());
  for (const { kind, group } of SERVER_FILES) {
    assert.ok(GROUPS.includes(group));
    assert.ok(later[`export.group.${group}`] && later[`export.kind.${kind}`] && later[`export.kind.${kind}.help`], kind);
  }
});
