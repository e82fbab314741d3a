/**
 * Opens the page that the server renders in a DOM without a browser, for one test: with a
 * clock that the test moves, and with actions that only record what is asked for.
 */

import "./english.js";
import { signal } from "@preact/signals-core";
import { Element, GlobalWindow, HTMLCanvasElement, HTMLElement } from "happy-dom";
import { inputLabels, valueLabels } from "../../static/js/base/words/labels.js";
import { sentenceText } from "../../static/js/base/words/sentence.js";
import { createStore } from "../../static/js/state/store/store.js";
import { recordingContext } from "./canvas.js";
import { useClock } from "./clock.js";
import { THEME, welcomeOf } from "./examples.js";
import { writePage } from "./markup.js";

const FRAME_MS = 16;
const GLOBALS = [
  "window",
  "document",
  "location",
  "history",
  "navigator",
  "devicePixelRatio",
  "matchMedia",
  "getComputedStyle",
  "requestAnimationFrame",
  "ResizeObserver",
  "ImageData",
  "Option",
  "Element",
  "Text",
  "HTMLElement",
  "HTMLInputElement",
  "localStorage",
  "sessionStorage",
];

HTMLCanvasElement.prototype.getContext = function () {
  this.recorder ??= recordingContext(this);
  return this.recorder;
};

/** A sheet: its picture is a list of what was painted there, or on the canvas that was copied last. */
globalThis.OffscreenCanvas = class {
  recorder = recordingContext();

  getContext() {
    return this.recorder;
  }

  transferToImageBitmap() {
    const [original] = this.recorder.painted.at(-1).args;
    return original.recorder?.painted ?? this.recorder.painted;
  }
};

/** Popovers, which the DOM lacks: here they are only open or closed. */
const open = new WeakSet();
const { matches } = Element.prototype;
Object.assign(HTMLElement.prototype, {
  matches(selector) {
    return selector === ":popover-open" ? open.has(this) : matches.call(this, selector);
  },
  togglePopover(isOpen = !open.has(this)) {
    if (open.has(this) === isOpen) return;
    if (isOpen) open.add(this);
    else open.delete(this);
    this.dispatchEvent(new this.ownerDocument.defaultView.Event("toggle"));
  },
  showPopover() {
    this.togglePopover(true);
  },
  hidePopover() {
    this.togglePopover(false);
  },
});

/**
 * @param {import("node:test").TestContext} t
 * @param {{ url?: string, stored?: Record<string, string>, dark?: boolean }} [options] `stored` is in the local storage before
 */
export function openPage(t, { url = "http://localhost/", stored = {}, dark = false } = {}) {
  const window = new GlobalWindow({ url });
  writePage(window.document);
  const clock = useClock(t);
  Object.assign(window, { Option: optionOf(window), ImageData: PixelData, devicePixelRatio: 1 });
  window.setTimeout = (call, ms = 0, ...given) => globalThis.setTimeout(call, ms, ...given);
  window.clearTimeout = (timer) => globalThis.clearTimeout(timer);
  // Unlike a browser, the DOM fires this event for `history.replaceState` too; tests dispatch it themselves.
  window.addEventListener("hashchange", (event) => event instanceof window.HashChangeEvent && event.stopImmediatePropagation());
  window.requestAnimationFrame = (draw) => globalThis.setTimeout(() => draw(performance.now()), FRAME_MS);
  const media = useMedia(window, { "(prefers-color-scheme: dark)": dark });
  const resize = useResizing(window);
  for (const [key, value] of Object.entries(stored)) window.localStorage.setItem(key, value);
  const before = GLOBALS.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
  for (const name of GLOBALS) Object.defineProperty(globalThis, name, { value: name === "window" ? window : window[name], configurable: true, writable: true });
  t.after(async () => {
    await window.happyDOM.close();
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else delete globalThis[name];
    }
  });
  const byId = (id) => window.document.getElementById(id) ?? assertFound(id);
  const data = JSON.parse(byId("page-data").textContent);
  return { window, document: window.document, byId, data, media, resize, ...clock, ...hands(window, byId) };
}

/** @param {string} id */
function assertFound(id) {
  throw new Error(`the page has no element #${id}`);
}

