// @ts-check
/**
 * The lab's component. Python (app/lab/page.py) sends a message, this file shows it and sends
 * wishes back. Each wish has a number and each message names the wish it answers, so that a
 * late answer moves no knob back.
 *
 * @typedef {import("./controls.js").Controls} Controls
 * @typedef {{rule: string, parameter: string, fix: {text: string, controls: Controls}|null}} Trouble
 * @typedef {{n: number, controls: Controls, limits: import("./controls.js").Limits,
 *   scene: import("./scene.js").Scene, planes: number[][], error: Trouble|null,
 *   notices: string[], examples: [string, string][], example: [string, string]|null,
 *   mistakes: [string, string][], link: string, ahead: string|null,
 *   export: import("./takeaway.js").Taken|null, view: import("./view.js").Visible,
 *   id: string, place: {step?: number, pin?: [string, ...number[]], symbols?: boolean}|null}} Message
 */
import { lookahead } from "./ahead.js";
import { compose, fitsMatrix } from "./board.js";
import { controls } from "./controls.js";
import { CURSOR_HINT, move } from "./cursor.js";
import { editor } from "./editor.js";
import { painter } from "./grids.js";
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { make, node } from "../transposed-convolution-lab.shared/svg.js";
import { narrowHeight, NARROW } from "./layout.js";
import { fly } from "./motion.js";
import { activeRows } from "./panels.js";
import { player } from "./player.js";
import { called, key, open } from "./scene.js";
import { share } from "./share.js";
import { drawSigns } from "./sheet.js";
import { adder } from "./sums.js";
import { switchboard } from "./switches.js";
import { dress } from "./view.js";
import { welcome } from "./welcome.js";
import { focused, inputText, productText, slide, stamp } from "./words.js";

/** How soon a new place follows if Streamlit only moved the component, in milliseconds. */
const MOVED = 2000;

const mounted = new WeakMap();
/**
 * Labs that Streamlit took off the page, by their message's id. It does so when somebody
 * visits another page, and now and then when runs follow each other quickly: what was being
 * typed or played goes on in the new place.
 * @type {Map<string, ReturnType<typeof mount>>}
 */
const parked = new Map();

/** @param {{data: [Message], parentElement: ShadowRoot, setStateValue: (name: string, value: any) => void}} component */
export default function ({ data, parentElement, setStateValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".lab"));
  let lab = mounted.get(root);
  if (!lab) {
    lab = parked.get(data[0].id) ?? mount();
    parked.delete(data[0].id);
    mounted.set(root, lab);
    lab.enter(root);
  }
  lab.send = (/** @type {object} */ wish) => setStateValue("wish", wish);
  try {
    lab.receive(data[0]);
  } catch (error) {
    // Streamlit would put its own box in the component's place and keep it there.
    console.error(error);
    lab.say("This picture could not be drawn. Reset, or reload the page, to go on.");
  }
  return lab.leave;
}

