// @ts-check
/**
 * The stage of a lesson: the lab's board, player and sentence, without its controls. It shows
 * what a beat says, covers what a question asks, and lights what a phrase names.
 *
 * @typedef {import("./script.js").Stage} Stage
 * @typedef {import("./script.js").Question} Question
 * @typedef {import("./script.js").Pin} Pin
 * @typedef {import("./cover.js").Shown} Shown
 * @typedef {import("../../stage/assets/words.js").Focus} Focus
 * @typedef {import("../../stage/assets/scene.js").Opened} Opened
 * @typedef {{stage: Stage, played: import("./course.js").Played, networks: {[name: string]: import("./networks.js").Network},
 *   question: Question|null, answered: boolean, yours: import("./cover.js").Yours|null, own: Pin[]}} Scenery
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { node } from "../transposed-convolution-lab.shared/svg.js";
import { told } from "../transposed-convolution-lab.stage/captions.js";
import { display } from "../transposed-convolution-lab.stage/display.js";
import { names, same, single } from "../transposed-convolution-lab.stage/phrases.js";
import { player } from "../transposed-convolution-lab.stage/player.js";
import { pointer } from "../transposed-convolution-lab.stage/pointer.js";
import { key, open } from "../transposed-convolution-lab.stage/scene.js";
import { adder } from "../transposed-convolution-lab.stage/sums.js";
import { inputText } from "../transposed-convolution-lab.stage/words.js";
import { touches } from "./cells.js";
import { controls } from "./controls.js";
import { covered } from "./cover.js";
import { marks } from "./marks.js";
import { networkStand } from "./networks.js";

/** Narrower boards are drawn as if they were this wide, and made smaller as a whole. */
const [NARROW, DRAWN] = [640, 760];
const COVERED = "What comes of this is covered until you answer.";
const KINDS = ["in", "tap", "out", "frame", "spread", "entry"];
/** Panels of a veil that later steps would show. */
const TOLD_BY_STEPS = ["ring", "spread", "cut", "output", "count"];

