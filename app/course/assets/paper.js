// @ts-check
/** Lessons on paper: each on a page, with pictures and blank fields; all answers on the last. */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { unanswered } from "./question.js";
import { sceneryOf } from "./scenery.js";
import { stand } from "./stand.js";
import { typesetter } from "./text.js";

/** What fits on A4 and on Letter, within the margins: pixels of 1/96 inch. */
const [WIDE, HIGH] = [680, 945];
/** Around a picture, in its own pixels: frames are drawn across the edge of their cells. */
const MARGIN = 3;
/** Smaller print cannot be read. */
const SCALES = [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5];
/** The app around the page is not printed, and what scrolls is let out. */
const PAGE = `@page { margin: 12mm; }
@media print {
  html, body, [data-testid="stApp"] { background: #fff !important; }
  html, body, #root, [data-testid="stApp"], [data-testid="stApp"] * { position: static !important; height: auto !important; max-height: none !important; overflow: visible !important; }
  [data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stDecoration"] { display: none !important; }
  [data-testid="stMainBlockContainer"] { padding: 0 !important; }
}`;
const silent = typesetter({ light() {}, pin: () => false });

/** Sentences without links and keys to press. @param {import("./script.js").Sentence} sentence @param {boolean} covered */
const words = (sentence, covered) => silent(sentence.map((run) => (run.kind === "phrase" || run.kind === "term" ? { kind: "words", text: run.text } : run)), covered);

/**
 * @param {import("./course.js").Lesson[]} lessons @param {import("./course.js").Entry[]} all @param {boolean} told whether answers are printed
 * @param {(wish: import("./course.js").Wish) => void} wish @param {import("./networks.js").Mine} mine
 */
export function paperView(lessons, all, told, wish, mine) {
  const style = element("style", {}, PAGE);
  const back = lessons.length === 1 ? lessons[0].script.key : "";
  const sheets = lessons.map((lesson) => sheet(lesson, all, mine));
  const answers = told ? element("section", { class: `leaf answers${lessons.length > 1 ? " many" : ""}` }, element("h1", {}, "Answers"), ...lessons.map((lesson) => answersOf(lesson, all))) : "";
  const bar = element("header", { class: "paper-bar" },
    element("button", { type: "button", class: "go", onclick: () => print() }, "Print"),
    element("button", { type: "button", class: "plain", onclick: () => wish({ lesson: back }) }, back ? "Back to the lesson" : "All lessons"),
    element("p", { class: "soft" }, lessons.length === 1 ? "One page, and the answers on a page of their own." : `${lessons.length} pages, and the answers at the end.`));
  const pages = element("div", { class: "paper" }, ...sheets.map((one) => one.node), answers);

  return {
    nodes: [bar, pages],
    /** @param {HTMLElement} root */
    enter(root) {
      root.classList.add("on-paper");
      document.head.append(style);
      for (const one of sheets) one.draw();
    },
    leave() {
      style.remove();
      pages.closest(".on-paper")?.classList.remove("on-paper");
    },
  };
}

/** @param {string} key @param {import("./course.js").Entry[]} all */
const numbered = (key, all) => {
  const number = all.findIndex((one) => one.key === key) + 1;
  return number ? `${number}. ` : "";
};

/** One lesson on one page. @param {import("./course.js").Lesson} lesson @param {import("./course.js").Entry[]} all @param {import("./networks.js").Mine} mine */
function sheet(lesson, all, mine) {
  const { script, networks } = lesson;
  const pictures = script.beats.map((beat) => ({ beat, place: element("div", { class: "picture" }) }));
  const beats = pictures.map(({ beat, place }, i) => element("section", { class: "piece" }, place,
    ...beat.text.map((line, j) => element("p", {}, ...(j ? [] : [element("b", {}, `${i + 1} `)]), ...words(line, Boolean(beat.question)))),
    ...(beat.question ? [asked(beat.question, beat.text.length ? "" : `${i + 1} `)] : [])));
  const node = element("section", { class: "leaf" }, element("h1", {}, numbered(script.key, all), script.title), element("div", { class: "pieces" }, ...beats));

  return {
    node,
    draw() {
      const stage = stand(mine);
      const desk = element("div", { class: "desk" }, stage.node);
      node.append(desk);
      let before = "";
      for (const { beat, place } of pictures) {
        const part = { beat, played: lesson, state: unanswered(), turn: 0, earlier: false };
        const drawn = picture(stage, desk, sceneryOf(part, networks));
        // The same picture twice says nothing more.
        if (drawn.innerHTML !== before) place.append(drawn);
        before = drawn.innerHTML;
      }
      stage.pause();
      desk.remove();
      for (const scale of SCALES) {
        node.style.setProperty("--scale", String(scale));
        node.style.width = `${WIDE / scale}px`;
        if (node.offsetHeight * scale <= HIGH) break;
      }
    },
  };
}

/**
 * A stage as it stands, without what can be pressed and without the room around it.
 * @param {ReturnType<typeof stand>} stage @param {HTMLElement} desk where it is drawn @param {import("./stand.js").Scenery} scenery
 */
function picture(stage, desk, scenery) {
  const { setting, readings, walk } = scenery.stage;
  const scene = setting === null ? null : scenery.played.scenes[`${setting}|${readings.join(",")}|${walk}`];
  // Several maps stand below each other.
  desk.classList.toggle("tall", Boolean(scene && Math.max(scene.input.length, scene.output[0]) > 1));
  stage.show(scenery);
  stage.draw();
  const copy = /** @type {Element} */ ((scene ? stage.svg : stage.node.querySelector(".tables") ?? stage.svg).cloneNode(true));
  for (const link of copy.querySelectorAll(".elsewhere")) link.remove();
  if (scene) {
    const { x, y, width, height } = stage.svg.getBBox();
    copy.setAttribute("viewBox", `${x - MARGIN} ${y - MARGIN} ${width + 2 * MARGIN} ${height + 2 * MARGIN}`);
  }
  return copy;
}

/** A question with room for an answer. @param {import("./script.js").Question} question @param {string} number */
function asked(question, number) {
  const box = () => element("i", { class: "box", "aria-hidden": "true" });
  const fields = {
    number: [element("i", { class: "field" })], size: [element("i", { class: "field" }), " cells wide"], mark: ["Mark them in the picture."],
    chips: question.chips.flatMap((chip) => [box(), ` ${chip} `]),
    pick: question.choices.map((line) => element("span", { class: "choice-line" }, box(), " ", ...words(line, false))),
  };
  return element("div", { class: "asked" }, element("p", {}, element("b", {}, number, ...words(question.prompt, true))),
    element("p", { class: "blanks" }, .../** @type {any} */ (fields)[question.kind]));
}

/** @param {import("./course.js").Lesson} lesson @param {import("./course.js").Entry[]} all */
function answersOf({ script }, all) {
  const lines = script.beats.flatMap(({ question, after }, i) => (question
    ? [element("li", { value: i + 1 }, element("b", {}, question.said), ". ", ...words(question.reason, false), ...after.flatMap((line) => [" ", ...words(line, false)]))]
    : []));
  return element("section", { class: "solved" }, element("h2", {}, numbered(script.key, all), script.title), element("ol", {}, ...lines),
    element("p", {}, element("b", {}, "Keep: "), ...words(script.keep, false)));
}
