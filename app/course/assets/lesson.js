// @ts-check
/**
 * A lesson: beats at the left, the stage at the right. Turning a beat moves the stage by itself,
 * and writes the beat into the address.
 *
 * @typedef {import("./question.js").State} State
 * @typedef {import("./script.js").Beat} Beat
 * @typedef {import("./scenery.js").Part} Part
 * @typedef {{teach: boolean, answers: boolean, own: boolean, write: boolean}} Mode
 *   ``teach``: shown to a room; ``answers``: whether they are told; ``own``: anybody's lesson;
 *   ``write``: its text stands beside it
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { keyboard } from "../transposed-convolution-lab.stage/keyboard.js";
import { heading } from "./heading.js";
import { questionView, unanswered } from "./question.js";
import { answerPins, sceneryOf } from "./scenery.js";
import { sight } from "./sight.js";
import { stand } from "./stand.js";
import { askedView, desk } from "./teach.js";
import { typesetter } from "./text.js";

/**
 * @param {import("./course.js").Lesson} lesson @param {import("./course.js").Entry[]} lessons
 * @param {number} beat @param {ReturnType<typeof import("./progress.js").progress>} kept
 * @param {(wish: import("./course.js").Wish) => void} wish @param {Mode} mode
 * @param {import("./networks.js").Mine} mine
 */
