// @ts-check
/**
 * The lab's component. Python (app/lab.py) sends a message, this file draws it and sends
 * wishes back. Each wish has a number and each message names the wish it answers, so that a
 * late answer moves no knob back.
 *
 * @typedef {{n: number, controls: import("./controls.js").Controls,
 *   limits: import("./controls.js").Limits, scene: import("./scene.js").Scene,
 *   error: {rule: string, parameter: string,
 *     fix: {text: string, controls: import("./controls.js").Controls}|null}|null,
 *   notices: string[], examples: [string, string][], example: [string, string]|null,
 *   link: string, place: {step?: number, pin?: [string, number, number]}|null}} Message
 */
import { controls } from "./controls.js";
import { editor } from "./editor.js";
import { make, painter } from "./grids.js";
import { choice, element } from "./html.js";
import { leadsTo, narrowHeight, planeSlots, rowSlots, slots } from "./layout.js";
import { activeRows, panels, planePanel } from "./panels.js";
import { fly } from "./motion.js";
import { player } from "./player.js";
import { key, open } from "./scene.js";
import { focused, show as number, slide, stamp } from "./words.js";

/** Most stamps that are shown beside each other, and most in one line. */
const TOGETHER = 16;
const IN_A_ROW = 4;
const SMALLEST_PLANE_CELL = 14;

const mounted = new WeakMap();

