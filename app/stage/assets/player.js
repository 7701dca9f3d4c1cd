// @ts-check
/** Play, pause, step, scrub, speed: the only place that knows time. */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { icon, press } from "./html.js";

const SPEEDS = [0.5, 1, 2, 4];
const STEP_MS = 1000;
const SLIDE_MS = 700;
/** However many steps there are, nobody watches longer. */
const LONGEST_MS = 90_000;
/** Narrower steps than this many pixels have no room for a name. */
const NAMED = 44;

/**
 * @param {HTMLElement} parent
 * @param {(at: number) => void} show draws a step
 */
export function player(parent, show) {
  let at = 0;
  let playing = false;
  let due = 0;
  /** @type {{phase: string}[]} */
  let steps = [{ phase: "input" }];

  const play = button("play", "Play (space)", () => (playing ? pause() : start()));
  const scrub = /** @type {HTMLInputElement} */ (element("input", {
    type: "range", min: 0, step: 1, "aria-label": "Step", class: "scrub",
    oninput: () => { pause(); go(scrub.valueAsNumber); },
  }));
  const marks = element("div", { class: "marks", "aria-hidden": "true" });
  let wide = 0;
  let named = () => {};
  new ResizeObserver(() => {
    if (wide === marks.clientWidth) return;
    wide = marks.clientWidth;
    named();
  }).observe(marks);
  const [prefix, place] = [element("span"), document.createTextNode("")];
  const count = element("span", { class: "count" }, prefix, place);
  const [pace, again] = [speeds(), loop()];
  parent.append(
    button("first", "First step (Home)", () => { pause(); go(0); }),
    button("back", "One step back (left arrow)", () => { pause(); go(at - 1); }),
    play,
    button("forward", "One step on (right arrow)", () => { pause(); go(at + 1); }),
    button("last", "Last step (End)", () => { pause(); go(steps.length - 1); }),
    element("div", { class: "track" }, scrub, marks), count, again.node, pace.node);

  /** @param {number} step */
  function go(step) {
    at = Math.max(0, Math.min(step, steps.length - 1));
    scrub.value = String(at);
    scrub.style.setProperty("--done", `${steps.length > 1 ? (100 * at) / (steps.length - 1) : 100}%`);
    scrub.setAttribute("aria-valuetext", `step ${at + 1} of ${steps.length}`);
    const phase = steps[at].phase;
    prefix.textContent = phase === "stamp" || phase === "slide" ? "" : `${phase} · `;
    place.data = `step ${at + 1} of ${steps.length}`;
    show(at);
  }

  function face() {
    play.replaceChildren(icon(playing ? "pause" : "play"));
    const label = playing ? "Pause (space)" : "Play (space)";
    play.setAttribute("aria-label", label);
    play.title = label;
  }

  /** @param {number} now */
  function tick(now) {
    if (!playing) return;
    if (now >= due) {
      if (at >= steps.length - 1 && !again.on()) return pause();
      go(at >= steps.length - 1 ? 0 : at + 1);
      due = now + Math.min(steps[at].phase === "slide" ? SLIDE_MS : STEP_MS, LONGEST_MS / steps.length) / pace.speed();
    }
    requestAnimationFrame(tick);
  }

  function start() {
    playing = true;
    face();
    if (at >= steps.length - 1) go(0);
    due = performance.now() + STEP_MS / pace.speed() / 2;
    requestAnimationFrame(tick);
  }

  function pause() {
    playing = false;
    face();
  }

  return {
    node: play,
    /** @param {{key: string}} event @returns {boolean} whether the key was one of the player's */
    press(event) {
      const acts = {
        " ": () => (playing ? pause() : start()),
        ArrowLeft: () => { pause(); go(at - 1); },
        ArrowRight: () => { pause(); go(at + 1); },
        Home: () => { pause(); go(0); },
        End: () => { pause(); go(steps.length - 1); },
        "+": () => pace.change(1),
        "-": () => pace.change(-1),
        l: again.toggle,
      };
      const act = /** @type {any} */ (acts)[event.key];
      if (act) act();
      return Boolean(act);
    },
    /**
     * @param {{phase: string}[]} wanted @param {{name: string, steps: number}[]} phases
     * @param {string[]} names @param {number} step
     */
    load(wanted, phases, names, step) {
      steps = wanted;
      scrub.max = String(steps.length - 1);
      named = () => mark(marks, wide, phases, names, steps.length);
      wide ||= marks.clientWidth;
      named();
      go(step);
    },
    pause,
    at: () => at,
    length: () => steps.length,
  };
}

/** @param {string} name @param {string} label @param {() => void} act */
const button = (name, label, act) => element("button", {
  type: "button", class: name, "aria-label": label, title: label, onclick: act,
}, icon(/** @type {any} */ (name)));

/** How fast it goes: one button, each press the next speed. */
function speeds() {
  let speed = 1;
  const node = element("button", { type: "button", class: "speed", title: "Speed (+ and −)", onclick: () => {
    speed = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length];
    say();
  } });
  function say() {
    node.textContent = `${speed}×`;
    node.setAttribute("aria-label", `Speed ${speed}×`);
  }
  say();
  return {
    node, speed: () => speed,
    /** Faster or slower, to the ends. @param {number} by */
    change(by) {
      speed = SPEEDS[Math.max(0, Math.min(SPEEDS.indexOf(speed) + by, SPEEDS.length - 1))];
      say();
    },
  };
}

/** Whether the end leads back to the beginning, for a lecture. */
function loop() {
  const node = element("button", { type: "button", class: "loop", title: "Over and over (l)", "aria-label": "Over and over (l)", "aria-pressed": "false", onclick: toggle }, icon("loop"));
  const on = () => node.getAttribute("aria-pressed") === "true";
  function toggle() {
    press(node, !on());
  }
  return { node, on, toggle };
}

/** Names below the bar, as wide as their steps. @param {HTMLElement} marks @param {number} width in pixels
 * @param {{name: string, steps: number}[]} phases @param {string[]} names one per stamp @param {number} count of all steps */
function mark(marks, width, phases, names, count) {
  const stamps = names.length && names.length <= 9 ? names.map((name) => ({ name, steps: 1 })) : null;
  const parts = merged(phases, width / count).flatMap((phase) => (phase.name === "stamp" && stamps ? stamps : [phase]));
  while (marks.childElementCount > parts.length) marks.lastElementChild?.remove();
  parts.forEach((part, i) => {
    const node = /** @type {HTMLElement} */ (marks.children[i] ?? marks.appendChild(element("span")));
    if (node.textContent !== part.name) node.textContent = part.name;
    if (node.style.flexGrow !== String(part.steps)) node.style.flexGrow = String(part.steps);
  });
}

/** Phases of few steps are too narrow for a name beside many slides. @param {{name: string, steps: number}[]} phases @param {number} width of a step in pixels */
function merged(phases, width) {
  if (width >= NAMED) return phases;
  const long = phases.filter((phase) => phase.name === "slide" || phase.name === "outputs");
  const short = phases.filter((phase) => phase.name !== "slide" && phase.name !== "outputs");
  const room = short.reduce((sum, phase) => sum + phase.steps, 0);
  return long.length && short.length ? [{ name: "prepare", steps: room }, ...long] : phases;
}
