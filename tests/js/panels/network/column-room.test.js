import assert from "node:assert/strict";
import { test } from "node:test";
import { columnRoom, showColumnRoom } from "../../../../static/js/panels/network/column-room.js";

const columns = (between) => [{ x: 20 }, { x: 20 + between }, { x: 20 + 2 * between }];

test("the room between two columns is counted in the size of the text", () => {
  assert.deepEqual(
    [100, 70, 40].map((between) => columnRoom(columns(between), null)),
    ["wide", "narrow", "tight"],
  );
  assert.equal(columnRoom(columns(100), { rem: 20 }), "narrow");
});

test("a narrow box has one class, a tight one both", () => {
  const classes = new Map();
  const box = { classList: { toggle: (name, isOn) => classes.set(name, isOn) } };
  const shown = (between) => {
    showColumnRoom(box, columns(between), null);
    return [...classes].filter(([, isOn]) => isOn).map(([name]) => name);
  };
  assert.deepEqual([shown(40), shown(70), shown(100)], [["narrow", "tight"], ["narrow"], []]);
});
