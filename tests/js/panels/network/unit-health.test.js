import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { t as words } from "../../../../static/js/base/words/i18n.js";
import { bindNetwork } from "../../../../static/js/panels/network/network.js";
import { bindUnitHealth, healthNumbers, healthWord } from "../../../../static/js/panels/network/unit-health.js";
import { networkShape } from "../../../../static/js/scene/network/network.js";
import { openPanels } from "../../dom.js";
import { frameOf, networkOf } from "../../examples.js";

const frame = frameOf({ "unit_dead.0": [[4], [0, 1, 0, 0]], "unit_saturated.0": [[4], [0.5, 1, 0.91, 0.89]] });

test("card and table have words for it", () => {
  assert.deepEqual(healthNumbers(frame, 0, 1), [[words("rest.card"), words("rest.card.dead")]]);
  assert.deepEqual(healthNumbers(frame, 0, 0), [[words("rest.card"), "50\u2009%"]]);
  assert.deepEqual(healthNumbers(frame, 1, 0), []);
  assert.deepEqual(
    [0, 1, 2].map((index) => healthWord(frame, 0, index)),
    [words("rest.is_active"), words("rest.is_dead"), words("rest.is_saturated")],
  );
});

test("a column shows its dead units, or else the saturated ones, and its title both", (t) => {
  const { context, shape, store, byId, after } = openPanels(t);
  bindNetwork(context);
  bindUnitHealth(context);
  shape.value = networkShape(networkOf(2, 4, 1), 700, 480, 13);
  const line = () => byId("columns").children[1].querySelector(".column-health");
  const shown = (sections) => {
    store.takeFrame(frameOf(sections));
    after(100);
    return [line().textContent, line().classList.contains("dead"), line().title];
  };
  assert.deepEqual(shown(Object.fromEntries([...frame.sections].map(([name, { values }]) => [name, [[4], values]]))), [
    words("rest.dead", { n: 1 }),
    true,
    words("rest.title", { dead: 1, saturated: 1, all: 4 }),
  ]);
  const saturated = { "unit_dead.0": [[4], [0, 0, 0, 0]], "unit_saturated.0": [[4], [1, 1, 0, 0]] };
  assert.deepEqual(shown(saturated).slice(0, 2), [words("rest.saturated", { n: 2 }), false]);
  assert.deepEqual(shown({}), ["", false, ""]);
});

test("where some dead units are not drawn the line says how many are shown, if it has room", (t) => {
  const { context, shape, store, byId, after } = openPanels(t);
  bindNetwork(context);
  bindUnitHealth(context);
  const lineOf = (width) => {
    shape.value = networkShape(networkOf(2, 24, 1), width, 400, 13);
    after(100);
    return byId("columns").children[1].querySelector(".column-health").textContent;
  };
  const dead = Array.from({ length: 24 }, (_, index) => Number([1, 20, 21].includes(index)));
  store.takeFrame(frameOf({ "unit_dead.0": [[24], dead], "unit_saturated.0": [[24], dead] }));
  assert.equal(lineOf(700), words("rest.dead.shown", { n: 3, shown: 1 }));
  assert.equal(lineOf(220), words("rest.dead", { n: 3 }));
});

test("where columns are close there is room for the number of dead units alone", (t) => {
  const { context, shape, store, byId, after } = openPanels(t);
  bindNetwork(context);
  bindUnitHealth(context);
  shape.value = networkShape(networkOf(2, 4, 4, 4, 4, 4, 4, 1), 350, 300, 13);
  store.takeFrame(frameOf({ "unit_dead.0": [[4], [0, 1, 0, 0]], "unit_saturated.0": [[4], [0, 1, 1, 0]], "unit_saturated.1": [[4], [1, 1, 0, 0]] }));
  after(100);
  const lines = [...byId("columns").querySelectorAll(".column-health")].map(({ textContent }) => textContent);
  assert.deepEqual(lines.slice(0, 3), [words("rest.dead.tight", { n: 1 }), "", ""]);
});
