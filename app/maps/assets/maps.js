// @ts-check
/**
 * Every number of every layer, to point at. Python says what stands where and how dark it is;
 * here it is painted, read out under the pointer, and reported once it is clicked.
 *
 * @typedef {import("./view.js").Sheet} Sheet
 * @typedef {import("./view.js").View} View
 * @typedef {import("./view.js").Cell} Cell
 * @typedef {{
 *   kind: string, name: string, hint: string, number: number, heading: string, words: string,
 *   sheets: Sheet[], shaded: boolean, packed: string,
 * }} Message shaded: shades of grey, until somebody comes near and wants the numbers themselves
 * @typedef {{
 *   section: HTMLElement, heading: HTMLElement, row: HTMLElement, larger: HTMLElement,
 *   said: HTMLElement, readout: HTMLElement, go: HTMLButtonElement, words: HTMLElement,
 *   lens: ReturnType<typeof import("./view.js").lens>,
 *   message: Message, newest: Message, values: (Float32Array|null)[], shape: string,
 *   views: View[], captions: HTMLElement[], closer: View[],
 *   cursor: {view: View, cell: Cell, pinned: boolean} | null, touched: boolean,
 *   asked: Message|null, send: (pick: {sheet: number, cell: Cell}) => void, want: (number: number) => void,
 * }} Board
 */

import { element } from "../transposed-convolution-lab.shared/dom.js";
import { shades, unpack, written } from "./numbers.js";
import { cellAt, cellUnder, lens, markCell, paint, placeOf, valueAt, view } from "./view.js";

/**
 * Streamlit calls the function below again at every change of data; what must outlive a
 * call stays here.
 * @type {WeakMap<object, Board>}
 */
const boards = new WeakMap();

/** Which sheet is shown larger, by the message's name: kept while other pages are visited. */
/** @type {Map<string, number>} */
const opened = new Map();

/** A finger that stays longer, in milliseconds, reads and chooses nothing. */
const HOLD = 350;

/** @type {{[key: string]: [number, number]}} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * @param {{data: [Message], parentElement: HTMLElement,
 *   setTriggerValue: (name: string, value: unknown) => void}} component
 */
export default function ({ data, parentElement, setTriggerValue }) {
  const message = data[0];
  const board = boards.get(parentElement) ?? install(message);
  if (!boards.has(parentElement)) {
    boards.set(parentElement, board);
    // Not straight into the parent, which also holds the style sheet.
    parentElement.querySelector(".sheets")?.replaceChildren(board.section);
  }
  board.send = (pick) => setTriggerValue("picked", pick);
  board.want = (number) => setTriggerValue("wanted", number);
  board.newest = message;
  receive(board, message).catch((reason) => {
    // An error that leaves this function would stay on the page for good.
    board.said.textContent = `The numbers cannot be shown (${reason}); reload the page.`;
  });
}

/** @param {Message} message @returns {Board} */
function install(message) {
  const section = element("section");
  const [heading, row, larger] = [element("h2"), element("div"), element("div", { class: "larger" })];
  const [readout, said, words] = [element("div", { class: "readout" }), element("span"), element("div")];
  const go = document.createElement("button");
  const glass = lens();
  go.type = "button";
  go.textContent = "See its sum";
  said.setAttribute("role", "status");
  readout.append(said, go);
  section.append(heading, row, larger, readout, words, glass.node);
  /** @type {Board} */
  const board = {
    section, heading, row, larger, said, readout, go, words, lens: glass,
    message, newest: message, values: [], shape: "",
    views: [], captions: [], closer: [], cursor: null, touched: false, asked: null, send: () => {}, want: () => {},
  };
  go.addEventListener("click", () => pick(board));
  for (const near of ["pointerenter", "pointerdown", "focusin"]) section.addEventListener(near, () => ask(board));
  // The frames stand before the first numbers are unpacked, so that nothing moves then.
  build(board, message);
  render(board);
  return board;
}

/** @param {Board} board @param {Message} message */
async function receive(board, message) {
  const numbers = await (message.shaded ? shades : unpack)(message.packed);
  // A newer drawing may have overtaken this one.
  if (board.newest !== message) return;
  let start = 0;
  board.values = message.sheets.map(({ filled, maps, side, black, white }) => {
    if (!filled) return null;
    const own = numbers.subarray(start, (start += maps * side * side));
    return own instanceof Float32Array ? own : Float32Array.from(own, (shade) => black + (shade / 255) * (white - black));
  });
  build(board, message);
  render(board);
  board.section.dataset.drawing = String(message.number);
  ask(board);
}

/** Somebody is near, or sees what lies between which numbers: these are wanted, once per message. @param {Board} board */
function ask(board) {
  const { message, section } = board;
  // A finger that is held hovers over nothing.
  const near = section.matches(":hover, :focus-within") || opened.has(message.name) || board.cursor !== null;
  if (!message.shaded || !near || board.asked === message) return;
  board.asked = message;
  board.want(message.number);
}

