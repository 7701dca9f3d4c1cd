// @ts-check
/**
 * A lesson for a room: no field to answer in; keys show what is right, put a listed wrong answer
 * beside it, turn parts and go to another lesson. C and R are Streamlit's.
 *
 * @typedef {import("./script.js").Question} Question
 * @typedef {import("./question.js").State} State
 * @typedef {import("./scenery.js").Part} Part
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { saidOf } from "./question.js";

/** The window in which text and stage have their own size; larger ones let them grow. */
const [WIDE, HIGH] = [1000, 560];
const COPIED_MS = 1500;
const KEYS = "Enter shows the answer, 1 to 4 a wrong one. Page keys turn, arrows step. G and a number: a lesson. B: blank. Esc: out.";

/** Show what is right. @param {State} state */
const reveal = (state) => Object.assign(state, { answered: true, shown: true, right: false, option: null, given: null });

/** Put a listed wrong answer beside it. @param {Question} question @param {State} state @param {number} i */
function choose(question, state, i) {
  const option = question.wrong[i];
  if (!option) return false;
  const [answer] = option.answers;
  const given = { number: answer.low ?? answer.high ?? undefined, cells: answer.cells, chips: answer.chips, choice: answer.choice };
  Object.assign(state, { answered: true, shown: false, right: false, option, given });
  return true;
}

/** @param {Question} question @param {State} state @param {{words: ReturnType<typeof import("./text.js").typesetter>, changed: () => void}} lab */
export function askedView(question, state, { words, changed }) {
  const { answered } = state;
  const number = (/** @type {number} */ choice) => question.wrong.findIndex((one) => one.answers[0].choice === choice);
  const show = (/** @type {number} */ i) => () => choose(question, state, i) && changed();
  const lines = question.choices.map((line, i) => {
    const wrong = number(i);
    return element(answered && wrong >= 0 ? "button" : "p", {
      class: `line${answered && wrong < 0 ? " is" : ""}`,
      ...(answered && wrong >= 0 ? { type: "button", "aria-pressed": String(question.wrong[wrong] === state.option), onclick: show(wrong) } : {}),
    }, ...(answered && wrong >= 0 ? [element("b", { class: "key" }, String(wrong + 1)), " "] : []), ...words(line, false, true));
  });
  const listed = question.wrong.map((one, i) => element("button", {
    type: "button", class: "chip", "aria-pressed": String(one === state.option), onclick: show(i),
  }, element("b", { class: "key" }, String(i + 1)), ` ${one.said[0]}`));
  return element("section", { class: "question", "aria-label": "Question" },
    element("h2", {}, ...words(question.prompt, !answered)),
    ...(lines.length ? [element("div", { class: "lines" }, ...lines)] : []),
    ...(question.chips.length ? [element("p", { class: "free" }, `Of ${question.chips.join(", ")}`)] : []),
    ...(answered
      ? [element("div", { class: "feedback" }, saidOf(question, state, words)),
        ...(lines.length ? [] : [element("div", { class: "listed", role: "group", "aria-label": "Wrong answers" }, ...listed)])]
      : [element("button", { type: "button", class: "go", onclick: () => (reveal(state), changed()) }, "Show the answer")]));
}

/**
 * The keys, and what lies over the page: a blank, the number of a lesson.
 * @param {{turn: (by: number) => void, part: () => Part, changed: () => void, go: (lesson: string) => void, end: () => void,
 *   lessons: import("./course.js").Entry[], here: number}} lesson
 */
export function desk({ turn, part, changed, go, end, lessons, here }) {
  /** @type {HTMLElement} */ let root;
  const blank = element("div", { class: "blank-out", hidden: "" });
  const typed = element("p", { class: "typed", role: "status", hidden: "" });
  const copy = element("button", { type: "button", class: "showme", onclick: copyLink }, "Copy a link without answers");
  const keys = element("footer", { class: "keys" }, element("span", {}, KEYS), copy,
    element("button", { type: "button", class: "showme", onclick: end }, "Leave"));
  /** @type {string|null} what was typed after G */ let asked = null;

  async function copyLink() {
    const link = new URL(location.href);
    link.searchParams.delete("teach");
    link.searchParams.set("answers", "0");
    try {
      await navigator.clipboard.writeText(link.href);
      copy.textContent = "Copied. It is no secret: who changes it sees the answers";
    } catch {
      window.prompt("The link for a class; it is no secret:", link.href);
    }
    setTimeout(() => (copy.textContent = "Copy a link without answers"), 3 * COPIED_MS);
  }

  /** @param {string|null} text */
  function ask(text) {
    asked = text;
    typed.toggleAttribute("hidden", text === null);
    typed.textContent = text === null ? "" : `Lesson ${text || "…"}, then Enter`;
  }

  /** A key while a number is typed. @param {string} key */
  function number(key) {
    const text = (asked ?? "") + key;
    if (/^\d$/.test(key)) {
      // No lesson has a number that goes on like this one: it is whole.
      if (Number(text) * 10 > lessons.length) return arrive(Number(text));
      return ask(text);
    }
    if (key === "Enter" && asked) return arrive(Number(asked));
    ask(null);
  }

  /** @param {number} wanted */
  function arrive(wanted) {
    ask(null);
    const found = lessons[wanted - 1];
    if (found && wanted - 1 !== here) go(found.key);
  }

  /** @param {string} key @param {boolean} held whether a button has the focus @returns {boolean} whether the key was meant for the lesson */
  function press(key, held) {
    const { beat: { question }, state } = part();
    if (!blank.hidden) blank.hidden = true;
    else if (asked !== null) number(key);
    else if (key === "PageDown" || key === "PageUp") turn(key === "PageDown" ? 1 : -1);
    else if (key.toLowerCase() === "g") ask("");
    else if (key.toLowerCase() === "b") blank.hidden = false;
    else if (key === "Escape") end();
    else if (key === "Enter" && !held) {
      if (!question || state.answered) return false;
      reveal(state);
      changed();
    } else if (/^[1-8]$/.test(key) && question) {
      if (!choose(question, state, Number(key) - 1)) return false;
      changed();
    } else return false;
    return true;
  }

  /** @param {KeyboardEvent} event */
  function hear(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {HTMLElement} */ (event.composedPath()[0]);
    // A button that was clicked has the focus, too, but nobody means it by Enter.
    const held = target.matches?.(":is(button, a, [role=button]):focus-visible") ?? false;
    if (!press(event.key, held)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  function grow() {
    root.style.setProperty("--grow", Math.max(1, Math.min(innerWidth / WIDE, innerHeight / HIGH)).toFixed(3));
  }

  return {
    nodes: [keys, typed, blank],
    /** @param {HTMLElement} place */
    enter(place) {
      root = place;
      root.classList.add("teaching");
      // Above the bar of the app, whatever lies between.
      root.setAttribute("popover", "manual");
      if (root.isConnected) root.showPopover?.();
      grow();
      addEventListener("resize", grow);
      document.addEventListener("keydown", hear, true);
    },
    leave() {
      removeEventListener("resize", grow);
      document.removeEventListener("keydown", hear, true);
      if (!root) return;
      root.classList.remove("teaching");
      root.removeAttribute("popover");
    },
  };
}
