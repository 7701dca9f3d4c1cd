// @ts-check
/**
 * A question as a learner meets it: a field, cells to mark, chips or lines to pick from; then
 * the sentence that belongs to the answer. One may answer again; only the first try is kept.
 *
 * @typedef {import("./script.js").Question} Question
 * @typedef {import("./answers.js").Given} Given
 * @typedef {{answered: boolean, right: boolean, tries: number, unmatched: number, given: Given|null,
 *   option: import("./script.js").Option|null, shown: boolean, asked: string, why: string}} State
 *   ``shown``: by "show me"; ``asked``: what stands in the field; ``why``: what became of the "Why?"
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { judged, matches, readNumber } from "./answers.js";

const UNMATCHED_BEFORE_THE_SUM = 2;
const NOTED = "Noted while this page is open. What is right is told later.";

/** @returns {State} */
export const unanswered = () => ({ answered: false, right: false, tries: 0, unmatched: 0, given: null, option: null, shown: false, asked: "", why: "" });

/**
 * @param {Question} question @param {State} state @param {number} tolerance
 * @param {{words: ReturnType<typeof import("./text.js").typesetter>, changed: () => void, first: (right: boolean, topic: string) => void,
 *   marked: () => number[][], askWhy: () => void, again: (() => void)|null, unit: string, turn: number,
 *   told: boolean, noted: () => void}} lab ``told``: whether answers are told; if not, what is given is only noted
 */
export function questionView(question, state, tolerance, lab) {
  const { words } = lab;
  const hint = element("p", { class: "hint", role: "status" }, !lab.told && state.given ? NOTED : "");

  /** @param {Given|null} given @param {string} complaint */
  function answer(given, complaint) {
    if (!given) return hint.replaceChildren(complaint);
    if (!lab.told) {
      state.given = given;
      return lab.noted();
    }
    const { right, option } = judged(question, given, tolerance);
    if (!state.tries && !state.shown) lab.first(right, option?.topic ?? "");
    state.tries += 1;
    if (!right && !option) state.unmatched += 1;
    Object.assign(state, { answered: true, right, option, given, why: "" });
    lab.changed();
  }

  function showMe() {
    if (!state.tries) lab.first(false, "");
    Object.assign(state, { answered: true, shown: true, right: false, option: null, given: null });
    lab.changed();
  }

  const fields = { number: field, size: field, mark: markField, chips: chipField, pick: pickField };
  const asked = /** @type {any} */ (fields)[question.kind](question, state, answer, lab);
  const help = question.help && !state.answered ? helpLine(question.help) : null;
  const free = !lab.told ? "" : element("p", { class: "free" }, "A guess is fine: there are no marks. Or ",
    element("button", { type: "button", class: "showme", onclick: showMe }, "show me"), ".");
  return element("section", { class: "question", "aria-label": "Question" },
    element("h2", {}, ...words(question.prompt, !state.answered)),
    ...(help ? [help] : []), asked, hint,
    ...(state.answered ? [feedback(question, state, lab)] : [free]));
}

/** @param {import("./script.js").Help} help */
function helpLine(help) {
  if (help.kind !== "sum") return element("p", { class: "help" }, "The cells that take part are lit.");
  const [before, after] = help.text.split("?");
  // The whole sum is asked for, and not what stands in the gap.
  return element("p", { class: "help" }, before, element("span", { class: "blank", role: "img", "aria-label": "blank" }, ""), after ?? "", " = ?");
}

/** @param {Question} question @param {State} state @param {(given: Given|null, complaint: string) => void} answer @param {{unit: string}} lab */
function field(question, state, answer, { unit }) {
  const input = /** @type {HTMLInputElement} */ (element("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", class: "field", placeholder: "?",
    "aria-label": question.kind === "size" ? "Your answer, in cells" : "Your answer, a number",
    oninput: () => (state.asked = input.value),
  }));
  input.value = state.asked;
  return element("form", {
    class: "ask",
    onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      const number = readNumber(input.value);
      answer(number === null ? null : { number }, input.value.trim() ? "That is no number I can read: digits, please." : "Type a number first; a guess is fine.");
    },
  }, input, element("span", { class: "unit" }, unit), submit(state));
}

/** @param {State} state */
const submit = (state) => element("button", { type: "submit", class: state.answered ? "plain" : "go" }, "Answer");

/** @param {Question} question @param {State} state @param {(given: Given|null, complaint: string) => void} answer @param {{marked: () => number[][]}} lab */
function markField(question, state, answer, { marked }) {
  if (state.answered) return element("p", { class: "sr" }, `Right: ${question.said}`);
  return element("form", {
    class: "ask",
    onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      // The output's cells are named by row and column.
      answer({ cells: marked().map((cell) => cell.slice(1)) }, "");
    },
  }, element("span", { class: "unit" }, "Click cells of the output; or go there with Tab, the arrow keys and space."), submit(state));
}

