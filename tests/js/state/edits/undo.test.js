import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { UndoStack } from "../../../../static/js/state/edits/undo.js";

const entry = (name, before, after) => ({ name, before, after });

test("what was done is taken back in turn, and done again", () => {
  const stack = new UndoStack();
  stack.record(entry("rate", 1, 2), 0);
  stack.record(entry("loss", "a", "b"), 10);
  assert.equal(stack.undo().before, "a");
  assert.equal(stack.undo().before, 1);
  assert.equal(stack.undo(), null);
  assert.equal(stack.redo().after, 2);
  assert.equal(stack.redo().after, "b");
  assert.equal(stack.redo(), null);
});

test("one drag of a slider is one entry", () => {
  const stack = new UndoStack();
  for (let k = 1; k <= 20; k += 1) stack.record(entry("rate", k - 1, k), k * 50);
  assert.equal(stack.undo().before, 0);
  assert.equal(stack.canUndo, false);
  assert.equal(stack.redo().after, 20);
});

test("two drags with a rest between are two entries", () => {
  const stack = new UndoStack();
  stack.record(entry("rate", 1, 2), 0);
  stack.record(entry("rate", 2, 3), 5000);
  assert.equal(stack.undo().before, 2);
  assert.equal(stack.undo().before, 1);
});

test("a new change after an undo drops what was undone", () => {
  const stack = new UndoStack();
  stack.record(entry("rate", 1, 2), 0);
  stack.undo();
  stack.record(entry("rate", 1, 5), 1);
  assert.equal(stack.canRedo, false);
  assert.equal(stack.undo().before, 1);
});

test("a gesture keeps the entry that it began with, and what the server has kept for it", () => {
  const stack = new UndoStack();
  const first = stack.record(entry("hidden", [4], [5]), 0);
  first.undoCommand = 7;
  assert.equal(stack.record(entry("hidden", [5], [6]), 100), first);
  assert.deepEqual(stack.undo(), { name: "hidden", before: [4], after: [6], undoCommand: 7 });
});

test("what was refused is forgotten, whatever came before and after it", () => {
  const stack = new UndoStack();
  stack.record(entry("rate", 1, 2), 0);
  const refused = stack.record(entry("samples", 500, 5000), 10);
  stack.record(entry("loss", "a", "b"), 20);
  stack.refuse(refused);
  stack.refuse(refused);
  assert.equal(stack.undo().before, "a");
  assert.equal(stack.undo().before, 1);
  assert.equal(stack.canUndo, false);
  assert.equal(stack.redo().after, 2);
});

test("an entry stays if one of its requests was executed before another was refused", () => {
  const stack = new UndoStack();
  const one = stack.record(entry("rate", 1, 2), 0);
  stack.confirm(one, 3);
  stack.record(entry("rate", 2, 1000), 10);
  stack.refuse(one);
  assert.equal(stack.canUndo, true);
  assert.equal(one.undoCommand, 3);
});

test("a gesture is undone to before its first request", () => {
  const stack = new UndoStack();
  const one = stack.record(entry("rate", 1, 2), 0);
  stack.confirm(one, undefined);
  stack.confirm(one, 4);
  stack.confirm(one, 5);
  assert.equal(one.undoCommand, 4);
});

test("a gesture whose request still waits goes on, however long it takes", () => {
  const stack = new UndoStack();
  const waiting = stack.record(entry("hidden", 1, 2), 0);
  assert.equal(stack.record(entry("hidden", 2, 3), 60_000, waiting), waiting);
  assert.equal(stack.undo().before, 1);
  assert.equal(stack.canUndo, false);
});

test("an entry whose request is never sent is removed, though others came after it", () => {
  const stack = new UndoStack();
  const waiting = stack.record(entry("hidden", 1, 2), 0);
  stack.record(entry("loss", "a", "b"), 10);
  stack.record(entry("hidden", 2, 3), 20, waiting);
  assert.deepEqual(
    stack.entries.map(({ after }) => after),
    ["b", 3],
  );
  assert.equal(stack.undo().after, 3);
  assert.equal(stack.undo().after, "b");
  assert.equal(stack.canUndo, false);
});