/** Make the canvases, unless those that are there will do. @param {Board} board @param {Message} message */
function build(board, message) {
  board.message = message;
  const { sheets } = message;
  const shape = JSON.stringify(
    sheets.map(({ kind, before, at, size, zoom, larger }) => [kind, before, at, size, zoom, larger]),
  );
  if (shape === board.shape) return;
  const ladder = message.kind === "ladder";
  Object.assign(board, { shape, views: [], captions: [], closer: [], cursor: null });
  board.section.className = `maps ${message.kind}`;
  board.row.className = ladder ? "rungs" : "row";
  const children = sheets.flatMap((sheet, index) => {
    const all = sheet.at.map((_, map) => map);
    const shown = view(index, all, sheet.at, sheet.size, sheet.zoom);
    const figure = element("figure", { class: sheet.kind });
    const caption = element("figcaption");
    const words = element("span");
    caption.append(words);
    if (sheet.larger) caption.append(" ", opener(board, index));
    figure.append(shown.node, caption);
    attend(board, shown, true);
    board.views.push(shown);
    board.captions.push(words);
    if (!sheet.before) return [figure];
    const sign = element("span", { class: "sign" });
    sign.textContent = sheet.before;
    return [sign, figure];
  });
  board.row.replaceChildren(...children);
  // Below the layers; beside the large pictures, with the line that reads them out.
  const wide = message.kind.includes("wide");
  board.words.className = ladder ? "tail" : wide ? "words wide" : "words";
  if (ladder) board.section.insertBefore(board.readout, board.words);
  else board.section.append(board.readout);
  if (!ladder && !wide) {
    const beside = element("div", { class: "beside" });
    beside.append(board.words, board.readout);
    board.row.append(beside);
  }
}

/** @param {Board} board @param {number} index */
function opener(board, index) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "opener";
  button.addEventListener("click", () => {
    const { name } = board.message;
    if (opened.get(name) === index) opened.delete(name);
    else opened.set(name, index);
    render(board);
    ask(board);
  });
  return button;
}

/** Bring everything in line with the message and the cursor. @param {Board} board */
function render(board) {
  const { message, values } = board;
  write(board.heading, message.heading);
  board.heading.hidden = !message.heading;
  write(board.words, message.words);
  message.sheets.forEach((sheet, index) => {
    const { canvas } = board.views[index];
    write(board.captions[index], sheet.caption);
    canvas.setAttribute("aria-label", sheet.alt);
    paint(board.views[index], sheet, values[index]);
    const button = board.row.querySelectorAll(".opener")[index];
    if (button) {
      const open = opened.get(message.name) === index;
      button.textContent = open ? "close" : "larger";
      button.setAttribute("aria-expanded", String(open));
      button.setAttribute("aria-label", `${sheet.name}, ${open ? "close" : "larger"}`);
    }
  });
  enlarge(board);
  if (board.cursor && !values[board.cursor.view.sheet]) board.cursor = null;
  read(board);
}

/** Only what differs is written, so that a selection stays. @param {HTMLElement} node @param {string} html */
function write(node, html) {
  if (node.dataset.written === html) return;
  node.dataset.written = html;
  node.innerHTML = html;
}

/** Show each map of the opened sheet on its own. @param {Board} board */
function enlarge(board) {
  const index = opened.get(board.message.name) ?? -1;
  const sheet = board.message.sheets[index];
  const values = board.values[index];
  board.larger.hidden = !sheet;
  if (!sheet) {
    board.larger.replaceChildren();
    board.closer = [];
    return;
  }
  if (board.closer[0]?.sheet !== index || board.closer.length !== sheet.maps) {
    /** @type {[number, number]} */
    const size = [sheet.side, sheet.side];
    board.closer = sheet.at.map((_, map) => view(index, [map], [[0, 0]], size, sheet.larger));
    const row = element("div", { class: "row" });
    row.append(...board.closer.map((shown, map) => {
      const figure = element("figure");
      attend(board, shown, false);
      shown.canvas.setAttribute("aria-label", `map ${map}, ${sheet.maps} in all`);
      figure.append(shown.node, element("figcaption"));
      return figure;
    }));
    board.larger.replaceChildren(element("p"), row);
  }
  const [words, row] = board.larger.children;
  words.textContent = `${sheet.name}, each map on its own. ${sheet.scale}`;
  board.closer.forEach((shown, map) => {
    paint(shown, sheet, values);
    row.children[map].children[1].textContent = `${map}${range(sheet, board.message.shaded ? null : values, map)}`;
  });
}

/** The least and the largest value of a map. @param {Sheet} sheet @param {Float32Array|null} values @param {number} map */
function range({ side }, values, map) {
  if (!values) return "";
  const own = values.subarray(map * side * side, (map + 1) * side * side);
  const [least, most] = [Math.min(...own), Math.max(...own)];
  return `: ${least === most ? written(least) : `${written(least)} to ${written(most)}`}`;
}

