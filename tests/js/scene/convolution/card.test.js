import assert from "node:assert/strict";
import { test } from "node:test";
import { cardPlace } from "../../../../static/js/scene/convolution/card.js";

const ROOM = { width: 700, height: 400 };
const CARD = { width: 180, height: 120 };
const at = (x, y, width = 10, height = 10) => ({ x, y, width, height });
const covers = ([x, y], rect) => x < rect.x + rect.width && rect.x < x + CARD.width && y < rect.y + rect.height && rect.y < y + CARD.height;

test("a card lies inside the picture, and never over its number", () => {
  for (const number of [at(0, 0), at(690, 0), at(0, 390), at(690, 390), at(350, 200)]) {
    const [x, y] = cardPlace(number, [], CARD, ROOM);
    assert.ok(x >= 0 && y >= 0 && x + CARD.width <= ROOM.width && y + CARD.height <= ROOM.height);
    assert.ok(!covers([x, y], number));
  }
});

test("it keeps off what the number is linked with", () => {
  const number = at(300, 200);
  const right = at(320, 150, 100, 100);
  assert.ok(covers(cardPlace(number, [], CARD, ROOM), right) || covers(cardPlace(number, [], CARD, ROOM), at(190, 150, 100, 100)));
  const kept = [right, at(290, 80, 30, 100), at(290, 230, 30, 100)];
  const found = cardPlace(number, kept, CARD, ROOM);
  for (const rect of kept) assert.ok(!covers(found, rect));
});
