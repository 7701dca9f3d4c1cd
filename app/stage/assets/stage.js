// @ts-check
/**
 * The lab's component. Python (app/lab/page.py) sends a message, this file shows it and sends
 * wishes back. Here its parts are put together: who speaks with Python, what is drawn, what is
 * said, which cell is meant, and where on the page it all stands.
 *
 * @typedef {import("./message.js").Message} Message
 * @typedef {import("./message.js").Whole} Whole
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { explain, firsts, know } from "../transposed-convolution-lab.shared/glossary.js";
import { captions, told } from "./captions.js";
import { connection } from "./connection.js";
import { controls } from "./controls.js";
import { display } from "./display.js";
import { drawer } from "./drawer.js";
import { editables, editor } from "./editor.js";
import { keyboard } from "./keyboard.js";
import { SLIM } from "./layout.js";
import { addressed, pin, written } from "./link.js";
import { asked } from "./offers.js";
import { lightened, lights, names, since, single } from "./phrases.js";
import { playback } from "./playback.js";
import { pointer } from "./pointer.js";
import { presenting } from "./presenting.js";
import { park, residence, resident } from "./residence.js";
import { called } from "./scene.js";
import { share } from "./share.js";
import { switchboard } from "./switches.js";
import { dress, padlock } from "./visibility.js";
import { welcome } from "./welcome.js";

/** @param {{data: [Message], parentElement: ShadowRoot, setStateValue: (name: string, value: any) => void}} component */
export default function ({ data, parentElement, setStateValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".lab"));
  const sent = whole(data[0]);
  const lab = resident(root, sent.id, () => mount(sent.choices));
  explain(parentElement);
  lab.open((/** @type {object} */ wish) => setStateValue("wish", wish));
  try {
    lab.receive(sent);
  } catch (error) {
    // Streamlit would put its own box in the component's place and keep it there.
    console.error(error);
    lab.say("This picture could not be drawn. Reset, or reload the page, to go on.");
  }
  return () => park(root, sent.id, lab);
}

/** What never changes, by the lab's id: a lab may be mounted anew long after its first message. @type {Map<string, any>} */
const lasting = new Map();

/** @param {Message} sent @returns {Whole} */
function whole(sent) {
  const { id, choices, examples } = sent;
  if (choices) lasting.set(id, { choices, examples });
  return { ...sent, ...lasting.get(id) };
}

