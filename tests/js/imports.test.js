import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../static/js", import.meta.url));
/** Rooms from top to bottom: a module imports from its own room or from lower ones. */
const ORDER = [["main"], ["panels"], ["charts"], ["stage"], ["state"], ["scene"], ["painters", "net"], ["base"], ["types"], ["protocol", "choices"]];

const files = readdirSync(ROOT, { recursive: true })
  .map((name) => String(name).replaceAll("\\", "/"))
  .filter((name) => /\.(?:js|d\.ts)$/.test(name));
const scripts = files.filter((file) => file.endsWith(".js"));
const textOf = (file) => readFileSync(`${ROOT}/${file}`, "utf8");
const roomOf = (file) => file.split("/")[0].replace(/\..*$/, "");
const levelOf = (file) => ORDER.findIndex((rooms) => rooms.includes(roomOf(file)));

/** All pairs [module, module that it imports], types among them. */
const imports = files.flatMap((file) =>
  [...textOf(file).matchAll(/(?:from|import) ?\(?"(\.[^"]+\.js)"/g)]
    .map(([, target]) => posix.join(dirname(file), target))
    .map((target) => [file, files.includes(target) ? target : target.replace(/\.js$/, ".d.ts")]),
);

/** The imports that do not go down: to a higher room, or to a neighbour on the same level. */
const upward = (pairs) => pairs.filter(([from, to]) => roomOf(from) !== roomOf(to) && levelOf(to) <= levelOf(from));

/** What is left when modules that import nothing, or that nothing imports, are taken away again and again: the circles. */
function circular(pairs) {
  const rest = pairs.filter(([from, to]) => pairs.some((pair) => pair[0] === to) && pairs.some((pair) => pair[1] === from));
  return rest.length === pairs.length ? rest : circular(rest);
}

test("every module is in a room of the plan", () => {
  assert.deepEqual(
    files.filter((file) => levelOf(file) < 0),
    [],
  );
});

test("every import leads to a file", () => {
  assert.ok(imports.length > 300);
  assert.deepEqual(
    imports.filter(([, to]) => !existsSync(`${ROOT}/${to}`)),
    [],
  );
});

test("imports go down the rooms, those of types too", () => {
  assert.deepEqual(
    upward(imports).map((pair) => pair.join(" -> ")),
    [],
  );
});

test("no file imports itself by way of others", () => {
  assert.deepEqual(circular(imports), []);
});

test("the folders within a room form no circle", () => {
  const folders = imports.map((pair) => pair.map(dirname)).filter(([from, to]) => from !== to && to.includes("/"));
  assert.deepEqual(circular(folders), []);
});

test("an import that goes up, one to a neighbour, and a circle are found", () => {
  const up = ["base/dom.js", "state/store/store.js"];
  const across = ["net/frame.js", "painters/network/edges.js"];
  const down = ["state/store/store.js", "base/format.js"];
  assert.deepEqual(upward([up, across, down]), [up, across]);
  assert.deepEqual(
    circular([
      ["a", "b"],
      ["b", "c"],
      ["c", "b"],
      ["c", "d"],
    ]),
    [
      ["b", "c"],
      ["c", "b"],
    ],
  );
});

test("no script names a colour; css/base/tokens.css does", () => {
  const named = scripts.filter((file) => /["'`]#[0-9a-f]{3,8}["'`]/i.test(textOf(file)));
  assert.deepEqual(named, []);
});

test("text enters the page as text only", () => {
  const unsafe = scripts.filter((file) => /innerHTML|outerHTML|insertAdjacentHTML|document\.write/.test(textOf(file)));
  assert.deepEqual(unsafe, []);
});
