import assert from "node:assert/strict";
import { test } from "node:test";
import "../../../english.js";
import { FilmForm } from "../../../../../static/js/panels/export/film/film-form.js";
import { fakeEncoder } from "./encoder.js";
import { openFilmPage } from "./open.js";

function open(t) {
  const opened = openFilmPage(t);
  const { document, context } = opened;
  const [saved, said] = [[], []];
  const form = new FilmForm(context, {
    link: async () => "http://host/",
    save: (blob, ending) => void saved.push([blob, ending]),
    report: (text) => void said.push(text),
  });
  document.body.append(form.element);
  form.reset();
  return { ...opened, form, saved, said };
}

test("the whole run is offered, for ten seconds", async (t) => {
  const { byId, settle, form } = open(t);
  await settle();
  assert.deepEqual(
    ["film-from", "film-to", "film-seconds"].map((id) => byId(id).value),
    ["0", "7", "10"],
  );
  assert.ok(byId("film-webm").hidden && byId("film-mp4").hidden, "there is no encoder here");
  assert.match(form.element.textContent, /only a GIF/);
  byId("film-seconds").value = "3";
  form.reset();
  assert.equal(byId("film-seconds").value, "3");
});

test("an MP4 is offered where the browser has an encoder for it", async (t) => {
  fakeEncoder(t);
  const { byId, settle, form } = open(t);
  await settle();
  assert.ok(byId("film-webm").hidden && !byId("film-mp4").hidden && !byId("film-gif").hidden);
  assert.doesNotMatch(form.element.textContent, /only a GIF/);
});

test("what cannot be a film is said at its box", (t) => {
  const { byId, click, enter, said, steps } = open(t);
  for (const [id, value, low, high] of [
    ["film-from", "99", 0, 7],
    ["film-to", "1.5", 0, 7],
    ["film-to", "ten", 0, 7],
    ["film-seconds", "0", 1, 60],
    ["film-seconds", "", 1, 60],
  ]) {
    const box = byId(id);
    const before = box.value;
    box.value = value;
    click("film-gif");
    assert.equal(box.getAttribute("aria-invalid"), "true");
    assert.match(said.at(-1), new RegExp(`from ${low} to ${high}`));
    enter(box, "-");
    assert.deepEqual([box.getAttribute("aria-invalid"), said.at(-1) === ""], ["true", false]);
    enter(box, before);
    assert.deepEqual([box.getAttribute("aria-invalid"), said.at(-1)], ["false", ""]);
  }
  byId("film-from").value = "5";
  byId("film-to").value = "4";
  click("film-gif");
  assert.match(said.at(-1), /from 5 to 7/);
  assert.deepEqual(steps(), []);
});

test("while a film is made there is its progress, and nothing else can be used", async (t) => {
  const { byId, click, said, settle, document, server, form } = open(t);
  server.refuses = 0;
  click("film-gif");
  assert.ok(!byId("film-cancel").parentElement.hidden && byId("film-gif").closest("[hidden]"));
  const inert = [...document.body.children].filter((part) => part.inert);
  assert.ok(inert.length > 0 && !inert.some((part) => part.contains(byId("film-cancel"))));
  form.reset();
  assert.ok(byId("film-gif").closest("[hidden]"));
  await settle();
  assert.match(said.at(-1), /No film was made: refused/);
  assert.ok(byId("film-cancel").parentElement.hidden && !byId("film-gif").closest("[hidden]"));
  assert.ok(![...document.body.children].some((part) => part.inert));
});

test("a film that is cancelled says so", async (t) => {
  const { click, said, settle, form } = open(t);
  globalThis.Worker = class extends EventTarget {
    postMessage() {}
    terminate() {}
  };
  t.after(() => delete globalThis.Worker);
  click("film-gif");
  click("film-cancel");
  form.cancel();
  await settle();
  await settle();
  assert.match(said.at(-1), /No film was made/);
});

test("an observer and a run without steps have no film", (t) => {
  const { byId, store, form } = open(t);
  assert.equal(byId("film-gif").disabled, false);
  store.dispatch({
    type: "welcome",
    id: 1,
    session: "s",
    observer_key: null,
    resumed: true,
    step: 7,
    running: false,
    steps_per_second: null,
    experiment: store.state.value.experiment,
    data: store.state.value.data,
    network: store.state.value.network,
  });
  form.reset();
  assert.equal(byId("film-gif").disabled, true);
});
