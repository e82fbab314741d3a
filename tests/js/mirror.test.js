import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

/** Modules without a test file of their own, and test files without a module, each with the reason. */
const WITHOUT_TEST = { main: "it only connects the parts; every browser test starts it" };
const WITHOUT_MODULE = {
  imports: "it is about all modules",
  mirror: "it is about all modules",
  "panels/data/table/generated": "it is about reading tables from bytes to samples",
};

/** The names of the files below a folder, without their ending. */
const namesIn = (folder, ending) =>
  readdirSync(fileURLToPath(new URL(folder, import.meta.url)), { recursive: true })
    .map((name) => String(name).replaceAll("\\", "/"))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));

/** What is in one list only, apart from the exceptions. */
const missing = (names, others, exceptions) => names.filter((name) => !others.includes(name) && !(name in exceptions));

const modules = namesIn("../../static/js", ".js");
const tests = namesIn(".", ".test.js");

test("every module has its test file", () => {
  assert.ok(modules.length > 80);
  assert.deepEqual(missing(modules, tests, WITHOUT_TEST), []);
});

test("no test file lacks its module", () => {
  assert.deepEqual(missing(tests, modules, WITHOUT_MODULE), []);
});

test("no exception is out of date", () => {
  assert.deepEqual(missing(Object.keys(WITHOUT_TEST), modules, {}), []);
  assert.deepEqual(
    Object.keys(WITHOUT_TEST).filter((name) => tests.includes(name)),
    [],
  );
  assert.deepEqual(missing(Object.keys(WITHOUT_MODULE), tests, {}), []);
});