/** @param {import("./networks.js").Mine} mine */
export function stand(mine) {
  const about = element("p", { class: "what" });
  const formula = element("p", { class: "formula" });
  const knobs = controls(({ words, scene: chosen }) => {
    about.textContent = words;
    // The beat's own cells are those of its own layer.
    pinned = [];
    take(chosen);
    load({ ...now.stage, step: null }, true);
    draw();
  });
  const lab = element("a", { class: "plain", href: "./" }, "Open in the lab");
  const board = element("div", { class: "board" });
  const networks = networkStand(mine);
  const sentence = element("p", { class: "sentence", "aria-live": "polite" });
  const foot = element("footer", { class: "player" });
  const part = element("section", { class: "main", "aria-label": "Stage" },
    element("header", {}, about, knobs.node, formula, lab), board, networks.node, element("div", { class: "words" }, sentence), foot);

  /** @type {Opened|null} */ let opened = null;
  /** @type {ReturnType<typeof adder>} */ let sums;
  /** @type {Scenery} */ let now;
  /** @type {Set<string>} */ let hidden = new Set();
  /** @type {Pin|null} */ let pointed = null;
  /** @type {Pin[]} */ let pinned = [];
  let scene = "";
  let before = -1;
  const covers = () => Boolean(now.question && !now.answered);
  const whole = () => covers() && !now.question?.stage;
  const panels = () => (covers() && (whole() || now.stage.results) ? now.question?.veil.panels ?? [] : []);
  const sizeAsked = () => whole() && Boolean(now.question?.veil.size);

  const picture = display(board, {
    measure() {
      const [width, height] = [board.clientWidth, board.clientHeight];
      return width && width < NARROW ? { width: DRAWN, height: (DRAWN * height) / width } : { width, height };
    },
    cover: (composed, view, size) => covered(composed, view, size, shown()),
  });
  picture.svg.querySelector("defs")?.append(fade());
  const play = player(foot, (at) => {
    const next = at === before + 1;
    before = at;
    if (next) onwards();
    else draw();
  });
  const marking = marks(picture.svg, draw);
  const cells = pointer(picture.svg, {
    under: (event) => {
      const found = picture.under(event);
      return found && (KINDS.includes(found.kind) || found.kind === "mark") ? found : null;
    },
    opened: () => /** @type {Opened} */ (opened), draw, edit() {},
  });
  picture.svg.addEventListener("click", (event) => {
    const cell = marking.on() ? picture.under(event) : null;
    if (!cell) return;
    cells.clear();
    marking.toggle(`${cell.kind}:${cell.cell.join(",")}`);
  });

  /** Whether there are steps to play: from cell to cell, or those in which a matrix is made. */
  const plays = () => Boolean(opened?.walked.length || opened?.scene.unrolled);

  /** @returns {Shown} */
  function shown() {
    const lit = pointed ? [pointed] : pinned;
    const all = opened ? lit.flatMap((pin) => names(/** @type {Opened} */ (opened), pin)) : [];
    const own = opened && now.answered ? now.own.flatMap((pin) => names(/** @type {Opened} */ (opened), pin)) : [];
    return {
      stage: now.stage, hidden, size: sizeAsked(), panels: panels(), lit: new Set(all), own: new Set(own),
      marking: marking.shown(), yours: now.yours, wide: Boolean(now.answered && now.question?.veil.size),
      quiet: now.question?.kind === "mark",
    };
  }

  /** What the reader means: under the pointer, named by a phrase, or pinned; nothing that is covered. @returns {Focus|null} */
  function focus() {
    if (marking.on() || sizeAsked() || panels().length) return null;
    const wanted = cells.hovered() ?? (pointed ? single(pointed) : null) ?? cells.pinned() ?? (pinned.length === 1 ? single(pinned[0]) : null);
    if (!wanted || !KINDS.includes(wanted.kind) || hidden.has(`${wanted.kind}:${wanted.cell.join(",")}`)) return null;
    const tells = wanted.kind === "entry" || wanted.kind === "out" || [...hidden].some((name) => name.startsWith("entry:"));
    return tells && hidden.size && touches({ ...view(null), focus: wanted }, hidden) ? null : wanted;
  }

  /** @param {Focus|null} meant @returns {import("../../stage/assets/panels.js").View} */
  const view = (meant) => ({ opened: /** @type {Opened} */ (opened), adder: sums, at: play.at(), focus: meant, symbols: false });

  function draw() {
    if (!opened || !board.clientWidth || board.hidden) return;
    const seen = view(focus());
    picture.draw(seen, "each", opened.scene.readings);
    picture.svg.classList.toggle("pinned", Boolean(cells.pinned()) && !cells.hovered());
    say(seen);
  }

  /** @param {import("../../stage/assets/panels.js").View} seen */
  function say(seen) {
    const silent = marking.on() === "out" || sizeAsked() || panels().length > 0 || (hidden.size > 0 && touches(seen, hidden));
    const text = now.stage.results || !plays() ? (seen.focus && !silent ? told(seen) : "") : silent ? COVERED : told(seen);
    if (sentence.innerHTML !== text) sentence.innerHTML = text;
    picture.svg.setAttribute("aria-label", sentence.textContent || about.textContent || "Picture");
  }

  function onwards() {
    picture.still(false);
    draw();
    const plain = opened && opened.scene.readings.length === 1 && !hidden.size && !sizeAsked() && !panels().length && !shown().yours;
    if (plain && now.stage.kind === "lab" && !cells.hovered()) picture.launch(view(null));
  }

  /** @param {Scenery} next @param {boolean} [follow] whether the stage goes on to where the answer is seen */
  function show(next, follow = false) {
    const known = now;
    now = next;
    const { stage, played } = next;
    const name = `${stage.setting}|${stage.readings.join(",")}|${stage.walk}`;
    const found = stage.setting === null ? null : played.scenes[name];
    const { words, link } = stage.setting === null ? { words: "", link: "" } : played.about[stage.setting];
    about.textContent = words;
    lab.toggleAttribute("hidden", !link);
    lab.setAttribute("href", `./?${link}`);
    board.toggleAttribute("hidden", !found);
    part.classList.toggle("of-networks", !found);
    networks.show(found ? null : next);
    foot.toggleAttribute("hidden", !found || Boolean(stage.results));
    sentence.textContent = "";
    formula.replaceChildren();
    cells.clear();
    pointed = null;
    marking.end();
    knobs.offer([], null);
    if (!found) return;
    take(found);
    if (!opened) return;
    if (!plays()) foot.toggleAttribute("hidden", true);
    knobs.offer(played.choices[name] ?? [], found);
    hidden = new Set(covers() ? next.question?.veil.cells.flatMap((pin) => names(/** @type {Opened} */ (opened), pin)) : []);
    pinned = stage.pins;
    tellSize();
    if (covers() && next.question?.kind === "mark") marking.begin("out", next.question.grid[0], next.question.grid[1]);
    picture.still(known?.stage.setting !== stage.setting);
    load(stage, follow);
  }

  /** @param {import("./script.js").Scene} wanted */
  function take(wanted) {
    const described = JSON.stringify(wanted);
    if (described === scene) return;
    scene = described;
    opened = open(wanted);
    sums = adder(opened);
    tellSize();
  }

  /** @param {Stage} stage @param {boolean} follow */
  function load(stage, follow) {
    if (!opened) return;
    const last = opened.steps.length - 1;
    const stopped = sizeAsked() || panels().some((name) => TOLD_BY_STEPS.includes(name));
    const at = follow && plays() ? whereSeen(last) : Math.min(stage.step ?? 0, last);
    const steps = stopped ? opened.steps.slice(0, at + 1) : opened.steps;
    const phases = opened.scene.phases.map((phase) => (phase.name === "slide" && !opened?.scene.slides ? { ...phase, name: "outputs" } : phase));
    const stamps = opened.inputs.map((cell) => `${inputText({ opened: /** @type {Opened} */ (opened), symbols: false }, cell)} × K`);
    const same = before === at;
    before = at;
    play.load(steps, stopped ? upTo(phases, steps.length, last + 1 > steps.length) : phases, stamps, at);
    if (same) draw();
  }

  /** The step that makes the cell that was asked for; else the last one. @param {number} last */
  function whereSeen(last) {
    const asked = now.question?.veil.cells.find((pin) => pin.target === "out");
    const step = asked ? opened?.steps.findIndex((one) => one.phase === "slide" && key(one.cell) === key(asked.cells[0])) ?? -1 : -1;
    return step < 0 ? last : step;
  }

  function tellSize() {
    // The formula of another layer than the one asked would be taken for its own.
    const others = covers() && Boolean(now.question?.stage) && Boolean(now.question?.veil.size);
    if (!opened || now.stage.results || others) return formula.replaceChildren();
    const [one] = opened.scene.formulas;
    const chips = whole() && now.question?.kind === "chips";
    formula.replaceChildren("output size = ", element("b", {}, sizeAsked() || chips ? "?" : `${one.numbers} = ${one.result}`));
  }

  return {
    node: part,
    svg: picture.svg,
    show,
    draw,
    watch: board,
    /** @param {Pin|null} pin */
    light(pin) {
      pointed = pin;
      networks.light(pin ? [pin] : pinned);
      picture.still(true);
      draw();
    },
    /** @param {Pin} pin @returns {boolean} whether it is pinned now */
    pin(pin) {
      // The same phrase is made anew at each rendering.
      const on = pinned.length !== 1 || !same(pinned[0], pin);
      pinned = on ? [pin] : [];
      pointed = null;
      networks.light(pinned);
      draw();
      return on;
    },
    /** @param {Pin[]} pins */
    pinAll(pins) {
      pinned = pins;
      draw();
    },
    /** Let input cells be marked. */
    askInputs() {
      if (!opened) return;
      const [grid] = opened.scene.input;
      marking.begin("in", grid.length, grid[0].length, opened.scene.input.length);
      draw();
    },
    marked: marking.cells,
    endMarks() {
      marking.end();
      draw();
    },
    onMark: marking.hear,
    play: play.press,
    pause: play.pause,
    cells,
  };
}

/** The phases of the first steps; what follows is a question mark. @param {{name: string, steps: number}[]} phases @param {number} count @param {boolean} more */
function upTo(phases, count, more) {
  /** @type {{name: string, steps: number}[]} */ const shown = [];
  let rest = count;
  for (const phase of phases) {
    if (rest <= 0) break;
    shown.push({ ...phase, steps: Math.min(rest, phase.steps) });
    rest -= phase.steps;
  }
  return more ? [...shown, { name: "?", steps: 1 }] : shown;
}

/** What covers an output whose size is asked: it ends nowhere. */
function fade() {
  const made = node("linearGradient", { id: "fade", x1: 0, y1: 0, x2: 1, y2: 1 });
  for (const [offset, name] of [[0, "near"], [0.45, "near"], [1, "far"]]) made.append(node("stop", { offset, class: String(name) }));
  return made;
}
