/**
 * Predictions: a question about a step that is not computed yet. An answer cannot be changed;
 * when the step is done, the server grades it by the step's own numbers.
 */

import { batch, computed, effect, signal } from "@preact/signals-core";
import { count } from "../../../base/numbers/format.js";
import { byId, make, setText } from "../../../base/page/dom.js";
import { load, save } from "../../../base/page/storage.js";
import { t } from "../../../base/words/i18n.js";
import { answersOf, keyOf, placeName, placeOf, position, possible, stepAhead } from "./questions.js";

/** @import { ReadonlySignal, Signal } from "@preact/signals-core" */
/** @import { PanelContext } from "../../context.js" */
/** @import { Asked, Question } from "./questions.js" */

/** @typedef {Asked & { answer: string }} Locked */
/** @typedef {{ isRight: boolean | null, text: string }} Verdict `isRight` is null where a step was not graded */
/** @typedef {{ locked: Signal<Locked | null>, verdict: Signal<Verdict | null>, right: Signal<number>, graded: Signal<number> }} Game */
/** @typedef {ReturnType<typeof makeCard>} Card */

const KEY = "backprop-live.predictions";

/** @param {PanelContext} context */
export function bindPredict(context) {
  const { store } = context;
  /** @type {Game} */
  const game = { locked: signal(null), verdict: signal(null), right: signal(0), graded: signal(0) };
  const chosen = signal(/** @type {Question} */ ("sign"));
  const asked = askedOf(context, game, chosen);
  const card = makeCard();
  byId("inspector-predict").append(card.root);
  bindSwitch(card);
  bindQuestion(context, card, game, asked, chosen);
  bindVerdict(context, card, game);
  card.advance.addEventListener("click", () => context.actions.advance("step"));
  card.next.addEventListener("click", () => {
    batch(() => {
      game.locked.value = null;
      game.verdict.value = null;
    });
    card.answers.querySelector("button")?.focus();
  });
  gradeWhenDone(context, game);
  const network = computed(() => store.state.value.network);
  effect(() => {
    void network.value;
    game.locked.value = null;
    game.verdict.value = null;
  });
}

/** Returns what is asked: the locked question, or the next one. @param {PanelContext} context @param {Game} game @param {Signal<Question>} chosen @returns {ReadonlySignal<Asked>} */
function askedOf({ store }, { locked }, chosen) {
  const network = computed(() => store.state.value.network);
  const step = computed(() => stepAhead(store.state.value.status));
  const place = computed(() => placeOf(store.view.value.pinned, network.value));
  return computed(() => locked.value ?? { question: chosen.value, place: place.value, step: step.value });
}

/** The elements of the card. */
function makeCard() {
  const heading = make("h3", { text: t("predict.title") });
  const isOn = make("input", { attributes: { type: "checkbox" } });
  const about = make("select", { class: "choice", attributes: { "aria-label": t("predict.about") } });
  const text = make("p", { class: "predict-question", attributes: { id: "predict-question" } });
  const answers = make("div", { class: "predict-answers", attributes: { role: "group", "aria-labelledby": "predict-question" } });
  const verdict = make("p", { class: "predict-verdict", attributes: { role: "status" } });
  const advance = make("button", { class: "primary small", text: t("predict.run"), attributes: { type: "button" } });
  const next = make("button", { class: "quiet small", text: t("predict.next"), attributes: { type: "button" } });
  const score = make("span", { class: "soft" });
  const body = make("div", { class: "predict-body" }, about, text, answers, verdict, make("div", { class: "predict-row" }, advance, next, score));
  const toggle = make("label", { class: "check" }, isOn, make("span", { text: t("predict.on") }));
  const root = make(
    "section",
    { class: "predict", attributes: { "aria-label": t("predict.title") } },
    make("div", { class: "predict-head" }, heading, toggle),
    body,
  );
  return { root, isOn, about, text, answers, verdict, advance, next, score, body };
}

/** Questions can be switched off, and stay so. @param {Card} card */
function bindSwitch({ isOn, body }) {
  isOn.checked = load("localStorage", KEY) !== "off";
  const show = () => {
    body.hidden = !isOn.checked;
  };
  isOn.addEventListener("change", () => {
    save("localStorage", KEY, isOn.checked ? null : "off");
    show();
  });
  show();
}