/** A lab, not yet on the page. @param {import("./message.js").Choices} choices */
function mount(choices) {
  /** @type {Whole} */ let message;
  /** @type {Whole} */ let newest;
  /** @type {typeof import("./compare.js")|null} */ let comparing = null;
  /** @type {ReturnType<typeof import("./compare.js").bar>|null} */ let bar = null;
  let placed = "";
  know(choices.terms);
  /** Another setting as a whole was asked for: it is shown from its first step. */
  let begins = false;
  const side = element("aside", { class: "controls", "aria-label": "Settings" });
  const middle = element("section", { class: "main" });
  const board = element("div", { class: "board" });
  const foot = element("footer", { class: "player" });
  const dialogs = element("div");

  const line = connection(() => knobs.get(), (answer) => {
    message = { ...message, ...answer, scene: answer.scene ?? message.scene, compare: answer.scene ? answer.compare : message.compare, notices: [] };
    picture.still(true);
    present();
  });
  const draw = () => shown.draw();
  const phrases = lights(() => {
    picture.still(true);
    draw();
  });
  const picture = display(board, {
    cover: (composed) => lit(composed, played.opened(), phrases.meant()), flows: () => Boolean(message?.view.part),
  });
  const played = playback(foot, { ready, draw, onwards: () => shown.onwards() });
  const said = captions({
    fix, visit, wake: phrases.wake, turn: (...turned) => knobs.turn(...turned), take: line.take, want,
  });
  const sharing = share(dialogs, { languages: choices.languages, told, look: () => ({ link: message.link, ...shown.look() }), ask: (request) => line.wish("", true, { kind: "export", ...request }) });
  const talk = presenting(dialogs, { root: () => home.root(), look: () => shown.look(), ask: (edit) => line.wish("", true, edit), play: (key) => played.press(key) });
  const switches = switchboard(choices, (name, change) => knobs.choose(name, change), draw, said.say);
  const hints = welcome();
  const knobs = controls(side, choices, { wish, take: line.take, choose, edit: () => edit(), letter: () => letter(!played.symbols()) });
  const lock = padlock(() => shown.look().place);
  side.prepend(lock.node);
  const edits = editor(board, (change) => line.wish("", true, change), editing);
  const cells = pointer(picture.svg, {
    under: picture.under, opened: played.opened, draw,
    edit: (cell) => { if (!edits.on() && !message.view.lock) edit(cell); },
  });
  const shown = drawing({ picture, played, cells, switches, edits, said, hints, phrases, planes: () => message.planes });
  const press = keyboard(picture.svg, { root: () => home.root(), cells, edits, present: talk.press, play: played.press, draw });
  const home = residence([side, middle], board, { resized: () => shown.resized(), press, pause: played.pause });
  const below = drawer(side, middle, home.root);
  middle.append(element("header", {}, switches.node, said.formula, ...sharing.buttons, talk.button, below.handle), said.alike, board,
    element("div", { class: "words" }, said.banner, ...said.below, hints.node), foot, dialogs);

  /** @param {Whole} next */
  function receive(next) {
    sharing.receive(next);
    if (!line.receive(next, home.back() && addressed(next.link))) return;
    newest = next;
    if (!next.compare || comparing) return settle(next);
    // Most visitors compare nothing: what draws a comparison is loaded once somebody does.
    import("./compare.js").then((loaded) => {
      comparing = loaded;
      if (newest === next) settle(next);
    });
  }

  /** Show a message. @param {Whole} next */
  function settle(next) {
    message = next;
    knobs.set({ ...message.controls }, message.limits, message.reach);
    present();
    if (begins) played.goTo(0);
    begins = false;
    const place = message.place;
    // The number: a scene that is asked for again is shown from its step again.
    const link = `${message.n} ${message.link} ${JSON.stringify(place)}`;
    if (!place || link === placed) return;
    placed = link;
    cells.pin(pin(played.opened(), place, played.beside()));
    lettered(Boolean(place.symbols));
    played.goTo(place.step);
  }

  /** @param {string} moved @param {boolean} commit @param {object} [edit] */
  function wish(moved, commit, edit) {
    hints.used("change");
    line.wish(moved, commit, edit);
  }

  /** Ask what gives a size. @param {number|null} axis null for both @param {number} size */
  async function want(axis, size) {
    const answer = await asked(message.link, axis, size);
    if (answer?.takes) return fix(/** @type {any} */ (answer.offers[0].controls));
    said.offer(answer);
    below.shut();
  }

  /** @param {object} edit an example, or the first one */
  function choose(edit) {
    begins = true;
    wish("", true, edit);
  }

  /** The line that names both sides. @param {import("./message.js").Compare} compare @param {typeof import("./compare.js")} drawing */
  function compared(compare, drawing) {
    if (!bar) board.before((bar = drawing.bar((beside) => knobs.choose("beside", { beside }), () => line.wish("", true, { kind: "swap" }))).node);
    bar.set(compare, message.view.lock);
  }

  /** Show what the message says. */
  function present() {
    knobs.examples(message.examples, message.example ? message.example[0] : null);
    dress(home.root(), message.view);
    lock.show(message.view);
    below.fit();
    talk.receive(message);
    const drawn = played.load(message.scene, message.compare && comparing && { compare: message.compare, pairOf: comparing.pair });
    middle.classList.toggle("comparing", Boolean(message.compare));
    if (message.compare && comparing) compared(message.compare, comparing);
    middle.classList.toggle("stale", Boolean(message.error));
    said.present(message);
    firsts(home.root());
    if (!drawn) draw();
  }

  /** @param {import("./scene.js").Opened} opened */
  function ready(opened) {
    switches.set(opened.scene);
    hints.tell(opened.scene);
    cells.clear();
    phrases.clear();
    // What the component multiplies, for those who want to check it.
    home.offer({ rows: opened.rows });
  }

  /** @param {boolean} on */
  function letter(on) {
    lettered(on);
    draw();
  }

  /** @param {boolean} on what the next picture shows */
  function lettered(on) {
    played.letter(on);
    knobs.lettered(on);
  }

  /** Begin or end typing into the cells. @param {import("./words.js").Focus} [cell] where to start */
  function edit(cell) {
    edits.toggle(cell);
    draw();
  }

  /** @param {boolean} on whether somebody types into the cells: they have the screen then */
  function editing(on) {
    knobs.editing(on);
    if (on) below.shut();
  }

  /** Go to the input value that is pinned: it is an output of the layer before. */
  function visit() {
    const pinned = cells.pinned();
    if (pinned) line.wish("", true, { kind: "visit", cell: called(played.opened(), "input", pinned.cell) });
  }

  /** @param {import("./message.js").Controls} change */
  function fix(change) {
    knobs.set({ ...knobs.get(), ...change }, message.limits, message.reach);
    line.wish("", true);
  }

  return { open: line.open, receive, enter: home.enter, leave: home.leave, pause: played.pause, say: said.say };
}