/** What a user does. A target is an element or its id. */
function hands(window, byId) {
  const element = (target) => (typeof target === "string" ? byId(target) : target);
  const happen = (target, event) => element(target).dispatchEvent(event);
  return {
    click: (target, at = {}) => happen(target, new window.MouseEvent("click", { bubbles: true, cancelable: true, ...at })),
    point: (target, kind, at = {}) =>
      happen(
        target,
        Object.assign(new window.MouseEvent(kind, { bubbles: kind !== "pointerleave", ...at }), { pointerId: 1, pointerType: at.pointerType ?? "mouse" }),
      ),
    /** Returns whether the key had its usual effect. */
    press: (target, key, more = {}) => happen(target, new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more })),
    /** Moves a slider, types into a box without leaving it. */
    enter(target, value) {
      element(target).value = value;
      happen(target, new window.Event("input", { bubbles: true }));
    },
    /** Types into a box and leaves it, or chooses an option. */
    change(target, value) {
      element(target).value = value;
      happen(target, new window.Event("change", { bubbles: true }));
    },
    /** Chooses a radio button, or turns a check box. */
    choose: (group, value) => [...element(group).querySelectorAll("input")].find((input) => input.value === value).click(),
    happen: (target, kind, more = {}) => happen(target, Object.assign(new window.Event(kind, { bubbles: true, cancelable: true }), more)),
  };
}

/** Media queries; `media.set(query, matches)` changes the system. */
function useMedia(window, matching) {
  const lists = new Map();
  window.matchMedia = (query) => {
    const list = lists.get(query) ?? Object.assign(new EventTarget(), { matches: matching[query] ?? false });
    lists.set(query, list);
    return list;
  };
  return {
    set(query, matches) {
      window.matchMedia(query).matches = matches;
      window.matchMedia(query).dispatchEvent(new Event("change"));
    },
  };
}

/** Returns `resize(element, width, height)`, because nothing is laid out here. */
function useResizing(window) {
  const observers = [];
  window.ResizeObserver = class {
    elements = [];
    constructor(call) {
      this.call = call;
      observers.push(this);
    }
    observe(element) {
      this.elements.push(element);
    }
  };
  return (element, width, height) => {
    element.getBoundingClientRect = () => ({ left: 0, top: 0, x: 0, y: 0, width, height, right: width, bottom: height });
    for (const { elements, call } of observers) if (elements.includes(element)) call([{ target: element, contentRect: { width, height } }]);
  };
}

/** The pixels of a canvas. That of the DOM takes milliseconds, because it lists every byte first. */
class PixelData {
  constructor(width, height) {
    Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
  }
}

/** The constructor `new Option(text, value)`, which the DOM lacks. */
const optionOf = (window) =>
  function Option(text, value) {
    return Object.assign(window.document.createElement("option"), { textContent: text, value });
  };

/**
 * Opens the page with a store and everything else that the panels use.
 *
 * @param {import("node:test").TestContext} t
 * @param {Parameters<typeof openPage>[1] & { welcome?: object | null }} [options] `welcome` changes the first event; null omits it
 */
export function openPanels(t, { welcome = {}, ...options } = {}) {
  const opened = openPage(t, options);
  const store = createStore();
  store.setTheme(THEME);
  const page = opened.data;
  if (welcome) {
    const { experiment, ...more } = welcome;
    store.dispatch(welcomeOf({ ...page.defaults, ...experiment }, more));
  }
  const { asked, actions, answers } = recordedActions();
  const shape = signal(null);
  const retry = () => void asked.push(["retry"]);
  const view = (patch) => store.dispatch({ type: "view", patch });
  /** The server has changed fields of the experiment. */
  const changed = (fields, more = {}) =>
    store.dispatch({
      type: "ack",
      id: 1,
      applied: fields,
      message: "",
      step: 0,
      command: 0,
      restorable: false,
      experiment: { ...store.state.value.experiment, ...fields },
      ...more,
    });
  /** Answers of the server to questions, by their type. */
  const answersTo = {};
  const ask = (request) => {
    asked.push(["ask", request]);
    return Promise.resolve(answersTo[request.type]?.(request)).then((answer) => answer ?? Promise.reject(new Error("refused")));
  };
  const drawn = { charts: [], read: null };
  const label = inputLabels(store.state, page);
  const context = {
    store,
    page,
    actions,
    label,
    shape,
    charts: () => drawn.charts,
    readFrames: (read) => void Object.assign(drawn, { read }),
    retry,
    ask,
    write: (sentence) => sentenceText(sentence, valueLabels(page, label)),
  };
  return { ...opened, store, page, asked, answers, answersTo, actions, context, drawn, shape, view, changed };
}

/** Actions that record their names and arguments in `asked`; `answers[name]` may answer. */
function recordedActions() {
  const asked = [];
  const answers = {};
  const undoStatus = signal({ canUndo: false, canRedo: false });
  const actions = new Proxy(
    { undoStatus },
    {
      get(known, name) {
        known[name] ??= (...given) => {
          asked.push([name, ...given]);
          return answers[name]?.(...given) ?? Promise.resolve();
        };
        return known[name];
      },
    },
  );
  return { asked, answers, actions };
}
