import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { makeStepField } from "../../../../static/js/panels/time/step-field.js";
import { openPast } from "./strip-page.js";

function open(t) {
  const opened = openPast(t);
  opened.document.body.append(makeStepField(opened));
  return { ...opened, box: opened.byId("time-step") };
}

test("it has the present step, and goes to one that is typed", (t) => {
  const { box, change, sought, tell } = open(t);
  assert.equal(box.value, "1000");
  tell({ step: 400 });
  assert.equal(box.value, "400");
  change(box, " 1 000 ");
  change(box, "250");
  assert.deepEqual(sought(), [{ step: 1000 }, { step: 250 }]);
  assert.equal(box.closest("label").textContent, "stepof 1\u2009000");
});

test("what is no step of this run is refused with the range, and taken back", (t) => {
  const { box, change, enter, happen, sought, store, press } = open(t);
  for (const text of ["1001", "-1", "2.5", "many", ""]) {
    change(box, text);
    assert.equal(box.getAttribute("aria-invalid"), "true");
    assert.deepEqual([store.state.value.message, store.state.value.tone], [`“${text}” is no step: this run has steps 0 to 1\u2009000`, "error"]);
  }
  change(box, "1000");
  assert.deepEqual([box.getAttribute("aria-invalid"), store.state.value.message], [null, ""]);
  for (const correct of [() => press(box, "Escape"), () => enter(box, "1000")]) {
    change(box, "nothing");
    enter(box, "not");
    assert.equal(box.getAttribute("aria-invalid"), "true");
    correct();
    assert.deepEqual([box.value, box.getAttribute("aria-invalid"), store.state.value.message], ["1000", null, ""]);
  }
  box.value = "7";
  happen(box, "blur");
  assert.equal(box.value, "1000");
  assert.deepEqual(sought(), []);
});

test("it is not written over while somebody types, and is read-only for an observer", (t) => {
  const { box, tell, store } = open(t);
  box.focus();
  box.value = "12";
  tell({ step: 400 });
  assert.equal(box.value, "12");
  store.dispatch({ ...store.state.value, type: "welcome", observer_key: null, resumed: true });
  assert.equal(box.disabled, true);
});
