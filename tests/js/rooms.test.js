import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative, dirname, normalize } from "node:path";
import { test } from "node:test";

const ROOT = new URL("../../static/js", import.meta.url).pathname;
/** Rooms from top to bottom: a module imports from its own room or from lower ones. */
const LEVELS = [["main"], ["panels"], ["charts"], ["stage"], ["state"], ["scene"], ["painters", "net"], ["base"]];
const files = readdirSync(ROOT, { recursive: true }).map(String).filter((name) => name.endsWith(".js"));
const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\//g, "");
const roomOf = (path) => path.split("/")[0].replace(/\.js$/, "");
const levelOf = (room) => LEVELS.findIndex((rooms) => rooms.includes(room));

test("every module stands in a room of the plan", () => {
  assert.deepEqual(files.filter((file) => levelOf(roomOf(file)) < 0), []);
});

test("modules import downwards only, and never a sibling", () => {
  const wrong = files.flatMap((file) =>
    [...withoutComments(readFileSync(join(ROOT, file), "utf8")).matchAll(/from "(\.[^"]+)"/g)]
      .map(([, target]) => relative(ROOT, normalize(join(ROOT, dirname(file), target))))
      .filter((target) => roomOf(target) !== roomOf(file) && levelOf(roomOf(target)) <= levelOf(roomOf(file)))
      .map((target) => `${file} -> ${target}`),
  );
  assert.deepEqual(wrong, []);
});

test("no script names a colour; css/tokens.css does", () => {
  const named = files.filter((file) => /["'`]#[0-9a-f]{3,8}["'`]/i.test(readFileSync(join(ROOT, file), "utf8")));
  assert.deepEqual(named, []);
});

test("text enters the page as text only", () => {
  const unsafe = files.filter((file) => /innerHTML|outerHTML|insertAdjacentHTML|document\.write/.test(readFileSync(join(ROOT, file), "utf8")));
  assert.deepEqual(unsafe, []);
});