/** @param {{data: [Message], parentElement: ShadowRoot, setStateValue: (name: string, value: any) => void}} component */
export default function ({ data, parentElement, setStateValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".lab"));
  let lab = mounted.get(root);
  if (!lab) {
    lab = mount(root);
    mounted.set(root, lab);
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

/** @param {HTMLElement} root */
function mount(root) {
  /** @type {Message} */ let message;
  /** @type {import("./scene.js").Opened} */ let opened;
  /** @type {import("./words.js").Focus|null} */ let hovered = null;
  /** @type {import("./words.js").Focus|null} */ let pinned = null;
  let shown = "";
  let sent = 0;
  /** Edits that Python has not answered yet: a later wish carries them again. @type {[number, object][]} */
  let unanswered = [];
  let placed = "";
  let planes = "each";
  /** The step shown last: products fly when the next one follows. */
  let before = -1;

  const side = element("aside", { class: "controls", "aria-label": "Settings" });
  const switches = element("div", { class: "switches" });
  const formula = element("p", { class: "formula" });
  const svg = /** @type {SVGSVGElement} */ (document.createElementNS("http://www.w3.org/2000/svg", "svg"));
  svg.setAttribute("role", "img");
  const board = element("div", { class: "board" });
  board.append(svg);
  const banner = element("div", { class: "banner", role: "status" });
  const sentence = element("p", { class: "sentence", "aria-live": "polite" });
  const note = element("p", { class: "about" });
  const foot = element("footer", { class: "player" });
  const copy = element("button", { type: "button", class: "plain copy", onclick: copyLink }, "Copy link");
  const middle = element("section", { class: "main" },
    element("header", {}, switches, formula, copy), board, banner,
    element("div", { class: "words" }, sentence, note), foot);
  root.replaceChildren(side, middle);

  patterns(svg);
  const paint = painter(svg);
  const signs = make("g", svg, "signs");
  const flights = make("g", svg, "flights");
  const play = player(foot, (at) => {
    const onwards = at === before + 1;
    before = at;
    draw();
    if (onwards) launch();
  });
  const knobs = controls(side, wish, () => {
    edits.toggle();
    draw();
  });
  const edits = editor(board, (edit) => wish("", true, edit), (on) => knobs.editing(on));
  const reading = choice("Reading", [["stamp", "Stamp"], ["slide", "Slide"]], (value) => knobs.read(value));
  const arrangement = choice("Stamps", [["each", "all stamps"], ["one", "this stamp"], ["row", "in a row"]], (value) => {
    planes = value;
    draw();
  });
  arrangement.node.classList.add("small");
  switches.append(reading.node, arrangement.node);

  const say = (/** @type {string} */ text) => banner.replaceChildren(element("p", {}, text));
  const lab = { send: (/** @type {object} */ _) => {}, receive, leave, say };

  /** @param {string} moved @param {boolean} commit @param {object} [edit] */
  function wish(moved, commit, edit) {
    sent += 1;
    if (edit) unanswered.push([sent, edit]);
    lab.send({ n: sent, moved, commit, controls: knobs.get(), edits: unanswered });
  }

  /** @param {Message} next */
  function receive(next) {
    unanswered = unanswered.filter(([number]) => number > next.n);
    if (next.n < sent) return; // An answer to an older wish.
    sent = next.n;
    message = next;
    knobs.set({ ...message.controls }, message.limits);
    knobs.examples(message.examples, message.example ? message.example[0] : null);
    const scene = message.scene;
    const described = JSON.stringify(scene);
    if (described !== shown) load(described);
    const place = message.place;
    const link = `${message.link} ${JSON.stringify(place)}`;
    if (place && link !== placed) {
      placed = link;
      const [kind, y, x] = place.pin ?? ["", -1, -1];
      const grid = { in: scene.input, tap: scene.kernel, out: scene.result }[kind];
      pinned = grid?.[y]?.[x] === undefined ? null : { kind, cell: [y, x] };
      play.load(opened.steps, scene.phases, names(), place.step ?? play.at());
    }
    reading.set(scene.reading);
    reading.show("stamp", scene.operation === "transposed");
    formula.innerHTML = formulas(scene);
    note.textContent = message.example ? message.example[1] : "";
    announce();
    draw();
  }

  /** @param {string} described */
  function load(described) {
    const first = !shown;
    const ended = !first && play.at() === play.length() - 1;
    shown = described;
    opened = open(message.scene);
    hovered = null;
    pinned = null;
    // What the component multiplied, for those who want to check it.
    Object.assign(root, { rows: opened.rows });
    play.load(opened.steps, message.scene.phases, names(), ended ? opened.steps.length - 1 : play.at());
    if (first && !matchMedia("(pointer: coarse)").matches) play.node.focus({ preventScroll: true });
  }

  function names() {
    if (message.scene.reading !== "stamp") return [];
    return message.scene.input.flat().map((value) => `${number(value)} × K`);
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
        onclick: () => { knobs.set({ ...fix.controls }, message.limits); wish("", true); },
      }, `Use ${fix.text}`));
    }
    line.append(element("span", { class: "soft" }, " The picture shows the last setting that works."));
    banner.append(line);
  }

  function draw() {
    if (!opened) return;
    const scene = opened.scene;
    const width = board.clientWidth;
    const height = Math.max(board.clientHeight, narrowHeight(width));
    if (!width) return;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.style.height = narrowHeight(width) ? `${height}px` : "100%";
    const view = { opened, at: play.at(), focus: hovered ?? pinned };
    const stamping = scene.reading === "stamp";
    const drawn = panels(view);
    const places = arrange(scene, width, height);
    arrangement.node.hidden = !stamping || places.choices.length < 2;
    for (const mode of ["each", "one", "row"]) arrangement.show(mode, places.choices.includes(mode));
    arrangement.set(places.mode);

    const used = new Set();
    /** @type {{[id: string]: {left: number, top: number, size: number}}} */
    const boxes = {};
    const all = Object.values(drawn).map((panel) => ({ panel, slot: places.slots[panel.id] }));
    for (const { cell, slot } of places.planes(view)) all.push({ panel: planePanel(view, cell), slot });
    for (const { panel, slot } of all) {
      used.add(panel.id);
      boxes[panel.id] = paint.draw(panel, slot);
    }
    paint.keep(used);
    flights.parentNode?.append(flights); // Above panels that were drawn for the first time.
    drawSigns(places.signs);
    svg.classList.toggle("pinned", Boolean(pinned) && !hovered);
    edits.place(boxes.input, boxes.kernel, drawn.input, drawn.kernel, scene);
    tell(view);
  }

  /** Let the products of the step fly to where they are added. */
  function launch() {
    if (!opened || hovered) return;
    const stamping = opened.scene.reading === "stamp";
    fly(flights, activeRows({ opened, at: play.at(), focus: null }).flatMap((row) => {
      const source = stamping
        ? paint.where("kernel", `tap:${key(row.tap)}`)
        : row.input && paint.where("middle", `in:${key(row.input)}`);
      const target = paint.where("output", row.output ? `out:${key(row.output)}` : `frame:${key(row.frame)}`);
      return source && target ? [{ from: source, to: target, hue: row.hue, text: number(row.product) }] : [];
    }));
  }

  /**
   * Where everything stands; and in which ways the stamps can stand.
   * @param {import("./scene.js").Scene} scene @param {number} width @param {number} height
   */
  function arrange(scene, width, height) {
    const base = slots(width, height, scene.reading === "slide");
    const inputs = opened.steps.filter((step) => step.phase === "stamp").map((step) => /** @type {import("./scene.js").Cell} */ (step.cell));
    const [rows, columns] = [scene.input.length, scene.input[0].length];
    const grid = planeSlots(base.middle ?? base.output, rows, columns);
    const cell = Math.min(grid.slots[0].width / scene.x.frame.length, (grid.slots[0].height - 37) / scene.y.frame.length);
    const choices = [];
    if (inputs.length > 1 && inputs.length <= TOGETHER && cell >= SMALLEST_PLANE_CELL) choices.push("each");
    choices.push("one");
    if (inputs.length > 1 && inputs.length <= IN_A_ROW && width > 640) choices.push("row");
    const mode = choices.includes(planes) ? planes : "one";
    const none = { mode, choices, slots: /** @type {{[id: string]: import("./grids.js").Slot}} */ (base), signs: [leadsTo(base)] };
    if (scene.reading !== "stamp") return { ...none, planes: () => [] };
    if (mode === "each") {
      return { ...none, signs: [...grid.signs, leadsTo(base)], planes: () => inputs.map((input, i) => ({ cell: input, slot: grid.slots[i] })) };
    }
    if (mode === "row") {
      const line = rowSlots(width, height, inputs.length);
      return {
        ...none, slots: { input: line.input, kernel: line.kernel, output: line.output }, signs: line.signs,
        planes: () => inputs.map((input, i) => ({ cell: input, slot: line.stamps[i] })),
      };
    }
    return {
      ...none,
      planes: (/** @type {{at: number}} */ view) => [{ cell: inputs[view.at], slot: base.middle }],
    };
  }

  /** @param {import("./layout.js").Sign[]} wanted */
  function drawSigns(wanted) {
    signs.replaceChildren();
    for (const { x, y, text } of wanted) {
      const node = make("text", signs);
      node.setAttribute("x", String(x));
      node.setAttribute("y", String(y));
      node.textContent = text;
    }
  }

  /** @param {import("./panels.js").View} view */
  function tell(view) {
    const step = opened.steps[view.at];
    const focus = view.focus;
    let text = step.sentence;
    if (focus) text = focused(opened, focus);
    else if (step.phase === "stamp" && step.cell) text = stamp(step.cell, opened.byInput[key(step.cell)]);
    else if (step.phase === "slide" && step.cell) {
      text = slide(step.cell, opened.byOutput[key(step.cell)] ?? [], opened.scene.hues.length);
    }
    if (sentence.innerHTML !== text) sentence.innerHTML = text;
    svg.setAttribute("aria-label", sentence.textContent ?? "");
  }

  /** @param {Event} event @returns {import("./words.js").Focus|null} */
  function under(event) {
    const cell = /** @type {Element} */ (event.target).closest?.("[data-cell]:not(.hidden)");
    const name = cell?.getAttribute("data-cell");
    if (!name) return null;
    const [kind, place] = name.split(":");
    const [y, x] = place.split(",").map(Number);
    return { kind, cell: [y, x] };
  }

  /** @param {import("./words.js").Focus|null} a @param {import("./words.js").Focus|null} b */
  const same = (a, b) => a?.kind === b?.kind && key(a?.cell ?? null) === key(b?.cell ?? null);

  svg.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const next = under(event);
    if (same(next, hovered)) return;
    hovered = next;
    draw();
  });
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
    if (cell && (cell.kind === "in" || cell.kind === "tap") && !edits.on()) {
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
    if (target.tagName === "INPUT") return; // Its own keys.
    if (event.key === " " && target.tagName === "BUTTON") return; // Presses the button.
    if (play.press(event)) event.preventDefault();
  }
  document.addEventListener("keydown", press);
  const watcher = new ResizeObserver(() => draw());
  watcher.observe(board);

  async function copyLink() {
    const place = [`step=${play.at()}`];
    if (pinned && ["in", "tap", "out"].includes(pinned.kind)) place.push(`pin=${pinned.kind},${key(pinned.cell)}`);
    const url = `${location.origin}${location.pathname}?${message.link}&${place.join("&")}`;
    try {
      await navigator.clipboard.writeText(url);
      copy.textContent = "Copied";
    } catch {
      // No permission, or no secure context: the link can still be taken from the field.
      window.prompt("The link to this step:", url);
    }
    setTimeout(() => (copy.textContent = "Copy link"), 1500);
  }

  function leave() {
    play.pause();
    watcher.disconnect();
    document.removeEventListener("keydown", press);
    mounted.delete(root);
  }

  return lab;
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