/** @param {PanelContext} context @param {Card} card @param {Game} game @param {ReadonlySignal<Asked>} asked @param {Signal<Question>} chosen */
function bindQuestion({ store }, { about, text, answers }, { locked }, asked, chosen) {
  const program = computed(() => store.state.value.program);
  const network = computed(() => store.state.value.network);
  const kinds = computed(() => possible(asked.value.step, program.value).join());
  about.addEventListener("change", () => {
    chosen.value = /** @type {Question} */ (about.value);
  });
  effect(() => {
    const questions = /** @type {Question[]} */ (kinds.value.split(","));
    if (!locked.value && !questions.includes(chosen.value)) chosen.value = "sign";
    about.replaceChildren(
      ...questions.map((question) => make("option", { text: t(`predict.about.${keyOf(question, network.value)}`), attributes: { value: question } })),
    );
    about.value = asked.value.question;
    about.disabled = locked.value !== null;
  });
  effect(() => {
    const { question, place, step } = asked.value;
    setText(text, t(`predict.ask.${keyOf(question, network.value)}`, { step: count(step), name: placeName(place, network.value) }));
  });
  const offered = computed(() => JSON.stringify(answersOf(asked.value, network.value, program.value)));
  effect(() => {
    answers.replaceChildren(...JSON.parse(offered.value).map(answerButton));
  });
  effect(() => {
    void offered.value;
    for (const button of answers.querySelectorAll("button")) {
      const isGiven = button.dataset["answer"] === locked.value?.answer;
      button.setAttribute("aria-pressed", String(isGiven));
      button.setAttribute("aria-disabled", String(locked.value !== null));
    }
  });
  answers.addEventListener("click", ({ target }) => {
    const answer = target instanceof HTMLElement ? target.closest("button")?.dataset["answer"] : undefined;
    if (answer !== undefined && !locked.value) locked.value = { ...asked.value, answer };
  });
}

/** @param {readonly [string, string]} answer */
const answerButton = ([answer, name]) => make("button", { class: "quiet small", text: name, attributes: { type: "button", "data-answer": answer } });

/** @param {PanelContext} context @param {Card} card @param {Game} game */
function bindVerdict({ store }, { verdict, advance, next, score }, game) {
  const isObserver = computed(() => store.state.value.isObserver);
  effect(() => {
    const [locked, found] = [game.locked.value, game.verdict.value];
    verdict.dataset["is"] = found ? String(found.isRight) : "open";
    setText(verdict, found ? found.text : locked ? t("predict.locked", { step: count(locked.step) }) : "");
    advance.hidden = !locked || found !== null || isObserver.value;
    next.hidden = found === null;
    setText(score, game.graded.value > 0 ? t("predict.score", { right: game.right.value, n: game.graded.value }) : "");
  });
}

/** Asks the server for the grade when the predicted step is done. @param {PanelContext} context @param {Game} game */
function gradeWhenDone({ store, ask }, game) {
  const place = computed(() => JSON.stringify(position(store.state.value.status)));
  /** @type {Locked | null} */
  let inGrading = null;
  effect(() => {
    const { step, isBetween } = JSON.parse(place.value);
    const locked = game.locked.value;
    if (!locked || locked === inGrading || game.verdict.peek() || step < locked.step) return;
    inGrading = locked;
    if (step === locked.step && isBetween) void grade(locked, game, ask);
    else game.verdict.value = { isRight: null, text: t("predict.passed", { step: count(locked.step) }) };
  });
}

/** @param {Locked} locked @param {Game} game @param {PanelContext["ask"]} ask */
async function grade(locked, game, ask) {
  const { question, step, answer, place } = locked;
  const { layer, row, column } = place;
  try {
    const graded = await ask({ type: "grade", run: 0, step, question, layer, row, column, answer });
    if (game.locked.peek() !== locked || game.verdict.peek()) return;
    batch(() => {
      game.graded.value += 1;
      game.right.value += Number(graded.is_right);
      game.verdict.value = { isRight: graded.is_right, text: t(graded.is_right ? "predict.right" : "predict.wrong", { why: graded.message }) };
    });
  } catch {
    if (game.locked.peek() === locked) game.verdict.value = { isRight: null, text: t("predict.passed", { step: count(step) }) };
  }
}
