// @ts-check
/**
 * A lesson: beats at the left, the stage at the right. Turning a beat moves the stage by itself,
 * and writes the beat into the address.
 *
 * @typedef {import("./script.js").Beat} Beat
 * @typedef {import("./question.js").State} State
 * @typedef {{beat: Beat, played: import("./course.js").Played, state: State, turn: number, earlier: boolean}} Part
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { keyboard } from "../transposed-convolution-lab.stage/keyboard.js";
import { questionView, unanswered } from "./question.js";
import { stand } from "./stand.js";
import { typesetter } from "./text.js";

const MINUTES = 5;

/**
 * @param {import("./course.js").Lesson} lesson @param {import("./course.js").Entry[]} lessons
 * @param {number} beat @param {ReturnType<typeof import("./progress.js").progress>} kept
 * @param {(wish: import("./course.js").Wish) => void} wish
 */
export function lessonView(lesson, lessons, beat, kept, wish) {
  const { script, networks } = lesson;
  const number = lessons.findIndex((one) => one.key === script.key);
  const parts = partsOf(lesson, kept);
  const lead = parts.length - script.beats.length;
  let at = Math.min(beat ? beat + lead : 0, parts.length - 1);

  const side = element("aside", { class: "side", "aria-label": "Lesson" });
  const stage = stand();
  const body = element("div", { class: "beat" });
  const live = element("p", { class: "sr", "aria-live": "polite" });
  const foot = element("footer", { class: "turn" });
  const words = typesetter({ light: stage.light, pin: stage.pin });
  side.append(head(number, lessons, kept, wish), element("div", { class: "scroll" }, element("h1", {}, script.title), body), foot, live);
  stage.onMark((/** @type {string} */ text) => (live.textContent = text));

  /** Show a part. @param {number} next @param {boolean} [focus] whether it was turned to */
  function turn(next, focus = false) {
    at = Math.max(0, Math.min(next, parts.length - 1));
    kept.open(script.key, Math.max(0, at - lead));
    render();
    scene(false);
    const address = new URL(location.href);
    address.searchParams.set("l", script.key);
    if (at > lead) address.searchParams.set("b", String(at - lead));
    else address.searchParams.delete("b");
    history.replaceState(history.state, "", address);
    body.parentElement?.scrollTo(0, 0);
    if (focus) body.focus({ preventScroll: true });
  }

  /** @param {boolean} follow */
  function scene(follow) {
    const { beat: shown, played, state } = parts[at];
    const { question } = shown;
    const own = state.answered && question?.stage && question.stage.setting !== null ? question.stage : shown.stage;
    const { beside } = state.option ?? {};
    const wrongSize = question?.kind === "size" && state.answered && !state.right ? state.given?.number ?? null : null;
    stage.show({
      stage: question?.help?.kind === "light" && !state.answered ? { ...own, pins: question.help.lit } : own,
      played, networks, question, answered: state.answered,
      yours: !state.answered || state.right ? null : {
        size: wrongSize !== null && wrongSize <= 24 ? wrongSize : null,
        right: question?.kind === "size" ? question.answer.low ?? null : null,
        output: beside?.output ?? null,
        cells: question?.kind === "mark" && !state.shown ? (state.given?.cells ?? []).map((cell) => [0, ...cell]) : null,
      },
      own: state.right ? [] : beside?.lit ?? [],
    }, follow);
    const right = state.answered && question ? question.veil.cells : [];
    if (right.length) stage.pinAll(question?.kind === "mark" ? [] : right);
    if (question?.kind === "mark" && state.answered) stage.pinAll([{ target: "out", cells: (question.answer.cells ?? []).map(([row, column]) => [0, row, column]) }]);
  }

  function render() {
    const { beat: shown, state, played, turn: set, earlier } = parts[at];
    const { question } = shown;
    const covered = Boolean(question && !state.answered);
    const nodes = [
      ...(earlier ? [element("p", { class: "earlier" }, `First something from before: ${played.script.title}`)] : []),
      ...(earlier ? [] : shown.text.map((line) => element("p", {}, ...words(line, covered)))),
    ];
    if (question) {
      nodes.push(questionView(question, state, played.script.tolerance, {
        words, turn: set, unit: question.kind === "size" ? "cells wide" : "",
        changed, marked: stage.marked, first: (right, topic) => kept.answered(question.id, right, topic),
        askWhy() {
          render();
          stage.askInputs();
          stage.svg.focus({ preventScroll: true });
        },
        again: question.fresh && !earlier ? () => wish({ lesson: script.key, beat: at - lead, fresh: true, turn: set + 1 }) : null,
      }));
    }
    if (!covered) nodes.push(...shown.after.map((line) => element("p", { class: "after" }, ...words(line, false))));
    if (isLast() && !covered) nodes.push(element("p", { class: "keep" }, element("b", {}, "Keep: "), ...words(script.keep, false)));
    body.replaceChildren(...nodes);
    foot.replaceChildren(...turning());
  }

  function changed() {
    render();
    const { question } = parts[at].beat;
    const { right, why } = parts[at].state;
    // Said where a listener already is: a new node would not be heard.
    live.textContent = body.querySelector(".said")?.textContent ?? "";
    if (why) return stage.endMarks();
    const follows = question && (question.veil.size || question.stage || question.kind === "mark" || question.veil.panels.length > 0);
    scene(Boolean(follows));
    const next = /** @type {HTMLElement|null} */ (side.querySelector(right ? ".turn .go" : "input.field"));
    if (!matchMedia("(pointer: coarse)").matches) (next ?? foot.querySelector("button:last-of-type"))?.focus({ preventScroll: true });
  }

  const isMore = (/** @type {number} */ i) => parts[i]?.beat.more;
  /** Whether this is the last part of those open at first, or of all. */
  const isLast = () => at === parts.length - 1 || (!isMore(at) && isMore(at + 1));

  function turning() {
    const asks = parts[at].beat.question && !parts[at].state.answered;
    const after = lessons[number + 1];
    const more = isLast() && at < parts.length - 1;
    const onwards = () => (isLast() ? wish({ lesson: after?.key ?? "" }) : turn(at + 1, true));
    const open = parts.filter((one) => !one.beat.more).length;
    const dashes = parts.slice(0, isMore(at) ? parts.length : open).map((_, i) => element("i", { class: i === at ? "here" : i < at ? "done" : "" }));
    return [
      element("div", { class: "where" }, element("div", { class: "dashes", "aria-hidden": "true" }, ...dashes),
        element("span", {}, isMore(at) ? `More, part ${at - open + 1} of ${parts.length - open}` : `Part ${at + 1} of ${open}`)),
      ...(more ? [element("button", { type: "button", class: "plain", onclick: () => turn(at + 1, true) }, "More")] : []),
      element("button", { type: "button", class: "plain", ...(at === 0 ? { disabled: "" } : {}), onclick: () => turn(at - 1, true) }, "Back"),
      element("button", { type: "button", class: asks ? "plain" : "go", onclick: onwards },
        isLast() ? (after ? "Next lesson" : "All lessons") : "Go on"),
    ];
  }

  /** @type {HTMLElement} */ let root;
  const watcher = new ResizeObserver(() => stage.draw());
  const press = keyboard(stage.svg, {
    root: () => root, cells: stage.cells, edits: /** @type {any} */ ({ on: () => false, toggle() {} }), play: stage.play, draw: stage.draw,
  });
  body.tabIndex = -1;
  turn(at);

  return {
    key: script.key,
    nodes: [side, stage.node],
    /** Other numbers for one question. @param {import("./course.js").Lesson} fresh @param {number} only */
    refresh(fresh, only) {
      const [asked] = fresh.script.beats;
      parts[only + lead] = { beat: asked, played: fresh, state: unanswered(), turn: fresh.turn, earlier: false };
      if (at === only + lead) turn(at, true);
    },
    /** @param {HTMLElement} place */
    enter(place) {
      root = place;
      root.classList.add("in-lesson");
      document.addEventListener("keydown", press);
      watcher.observe(stage.watch);
      stage.draw();
    },
    leave() {
      root?.classList.remove("in-lesson");
      stage.pause();
      watcher.disconnect();
      document.removeEventListener("keydown", press);
    },
  };
}

