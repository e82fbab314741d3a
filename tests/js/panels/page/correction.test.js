import assert from "node:assert/strict";
import { test } from "node:test";
import "../../english.js";
import { bindCorrection } from "../../../../static/js/panels/page/correction.js";
import { openPanels } from "../../dom.js";

function open(t) {
  const opened = openPanels(t);
  const box = opened.document.body.appendChild(opened.document.createElement("input"));
  const restore = () => {
    box.value = "7";
  };
  bindCorrection(box, opened.store, { isRight: () => box.value !== "", restore });
  opened.store.dispatch({ type: "notice", message: "Nothing was typed", tone: "error" });
  return { ...opened, box, message: () => opened.store.state.value.message };
}

test("an error goes with what can be taken, before it is asked for, and stays with what cannot", (t) => {
  const { box, enter, message } = open(t);
  enter(box, "");
  assert.equal(message(), "Nothing was typed");
  enter(box, "7");
  assert.equal(message(), "");
});

test("Escape shows the present value again and takes the error back; other keys do not", (t) => {
  const { box, press, message } = open(t);
  box.value = "";
  press(box, "Enter");
  assert.deepEqual([box.value, message()], ["", "Nothing was typed"]);
  press(box, "Escape");
  assert.deepEqual([box.value, message()], ["7", ""]);
});