/** A picture with the cells in light that a phrase names. @param {import("./groups.js").Composed} composed @param {import("./scene.js").Opened} opened
 * @param {import("./phrases.js").Pin|null} named */
const lit = (composed, opened, named) =>
  named ? { ...composed, placed: lightened(composed.placed, opened, new Set(names(opened, named))) } : composed;

/**
 * What a step looks like: the picture, and the switches, fields and sentence that go with it.
 * @param {{picture: ReturnType<typeof display>, played: ReturnType<typeof playback>,
 *   cells: ReturnType<typeof pointer>, switches: ReturnType<typeof switchboard>,
 *   edits: ReturnType<typeof editor>, said: ReturnType<typeof captions>,
 *   hints: ReturnType<typeof welcome>, phrases: ReturnType<typeof lights>, planes: () => number[][]}} lab
 */
function drawing({ picture, played, cells, switches, edits, said, hints, phrases, planes }) {
  /** Of the board when it was drawn last. */
  let drawn = "";
  const spoken = (/** @type {{width: number, height: number}} */ { width, height }) => `${width}×${height}`;

  function draw() {
    const { width } = picture.size();
    drawn = spoken(picture.size());
    if (!played.opened() || !width) return;
    const named = phrases.meant();
    const view = played.view(cells.hovered() ?? (named && single(named)) ?? cells.pinned());
    hints.pointing(Boolean(view.focus));
    const slim = width < SLIM;
    // What is named may only come at a later step: it is shown as it stands then.
    const at = named ? Math.max(view.at, since(view.opened, named)) : view.at;
    const { composed, boxes } = picture.draw({ ...view, at }, switches.arrangement(), switches.readings(slim));
    switches.arrange(composed.arrangements, composed.arrangement, slim);
    picture.svg.classList.toggle("pinned", Boolean(cells.pinned()) && !cells.hovered());
    edits.place(editables(view.opened, planes(), composed.placed, boxes));
    picture.svg.setAttribute("aria-label", said.tell(view, cells.pinned()));
  }

  return {
    draw,
    /** The board may have another size now; a large picture is not drawn twice for nothing. */
    resized() {
      if (spoken(picture.size()) !== drawn) draw();
    },
    /** One step on: what is added comes flying. */
    onwards() {
      picture.still(false);
      hints.used("play");
      draw();
      const view = played.view(null);
      if (!cells.hovered() && !view.beside && view.opened.scene.readings.length === 1) picture.launch(view);
    },
    /** All that a picture of this step is made of. */
    look() {
      const { width, height } = picture.size();
      const format = { width, height, arrangement: switches.arrangement(), readings: switches.readings(width < SLIM) };
      const [at, focus, viewAt] = [played.at(), cells.pinned(), played.views()];
      const place = written(at, focus, played.symbols());
      return { svg: picture.svg, place, at, focus, steps: played.steps(), viewAt, view: viewAt(at, focus), format };
    },
  };
}