/** A lab, not yet on the page. */
function mount() {
  /** @type {HTMLElement} */ let root;
  /** @type {Message} */ let message;
  /** @type {import("./scene.js").Opened} */ let opened;
  /** @type {ReturnType<typeof adder>} */ let sums;
  /** @type {import("./words.js").Focus|null} */ let hovered = null;
  /** @type {import("./words.js").Focus|null} */ let pinned = null;
  let shown = "";
  let sent = 0;
  /** A control is being moved, and Python has not heard of it yet. */
  let held = false;
  /** Edits that Python has not answered yet: a later wish carries them again. @type {[number, object][]} */
  let unanswered = [];
  let placed = "";
  let symbols = false;
  /** The step shown last: products fly when the next one follows. */
  let before = -1;

  const side = element("aside", { class: "controls", "aria-label": "Settings" });
  const formula = element("p", { class: "formula" });
  const svg = /** @type {SVGSVGElement} */ (node("svg"));
  svg.setAttribute("role", "img");
  svg.setAttribute("tabindex", "0");
  svg.setAttribute("aria-description", CURSOR_HINT);
  const board = element("div", { class: "board" });
  board.append(svg);
  const banner = element("div", { class: "banner", role: "status" });
  const sentence = element("p", { class: "sentence", "aria-live": "polite" });
  const note = element("p", { class: "about" });
  const onward = element("button", { type: "button", class: "plain onward", onclick: visit });
  const foot = element("footer", { class: "player" });
  const dialogs = element("div");
  const sharing = share(dialogs, { told, look, ask: (request) => wish("", true, { kind: "export", ...request }) ?? sent });
  const switches = switchboard((name, change) => knobs.choose(name, change), () => draw());
  const middle = element("section", { class: "main" },
    element("header", {}, switches.node, formula, ...sharing.buttons), board, banner,
    element("div", { class: "words" }, sentence, note, onward, welcome()), foot, dialogs);

  patterns(svg);
  const paint = painter(svg);
  const signs = make("g", svg, "signs");
  const flights = make("g", svg, "flights");
  const play = player(foot, (at) => {
    const onwards = at === before + 1;
    before = at;
    if (onwards) svg.classList.remove("still");
    draw();
    if (onwards) launch();
  });
  const knobs = controls(side, wish, () => {
    edits.toggle();
    draw();
  }, () => letter(!symbols));
  const edits = editor(board, (edit) => wish("", true, edit), (on) => knobs.editing(on));
  const ahead = lookahead();

  const say = (/** @type {string} */ text) => banner.replaceChildren(element("p", {}, text));
  const lab = { send: (/** @type {object} */ _) => {}, receive, enter, leave, say };

  /** @param {string} moved @param {boolean} commit @param {object} [edit] */
  function wish(moved, commit, edit) {
    const answer = edit ? null : ahead.answer(moved, knobs.get());
    if (answer) {
      // Python said beforehand what this shows; on release it hears of it.
      message = { ...message, ...answer, scene: answer.scene ?? message.scene, notices: [] };
      // What is dragged follows the hand at once; steps move in their own time again.
      svg.classList.add("still");
      present();
      held = !commit;
      if (held) return;
    }
    held = false;
    sent += 1;
    if (edit) unanswered.push([sent, edit]);
    lab.send({ n: sent, moved, commit, controls: knobs.get(), edits: unanswered });
    return sent;
  }

  /** Go to the input value that is pinned: it is an output of the layer before. */
  function visit() {
    if (pinned) wish("", true, { kind: "visit", cell: called(opened, "input", pinned.cell) });
  }

  /** @param {Message} next */
  function receive(next) {
    unanswered = unanswered.filter(([number]) => number > next.n);
    sharing.receive(next);
    if (next.n < sent || held) return; // An answer to an older wish.
    sent = next.n;
    message = next;
    knobs.set({ ...message.controls }, message.limits);
    const { scene, error, example } = message;
    ahead.learn(message.ahead, message.controls, { scene: error ? null : scene, error, example });
    present();
    const place = message.place;
    const link = `${message.link} ${JSON.stringify(place)}`;
    if (place && link !== placed) {
      placed = link;
      goTo(place);
    }
  }

  /** Show what the message says. */
  function present() {
    const { scene, example } = message;
    const described = JSON.stringify(scene);
    const changed = described !== shown;
    knobs.examples(message.examples, example ? example[0] : null);
    knobs.mistakes(message.mistakes);
    dress(root, message.view);
    if (changed) load(described); // This draws, too.
    formula.innerHTML = formulas(scene);
    note.replaceChildren(...remark(scene.mistake, example));
    announce();
    if (!changed) draw();
  }

  /** Step, pin and lettering of a link. @param {NonNullable<Message["place"]>} place */
  function goTo(place) {
    const [kind, ...cell] = place.pin ?? [""];
    const known = { in: opened.inputs, out: opened.outputs }[kind] ?? (kind === "tap" ? opened.rows().map((row) => row.tap) : []);
    // Older links pin by row and column alone.
    pinned = known.some((one) => key(one) === key(cell)) ? { kind, cell }
      : known.some((one) => key(one.slice(-2)) === key(cell)) && cell.length === 2 ? { kind, cell: known.find((one) => key(one.slice(-2)) === key(cell)) ?? [] } : null;
    letter(Boolean(place.symbols));
    play.load(opened.steps, phases(), names(), place.step ?? play.at());
  }

  /** @param {boolean} on */
  function letter(on) {
    symbols = on;
    knobs.lettered(on);
    draw();
  }

  /** @param {string} described */
  function load(described) {
    const first = !shown;
    const ended = !first && play.at() === play.length() - 1;
    const walk = opened?.scene.walk;
    shown = described;
    opened = open(message.scene);
    sums = adder(opened);
    switches.set(opened.scene, fitsMatrix({ opened }));
    hovered = null;
    pinned = null;
    // What the component multiplies, for those who want to check it.
    Object.assign(root, { rows: opened.rows });
    const step = ended ? opened.steps.length - 1 : walk === message.scene.walk || first ? play.at() : 0;
    before = step;
    play.load(opened.steps, phases(), names(), step);
    // Inside another page the focus is not ours to take.
    if (first && self === top && !matchMedia("(pointer: coarse)").matches) play.node.focus({ preventScroll: true });
  }

  /** The phases as the track names them. */
  const phases = () => opened.scene.phases.map((phase) =>
    phase.name === "slide" && !opened.scene.readings.includes("slide") ? { ...phase, name: "outputs" } : phase);

  function names() {
    return opened.inputs.map((cell) => `${inputText({ opened, symbols }, cell)} × K`);
  }

  function announce() {
    const { error, notices } = message;
    banner.replaceChildren();
    middle.classList.toggle("stale", Boolean(error));
    for (const text of notices) banner.append(element("p", {}, text));
    if (!error) return;
    const line = element("p", {}, `${error.rule} `);
    const fix = error.fix;
    if (fix) {
      line.append(element("button", {
        type: "button", class: "fix",
        onclick: () => { knobs.set({ ...knobs.get(), ...fix.controls }, message.limits); wish("", true); },
      }, `Use ${fix.text}`));
    }
    line.append(element("span", { class: "soft" }, " The picture shows the last setting that works."));
    banner.append(line);
  }

  function draw() {
    if (!opened) return;
    const width = board.clientWidth;
    const height = Math.max(board.clientHeight, narrowHeight(width));
    if (!width) return;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.style.height = narrowHeight(width) ? `${height}px` : "100%";
    const view = viewAt(hovered ?? pinned);
    const composed = compose(view, width, height, switches.arrangement(), switches.readings(width < NARROW));
    switches.arrange(composed.arrangements, composed.arrangement, width < NARROW);

    /** @type {{[id: string]: {left: number, top: number, size: number}}} */
    const boxes = {};
    for (const { panel, slot } of composed.placed) boxes[panel.id] = paint.draw(panel, slot);
    paint.keep(new Set(Object.keys(boxes)));
    flights.parentNode?.append(flights); // Above panels that were drawn for the first time.
    drawSigns(signs, composed.signs);
    svg.classList.toggle("pinned", Boolean(pinned) && !hovered);
    edits.place(editables(composed.placed, boxes));
    tell(view);
  }

  /** @param {import("./words.js").Focus|null} focus */
  const viewAt = (focus) => ({ opened, adder: sums, at: play.at(), focus, symbols });

  /**
   * Input and kernel, with the numbers that can be typed over.
   * @param {import("./board.js").Placed[]} drawn @param {{[id: string]: import("./editor.js").Box}} boxes
   * @returns {import("./editor.js").Editable[]}
   */
  function editables(drawn, boxes) {
    const { input, kernel } = opened.scene;
    const single = opened.single;
    return drawn.flatMap(({ panel }) => {
      const [name, plane] = panel.id.split(" ");
      const common = { panel, box: boxes[panel.id] };
      if (name === "input") {
        const c = Number(plane ?? 0);
        return [{ ...common, grid: "image", plane: c, values: { numbers: input[c], single }, holds: (/** @type {number[]} */ cell) => cell[0] === c }];
      }
      if (name !== "kernel") return [];
      const [a, b] = (plane ?? "0,0").split(",").map(Number);
      return [{ ...common, grid: "kernel", plane: message.planes[a][b], values: { numbers: kernel[a][b], single }, holds: (/** @type {number[]} */ cell) => cell[0] === a && cell[1] === b }];
    });
  }

  /** Let the products of the step fly to where they are added. */
  function launch() {
    if (!opened || hovered || opened.scene.readings.length > 1) return;
    const [reading] = opened.scene.readings;
    const view = viewAt(null);
    fly(flights, activeRows(view).flatMap((row) => {
      const name = opened.single ? "" : ` ${row.tap[0]},${row.tap[1]}`;
      const source = reading === "slide"
        ? row.input && paint.where(opened.scene.input.length > 1 ? `middle ${row.input[0]}` : "middle", `in:${key(row.input)}`)
        : paint.where(`kernel${name}`, `tap:${key(row.tap)}`) ?? paint.where("kernel", `tap:${key(row.tap)}`);
      const place = row.output ? `out:${key(row.output)}` : `frame:${key(row.frame)}`;
      const map = (row.output ?? row.frame ?? [0])[0];
      const target = paint.where(opened.scene.output[0] > 1 ? `output ${map}` : "output", place);
      return source && target ? [{ from: source, to: target, hue: row.hue, text: productText(view, row) }] : [];
    }));
  }

  /** @param {import("./panels.js").View} view */
  function told(view) {
    const step = opened.steps[view.at];
    const sliding = opened.scene.readings.includes("slide") || !opened.transposed;
    let text = step.sentence;
    if (view.focus) text = focused(view, view.focus);
    else if (step.phase === "stamp" && step.cell) text = stamp(view, step.cell, opened.byInput(step.cell));
    else if (step.phase === "slide" && step.cell) {
      const taps = opened.scene.hues.length * opened.scene.pairs.filter((pair) => pair[opened.transposed ? 1 : 0] === step.cell?.[0]).length;
      text = slide(view, step.cell, opened.byOutput(step.cell), sliding ? taps : null);
    }
    return text;
  }

  /** @param {import("./panels.js").View} view */
  function tell(view) {
    const text = told(view);
    if (sentence.innerHTML !== text) sentence.innerHTML = text;
    svg.setAttribute("aria-label", sentence.textContent ?? "");
    foot.hidden = opened.steps.length === 1;
    onward.hidden = !opened.scene.value;
    const chosen = pinned?.kind === "in" ? pinned.cell : null;
    onward.classList.toggle("waiting", !chosen);
    onward.textContent = chosen
      ? `Where does x[${called(opened, "input", chosen)}] = ${inputText(view, chosen)} come from?`
      : "Click an input to go on to where it comes from";
    onward.toggleAttribute("disabled", !chosen);
  }

  /** @param {Event} event @returns {import("./words.js").Focus|null} */
  function under(event) {
    const cell = /** @type {Element} */ (event.target).closest?.("[data-cell]:not(.hidden)");
    const name = cell ? cell.getAttribute("data-cell") : paint.under(event);
    if (!name) return null;
    const [kind, place] = name.split(":");
    return { kind, cell: place.split(",").map(Number) };
  }

  /** @param {import("./words.js").Focus|null} a @param {import("./words.js").Focus|null} b */
  const same = (a, b) => a?.kind === b?.kind && key(a?.cell ?? null) === key(b?.cell ?? null);

  // Over a painted grid the pointer changes cells without entering another element.
  for (const name of ["pointerover", "pointermove"]) {
    svg.addEventListener(name, (event) => {
      if (/** @type {PointerEvent} */ (event).pointerType === "touch") return;
      const next = under(event);
      if (same(next, hovered)) return;
      hovered = next;
      draw();
    });
  }
  svg.addEventListener("pointerleave", () => {
    if (!hovered) return;
    hovered = null;
    draw();
  });
  svg.addEventListener("click", (event) => {
    const cell = under(event);
    pinned = same(cell, pinned) ? null : cell;
    hovered = null;
    draw();
  });
  svg.addEventListener("dblclick", (event) => {
    const cell = under(event);
    if (cell && (cell.kind === "in" || cell.kind === "tap") && !edits.on() && !message.view.lock) {
      edits.toggle(cell);
      draw();
    }
  });

  /** @param {KeyboardEvent} event */
  function press(event) {
    // The host element stands for whatever has the focus inside the shadow root.
    const target = /** @type {HTMLElement} */ (event.composedPath()[0]);
    const free = target === document.body || root.contains(target);
    if (!free || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && (pinned || edits.on())) {
      pinned = null;
      if (edits.on()) edits.toggle();
      return draw();
    }
    if (["INPUT", "SELECT"].includes(target.tagName)) return; // Its own keys.
    const next = target === /** @type {Element} */ (svg) ? move(opened, pinned, event.key) : null;
    if (next) {
      pinned = next;
      event.preventDefault();
      return draw();
    }
    if (event.key === " " && ["BUTTON", "SUMMARY"].includes(target.tagName)) return; // Presses the button.
    if (play.press(event)) event.preventDefault();
  }
  const watcher = new ResizeObserver(() => draw());
  /** @type {HTMLElement|null} */ let inHand = null;
  let left = -Infinity;
  for (const part of [side, middle]) {
    part.addEventListener("focusin", (event) => (inHand = /** @type {HTMLElement} */ (event.target)));
  }

  /** The part of a link that Python does not know. */
  function place() {
    const parts = [`step=${play.at()}`];
    if (pinned && ["in", "tap", "out"].includes(pinned.kind)) parts.push(`pin=${pinned.kind},${key(pinned.cell)}`);
    if (symbols) parts.push("symbols=1");
    return parts.join("&");
  }

  /** All that a picture of this step is made of. */
  function look() {
    const [width, height] = [board.clientWidth, Math.max(board.clientHeight, narrowHeight(board.clientWidth))];
    const format = { width, height, arrangement: switches.arrangement(), readings: switches.readings(width < NARROW) };
    return { svg, link: message.link, place: place(), view: viewAt(pinned), format };
  }

  /** @param {HTMLElement} place */
  function enter(place) {
    root = place;
    root.replaceChildren(side, middle);
    if (opened) Object.assign(root, { rows: opened.rows });
    document.addEventListener("keydown", press);
    watcher.observe(board);
    if (performance.now() - left < MOVED) inHand?.focus({ preventScroll: true });
    else play.pause();
  }

  function leave() {
    left = performance.now();
    watcher.disconnect();
    document.removeEventListener("keydown", press);
    mounted.delete(root);
    const id = message.id;
    parked.set(id, lab);
    setTimeout(() => parked.get(id) === lab && play.pause(), MOVED);
  }

  return lab;
}

/** What is said below the sentence. @param {import("./scene.js").Mistake|null} mistake @param {[string, string]|null} example @returns {(Node|string)[]} */
function remark(mistake, example) {
  if (mistake) return [element("b", {}, `${mistake.title}. `), `${mistake.says} ${mistake.who}`];
  return example ? [example[1]] : [];
}

/** @param {import("./scene.js").Scene} scene */
function formulas(scene) {
  const names = scene.formulas.length === 1 ? ["output"] : ["height", "width"];
  return scene.formulas.map((formula, i) =>
    `<span>${names[i]} = ${formula.words} = <b>${formula.numbers} = ${formula.result}</b></span>`).join("");
}

/** The hatching of inserted zeros. @param {SVGSVGElement} svg */
function patterns(svg) {
  const pattern = make("pattern", make("defs", svg));
  for (const [name, value] of Object.entries({
    id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)",
  })) pattern.setAttribute(name, String(value));
  const line = make("path", pattern);
  line.setAttribute("d", "M0 0V6");
  line.setAttribute("class", "hatch");
}