/** The lesson's beats, an earlier lesson's question before them. @param {import("./course.js").Lesson} lesson @param {ReturnType<typeof import("./progress.js").progress>} kept @returns {Part[]} */
function partsOf(lesson, kept) {
  const own = lesson.script.beats.map((one) => ({ beat: one, played: lesson, state: unanswered(), turn: lesson.turn, earlier: false }));
  const met = lesson.earlier.filter((one) => kept.seen(one.script.key).length > 0);
  const again = met.find((one) => kept.missed(one.script.key)) ?? met[0];
  if (!again) return own;
  return [{ beat: again.script.beats[0], played: again, state: unanswered(), turn: 0, earlier: true }, ...own];
}

/** Which lesson this is, and the way to the others. @param {number} number @param {import("./course.js").Entry[]} lessons @param {ReturnType<typeof import("./progress.js").progress>} kept @param {(wish: import("./course.js").Wish) => void} wish */
function head(number, lessons, kept, wish) {
  const strip = lessons.map((one, i) => element("button", {
    type: "button", class: i === number ? "here" : kept.seen(one.key).length ? "done" : "", title: one.title,
    "aria-label": `Lesson ${i + 1}: ${one.title}`, ...(i === number ? { "aria-current": "step" } : {}), onclick: () => wish({ lesson: one.key }),
  }));
  return element("header", { class: "head" },
    element("p", {}, element("b", {}, `Lesson ${number + 1}`), element("span", {}, ` of ${lessons.length}, about ${MINUTES} minutes`),
      element("button", { type: "button", class: "showme all", onclick: () => wish({ lesson: "" }) }, "All lessons")),
    element("nav", { class: "strip", "aria-label": "Lessons" }, ...strip));
}