/** @param {Question} question @param {State} state @param {(given: Given|null, complaint: string) => void} answer */
function chipField(question, state, answer) {
  const chosen = new Set(state.given?.chips ?? []);
  const chips = question.chips.map((chip) => {
    const node = element("button", {
      type: "button", class: "chip", "aria-pressed": String(chosen.has(chip)),
      onclick: () => {
        if (!chosen.delete(chip)) chosen.add(chip);
        node.setAttribute("aria-pressed", String(chosen.has(chip)));
      },
    }, String(chip));
    if (state.answered && question.answer.chips?.includes(chip)) node.classList.add("is");
    return node;
  });
  return element("form", {
    class: "ask chips",
    onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      answer(chosen.size ? { chips: [...chosen].sort((a, b) => a - b) } : null, "Choose one or more.");
    },
  }, element("div", { class: "row", role: "group", "aria-label": "Sizes" }, ...chips), submit(state));
}

/** @param {Question} question @param {State} state @param {(given: Given|null, complaint: string) => void} answer @param {{words: ReturnType<typeof import("./text.js").typesetter>}} lab */
function pickField(question, state, answer, { words }) {
  return element("div", { class: "lines", role: "group", "aria-label": "Answers" }, ...question.choices.map((choice, i) => {
    const node = element("button", {
      type: "button", class: "line", "aria-pressed": String(state.given?.choice === i), onclick: () => answer({ choice: i }, ""),
    }, ...words(choice, false, true));
    if (state.answered && question.answer.choice === i) node.classList.add("is");
    return node;
  }));
}

/** What is said of an answer. @param {Question} question @param {State} state @param {ReturnType<typeof import("./text.js").typesetter>} words @returns {HTMLElement} */
export function saidOf(question, state, words) {
  const said = [];
  const reason = question.reason.length ? [" ", ...words(question.reason, false), ending(question.reason)] : [];
  if (state.right) said.push(element("p", {}, element("b", {}, "Yes. "), ...reason.slice(1)));
  else {
    if (state.option && plain(state.option.sentence) !== plain(question.reason)) said.push(element("p", {}, ...words(state.option.sentence, false)));
    // What is right stands on the stage, or is marked among the lines.
    const seen = question.kind === "pick" || question.kind === "mark";
    said.push(element("p", {}, ...(seen ? [] : ["It is ", element("b", {}, question.said), reason.length ? ":" : "."]), ...reason.slice(seen ? 1 : 0)));
    if (state.unmatched >= UNMATCHED_BEFORE_THE_SUM && question.worked) said.push(element("p", { class: "worked" }, "Step by step: ", element("b", {}, question.worked)));
  }
  return element("div", { class: "said" }, ...said);
}

/** What is said, and what can be done now. @param {Question} question @param {State} state @param {any} lab */
function feedback(question, state, lab) {
  const parts = [saidOf(question, state, lab.words)];
  if (state.right && question.why) parts.push(whyView(question.why, state, lab));
  if (question.kind === "mark") {
    parts.push(element("p", { class: "free" }, element("button", {
      type: "button", class: "showme",
      onclick: () => {
        Object.assign(state, { answered: false, option: null, right: false });
        lab.changed();
      },
    }, "Mark again")));
  }
  if (lab.again) parts.push(element("p", { class: "free" }, element("button", { type: "button", class: "showme", onclick: lab.again }, "Ask me again with other numbers")));
  return element("div", { class: "feedback" }, ...parts);
}

/** @param {import("./script.js").Sentence} sentence */
const plain = (sentence) => sentence.map((run) => run.text).join("");

/** A reason that is a bare sum ends like a sentence. @param {import("./script.js").Sentence} sentence */
const ending = (sentence) => (/[.!?…”]$/.test(sentence[sentence.length - 1]?.text ?? ".") ? "" : ".");

/** @param {import("./script.js").Why} why @param {State} state @param {any} lab */
function whyView(why, state, lab) {
  if (state.why === "right") return element("p", { class: "why" }, element("b", {}, "Just so."));
  const note = state.why === "wrong" ? element("p", { class: "hint", role: "status" }, why.kind === "mark" ? `It is ${why.answer.cells?.map((cell) => `[${cell.slice(-2).join(",")}]`).join(" ")}: those that the kernel's taps meet.` : `It is ${why.choices[why.answer.choice ?? 0]}.`) : "";
  /** @param {Given} given */
  function judge(given) {
    state.why = matches(why.answer, given, 0) ? "right" : "wrong";
    lab.changed();
  }
  if (why.kind === "pick") {
    return element("div", { class: "why" }, element("h3", {}, why.prompt),
      element("div", { class: "row", role: "group", "aria-label": "Sums" }, ...why.choices.map((choice, i) =>
        element("button", { type: "button", class: `chip${state.why === "wrong" && why.answer.choice === i ? " is" : ""}`, onclick: () => judge({ choice: i }) }, choice))), note);
  }
  const marking = state.why === "marking";
  return element("div", { class: "why" }, element("h3", {}, why.prompt),
    element("button", {
      type: "button", class: "plain",
      onclick: () => {
        if (marking) return judge({ cells: lab.marked() });
        state.why = "marking";
        lab.askWhy();
      },
    }, marking ? "These" : "Mark them"), note);
}