export function lessonView(lesson, lessons, beat, kept, wish, mode, mine) {
  const { script, networks } = lesson;
  const number = lessons.findIndex((one) => one.key === script.key);
  const parts = partsOf(lesson, kept);
  const lead = parts.length - script.beats.length;
  let at = Math.min(beat ? beat + lead : 0, parts.length - 1);

  const side = element("aside", { class: "side", "aria-label": "Lesson" });
  const stage = stand(mine);
  const body = element("div", { class: "beat" });
  const live = element("p", { class: "sr", "aria-live": "polite" });
  const foot = element("footer", { class: "turn" });
  const words = typesetter({ light: stage.light, pin: stage.pin });
  const { head, ways } = heading(script, number, lessons, kept, wish, mode);
  const title = element("h1", {}, script.title);
  side.append(head, element("div", { class: "scroll" }, title, body, ...ways), foot, live);
  const seen = sight(title, stage.node, foot);
  stage.onMark((/** @type {string} */ text) => (live.textContent = text));

  /** Show a part. @param {number} next @param {boolean} [focus] whether it was turned to */
  function turn(next, focus = false) {
    at = Math.max(0, Math.min(next, parts.length - 1));
    kept.open(script.key, Math.max(0, at - lead));
    render();
    scene(false);
    if (!mode.write) address(at - lead);
    seen.begin();
    if (focus) body.focus({ preventScroll: true });
  }

  /** @param {number} shown */
  function address(shown) {
    const here = new URL(location.href);
    if (!mode.own) here.searchParams.set("l", script.key);
    if (shown > 0) here.searchParams.set("b", String(shown));
    else here.searchParams.delete("b");
    history.replaceState(history.state, "", here);
  }

  /** @param {boolean} follow */
  function scene(follow) {
    const { beat: { question }, state } = parts[at];
    stage.show(sceneryOf(parts[at], networks), follow);
    const pins = question && state.answered ? answerPins(question) : null;
    if (pins) stage.pinAll(pins);
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
      nodes.push(mode.teach ? askedView(question, state, { words, changed }) : questionView(question, state, played.script.tolerance, {
        words, turn: set, unit: question.kind === "size" ? "cells wide" : "", told: mode.answers,
        changed, noted: render, marked: stage.marked, first: (right, topic) => kept.answered(question.id, right, topic),
        askWhy() {
          render();
          stage.askInputs();
          stage.svg.focus({ preventScroll: true });
        },
        again: question.fresh && !earlier ? () => wish({ lesson: script.key, beat: at - lead, fresh: true, turn: set + 1 }) : null,
      }));
    }
    if (!covered) nodes.push(...shown.after.map((line) => element("p", { class: "after" }, ...words(line, false))));
    if (isLast() && !covered && mode.answers) nodes.push(element("p", { class: "keep" }, element("b", {}, "Keep: "), ...words(script.keep, false)));
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
    if (mode.teach) return body.querySelector(".feedback")?.scrollIntoView({ block: "nearest" });
    const said = body.querySelector(".said");
    if (said && body.lastElementChild) seen.tell(said, body.lastElementChild);
    const next = /** @type {HTMLElement|null} */ (side.querySelector(right ? ".turn .go" : "input.field"));
    if (!matchMedia("(pointer: coarse)").matches) (next ?? foot.querySelector("button:last-of-type"))?.focus({ preventScroll: true });
  }

  const isMore = (/** @type {number} */ i) => parts[i]?.beat.more;
  /** Whether this is the last part of those open at first, or of all. */
  const isLast = () => at === parts.length - 1 || (!isMore(at) && isMore(at + 1));

  function turning() {
    const asks = parts[at].beat.question && !parts[at].state.answered;
    const after = mode.own ? undefined : lessons[number + 1];
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
  const lectern = mode.teach ? desk({
    turn: (by) => turn(at + by), part: () => parts[at], changed, lessons, here: number,
    go: (key) => wish({ lesson: key, teach: true }),
    end: () => wish({ lesson: script.key, beat: Math.max(0, at - lead), teach: false }),
  }) : null;
  const press = keyboard(stage.svg, {
    root: () => root, cells: stage.cells, edits: /** @type {any} */ ({ on: () => false, toggle() {} }), play: stage.play, draw: stage.draw,
  });
  body.tabIndex = -1;
  turn(at);

  return {
    key: script.key,
    at: () => Math.max(0, at - lead),
    nodes: [side, stage.node, ...(lectern ? lectern.nodes : [])],
    /** Other numbers for one question. @param {import("./course.js").Lesson} fresh @param {number} only */
    refresh(fresh, only) {
      const [asked] = fresh.script.beats;
      parts[only + lead] = { beat: asked, played: fresh, state: unanswered(), turn: fresh.turn, earlier: false };
      if (at === only + lead) turn(at, true);
    },
    /** Another drawing, or another pixel: what networks make of it, and what depends on it. @param {import("./course.js").Lesson} drawn */
    redrawn(drawn) {
      const { exhibits = {} } = drawn;
      const asked = parts[at].beat;
      drawn.script.beats.forEach((next, i) => {
        const part = parts[i + lead];
        // A digit by lot stays as it is.
        if (part.turn !== lesson.turn) return;
        const changed = meant(next) !== meant(part.beat);
        parts[i + lead] = { ...part, played: { ...part.played, exhibits }, ...(changed ? { beat: next, state: unanswered() } : {}) };
      });
      // What was begun stays: a tab says what it holds a moment after the lesson is there.
      const other = parts[at].beat !== asked;
      if (other) render();
      if (other || Object.keys(exhibits).length > 0) scene(false);
    },
    /** @param {HTMLElement} place */
    enter(place) {
      root = place;
      root.classList.add("in-lesson");
      lectern?.enter(root);
      document.addEventListener("keydown", press);
      watcher.observe(stage.watch);
      stage.draw();
    },
    leave() {
      root?.classList.remove("in-lesson");
      lectern?.leave();
      stage.pause();
      watcher.disconnect();
      document.removeEventListener("keydown", press);
    },
  };
}

/** What a question asks and what is right, in whichever order its lines stand. @param {Beat} beat */
function meant({ question }) {
  if (!question) return "";
  const said = question.wrong.map(({ sentence }) => JSON.stringify(sentence)).sort();
  return JSON.stringify([question.prompt, question.reason, said]);
}

/** The lesson's beats, an earlier lesson's question before them. @param {import("./course.js").Lesson} lesson @param {ReturnType<typeof import("./progress.js").progress>} kept @returns {Part[]} */
function partsOf(lesson, kept) {
  const own = lesson.script.beats.map((one) => ({ beat: one, played: lesson, state: unanswered(), turn: lesson.turn, earlier: false }));
  const met = lesson.earlier.filter((one) => kept.seen(one.script.key).length > 0);
  const again = met.find((one) => kept.missed(one.script.key)) ?? met[0];
  if (!again) return own;
  return [{ beat: again.script.beats[0], played: again, state: unanswered(), turn: 0, earlier: true }, ...own];
}