/** @param {Board} board @param {View} shown @param {boolean} focusable */
function attend(board, shown, focusable) {
  const { canvas } = shown;
  // Arrow keys are ours in an application; the maps on their own are the same cells again.
  canvas.setAttribute("role", focusable ? "application" : "img");
  if (focusable) canvas.tabIndex = 0;
  const sheet = () => board.message.sheets[shown.sheet];
  /** @param {Cell|null} cell @param {boolean} pinned */
  const move = (cell, pinned) => {
    const known = cell && board.values[shown.sheet];
    board.cursor = known ? { view: shown, cell, pinned } : null;
    read(board);
  };
  /** Since when the finger is down, and whether it only reads. */
  let [since, reading] = [0, false];
  canvas.addEventListener("pointerdown", (event) => {
    board.touched = event.pointerType !== "mouse";
    if (!board.touched) return;
    // A finger covers what it points at: it is read out while it is held, and as it slides.
    [since, reading] = [event.timeStamp, false];
    move(cellUnder(shown, event, sheet()), true);
  });
  canvas.addEventListener("pointermove", (event) => {
    const cell = cellUnder(shown, event, sheet());
    if (board.touched) reading ||= String(cell) !== String(board.cursor?.cell ?? null);
    move(cell, board.touched);
  });
  canvas.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse") move(null, false);
  });
  canvas.addEventListener("click", (event) => {
    // What was read out: a click is told in whole pixels, a move in parts of them.
    const read = !board.touched && board.cursor?.view === shown ? board.cursor.cell : null;
    const cell = read ?? cellUnder(shown, event, sheet());
    move(cell, board.touched);
    if (!board.touched || (!reading && event.timeStamp - since < HOLD)) pick(board);
  });
  if (!focusable) return;
  canvas.addEventListener("focus", () => {
    if (canvas.matches(":focus-visible") && board.cursor?.view !== shown) move([0, 0, 0], true);
  });
  canvas.addEventListener("blur", (event) => {
    if (event.relatedTarget !== board.go && board.cursor?.view === shown) move(null, false);
  });
  canvas.addEventListener("keydown", (event) => {
    const step = ARROWS[event.key];
    if (step) move(next(shown, sheet(), board.cursor?.cell ?? [0, 0, 0], step), true);
    else if (event.key === "Enter" || event.key === " ") pick(board);
    else if (event.key === "Escape") move(null, false);
    else return;
    event.preventDefault();
  });
}

/**
 * The next cell in a direction, across the gaps; the same one at the edge.
 * @param {View} shown @param {Sheet} sheet @param {Cell} cell @param {[number, number]} step
 * @returns {Cell}
 */
function next(shown, sheet, cell, [down, right]) {
  const [rows, columns] = shown.size;
  let [y, x] = placeOf(shown, cell) ?? [0, 0];
  for (;;) {
    [y, x] = [y + down, x + right];
    if (y < 0 || x < 0 || y >= rows || x >= columns) return cell;
    const found = cellAt(shown, sheet, y, x);
    if (found) return found;
  }
}

/** Mark the cell under the cursor and say its number. @param {Board} board */
function read(board) {
  const { cursor, message, values } = board;
  const ladder = message.kind === "ladder";
  const sheet = cursor && message.sheets[cursor.view.sheet];
  const own = cursor && values[cursor.view.sheet];
  for (const shown of [...board.views, ...board.closer]) {
    // Large pictures lie under one pointer; of a ladder only the one sheet is meant.
    markCell(shown, cursor && (!ladder || shown.sheet === cursor.view.sheet) ? cursor.cell : null);
  }
  board.go.hidden = !(cursor?.pinned && sheet?.picks);
  board.readout.classList.toggle("idle", !cursor);
  if (!cursor || !sheet || !own) {
    board.lens.hide();
    board.said.textContent = board.values.some(Boolean) ? message.hint : "";
    return;
  }
  const [map, row, column] = cursor.cell;
  // From 0, as PyTorch and the lab count.
  const place = sheet.side > 1 ? `row ${row}, column ${column}` : "";
  if (ladder) {
    const which = sheet.maps > 1 ? `map ${map}` : "";
    const where = [sheet.name, which, place].filter(Boolean).join(", ");
    board.said.textContent = `${where}: ${message.shaded ? "…" : written(valueAt(sheet, own, cursor.cell))}`;
    board.lens.show(cursor.view, sheet, own, cursor.cell);
    return;
  }
  const each = message.sheets.flatMap((one, index) => {
    const numbers = values[index];
    return numbers ? [`${one.name} ${written(valueAt(one, numbers, cursor.cell))}`] : [];
  });
  board.said.textContent = `${place.replace("row", "Row")}: ${each.join(", ")}`;
}

/** @param {Board} board */
function pick(board) {
  if (!board.cursor) return;
  const { view: shown, cell } = board.cursor;
  if (board.message.sheets[shown.sheet].picks) board.send({ sheet: shown.sheet, cell });
}
