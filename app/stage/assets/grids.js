// @ts-check
/**
 * Draws one panel: a titled grid of cells. A cell is looked up by what it is, so that it
 * moves when its position changes, and only what changed is touched. Grids whose cells are
 * too small for digits are painted as one picture, with a frame around what is lit.
 *
 * @typedef {{text: string, className: string, hue?: number, heat?: number, longest?: number,
 *   position?: [number, number], data?: string}} Look ``longest``: signs of the longest number that is written in the same size
 * @typedef {{id: string, title: string, note: string, rows: number, columns: number,
 *   rowLabels: (string|number)[], columnLabels: (string|number)[],
 *   look: ((y: number, x: number) => Look) & {depends?: Depends}, term?: string, legible?: number}} Panel ``term``: the word of
 *   the glossary that its title is; ``legible``: the pixels below which its cells hold no number, where these are more
 * @typedef {{on: unknown[], at: number, lit: () => number[][], added: () => number[][]}} Depends what a panel's
 *   looks depend on: as long as all of ``on`` stay, only the places in light look different, and,
 *   from one step to the next, those that the later step adds to
 * @typedef {{x: number, y: number, width: number, height: number, largest: number, bare?: boolean, first?: boolean}} Slot
 *   bare: one of many, without title and numbered lines; the first of them has the title of all
 */
import { name } from "../transposed-convolution-lab.shared/glossary.js";
import { make, put } from "../transposed-convolution-lab.shared/svg.js";
import { painting } from "./painting.js";
import { theme } from "./theme.js";

const TITLE = 22;
const LABEL = 15;
const LOW = 90;
/** Lower lines are not numbered. */
const SMALLEST_LABELLED = 11;
const SPARSE = [1, 2, 5, 10];
/** Below this many pixels a cell holds a colour, no number. */
const READABLE = 12;
const SMALLEST_FONT = 5.5;
const LARGEST_FONT = 30;
/** By how much of a digit a w is wider than one, in the widest of fonts. */
const WIDER = 1;
/** Beyond this many cells a grid is painted, readable or not. */
const MOST_NODES = 500;
/** Cells are drawn this large and scaled together: a panel that grows or shrinks changes one node. */
const UNIT = 32;
const SIDE = UNIT - 1.8;
const CORNER = 3.2;

/** @typedef {{node: SVGGElement, rect: SVGRectElement, text: Element|null, look: Look|null, down: number, across: number, font: string, written: string}} CellNodes */
/** @typedef {{left: number, top: number, size: number}} Box */
/** @typedef {{node: Element, shown: {node: Element, x: number, y: number, text: string}[]}} Labels the texts beside a grid */
/** @typedef {{node: Element, heading: Element, title: Element, note: Element, labels: Labels, group: Element,
 *   picture: ReturnType<typeof painting>|null, cells: Map<number, CellNodes>, spare: CellNodes[],
 *   drawn: {panel: Panel, box: Box}|null, places: () => Map<string, Box>}} PanelNodes */

/** @param {Element} element @param {string} text */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Lines below each other. @param {Element} element @param {string[]} lines @param {number} x @param {number} font */
function stack(element, lines, x, font) {
  element.replaceChildren();
  lines.forEach((line, i) => {
    const part = make("tspan", element);
    put(part, { x, dy: i === 0 ? (-(lines.length - 1) * font * 1.15) / 2 : font * 1.15 });
    part.textContent = line;
  });
}

/**
 * The cell size that lets a panel fit its slot. @param {Panel} panel @param {Slot} slot
 */
export function cellSize(panel, slot) {
  const [left, top] = margins(slot);
  const across = (slot.width - left) / panel.columns;
  const down = (slot.height - top) / panel.rows;
  const size = Math.min(slot.largest, across, down);
  if (size < 1) return size;
  return size < 6 ? Math.floor(size * 4) / 4 : Math.floor(size);
}

/** How far down the middle of a panel's cells is. @param {Panel} panel @param {Slot} slot */
export const middleOf = (panel, slot) => slot.y + margins(slot)[1] + (panel.rows * cellSize(panel, slot)) / 2;

/** What stands at the left of the cells and above them, in pixels. @param {Slot} slot */
const margins = (slot) => (slot.bare ? [0, 0] : [LABEL, TITLE + labelHeight(slot)]);

/** In a low slot the cells need the room more than their numbers do. @param {Slot} slot */
const labelHeight = (slot) => (slot.height < LOW ? 2 : LABEL);

/** Whether a panel's cells are painted, too small or too many for digits. @param {{rows: number, columns: number, legible?: number}} panel @param {number} size */
export const isPainted = ({ rows, columns, legible = READABLE }, size) => size < legible || rows * columns > MOST_NODES;

/** Draws panels into one SVG and remembers their nodes. @param {SVGSVGElement} svg @param {() => number} ratio pixels of the screen to one of the drawing */
export function painter(svg, ratio) {
  /** @type {Map<string, PanelNodes>} */
  const known = new Map();
  const colours = theme(svg, () => known.forEach(({ picture }) => picture?.again()));

  /** @param {string} id @returns {PanelNodes} */
  function panelNodes(id) {
    const node = make("g", svg, "panel");
    node.setAttribute("data-panel", id);
    const title = make("text", node, "title");
    const words = make("tspan", title, "name");
    const note = make("tspan", title, "note");
    note.setAttribute("dx", "6");
    const nodes = {
      node, heading: title, title: words, note, labels: { node: make("g", node, "labels"), shown: [] }, group: make("g", node, "cells"),
      picture: null, cells: new Map(), spare: [], drawn: null, places: () => new Map(),
    };
    // The picture's own sentence says it, and better than hundreds of numbers.
    for (const silent of [nodes.labels.node, nodes.group]) put(silent, { "aria-hidden": "true" });
    known.set(id, nodes);
    return nodes;
  }

  /** @param {Panel} panel @param {Slot} slot @param {Map<string, PanelNodes>} left those that are no longer drawn @returns {Box} */
  function draw(panel, slot, left) {
    const nodes = known.get(panel.id) ?? taken(panel.id, left) ?? panelNodes(panel.id);
    const size = cellSize(panel, slot);
    const [aside, above] = margins(slot);
    const box = { left: slot.x + aside, top: slot.y + above, size };
    const silent = slot.bare && !slot.first;
    write(nodes.title, silent ? "" : panel.title);
    write(nodes.note, silent ? "" : slot.bare ? "and the others" : panel.note);
    const changed = changes(nodes.drawn, panel, box);
    nodes.drawn = { panel, box };
    if (changed?.length === 0) return box;
    const painted = isPainted(panel, size);
    if (!changed) {
      put(nodes.heading, { x: box.left, y: slot.bare ? slot.y - 10 : slot.y + 12 });
      label(nodes.labels, slot.bare || slot.height < LOW ? { ...panel, rowLabels: [], columnLabels: [] } : panel, box.left, box.top, size);
    }
    if (painted) {
      nodes.picture ??= painting(nodes.node, colours, ratio);
      nodes.picture.draw(panel, box, changed);
      nodes.group.remove();
    } else {
      nodes.picture?.remove();
      drawCells(nodes, panel, box, changed);
      // Last: what is off the page costs no style and no layout.
      if (!nodes.group.parentNode) nodes.node.append(nodes.group);
    }
    if (!changed) nodes.places = once(() => (painted ? new Map() : placed(panel, box)));
    return box;
  }

  /** The nodes of a panel that is no longer drawn, for one of its kind: the stamp in hand of the next cell.
   * @param {string} id @param {Map<string, PanelNodes>} left */
  function taken(id, left) {
    const [kind] = id.split(" ");
    const other = [...left.keys()].find((name) => name.split(" ")[0] === kind);
    const nodes = other && left.get(other);
    if (!nodes) return undefined;
    left.delete(other);
    nodes.node.setAttribute("data-panel", id);
    known.set(id, nodes);
    return nodes;
  }

  return {
    /** Draw these panels and no other. @param {import("./groups.js").Placed[]} placed @returns {{[id: string]: Box}} */
    draw(placed) {
      const ids = new Set(placed.map(({ panel }) => panel.id));
      const left = new Map([...known].filter(([id]) => !ids.has(id)));
      for (const id of left.keys()) known.delete(id);
      const boxes = Object.fromEntries(placed.map(({ panel, slot }) => [panel.id, draw(panel, slot, left)]));
      for (const { node } of left.values()) node.remove();
      const met = new Set();
      for (const { panel: { id, term } } of placed) {
        name(/** @type {PanelNodes} */ (known.get(id)).title, term, !met.has(term));
        met.add(term);
      }
      return boxes;
    },
    /** Where a panel has drawn what a name stands for. @param {string} panel @param {string} name */
    where(panel, name) {
      const box = known.get(panel)?.places().get(name);
      return box && { x: box.left, y: box.top, size: box.size };
    },
    /** What a painted panel shows under the pointer; null over anything else. @param {Event} event */
    under(event) {
      const picture = /** @type {Element} */ (event.target).closest?.("[data-painted]");
      const panel = picture?.closest("[data-panel]")?.getAttribute("data-panel");
      const pointer = /** @type {PointerEvent} */ (event);
      return panel ? known.get(panel)?.picture?.under(pointer.clientX, pointer.clientY) ?? null : null;
    },
  };
}

/** Found out when somebody asks, and only then. @template T @param {() => T} find @returns {() => T} */
function once(find) {
  /** @type {{found: T}|null} */ let known = null;
  return () => (known ??= { found: find() }).found;
}

/** Every place of a panel, row by row. @param {Panel} panel @param {(y: number, x: number) => void} visit */
function everywhere({ rows, columns }, visit) {
  for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) visit(y, x);
}

/** Where each cell of a panel stands, by name. @param {Panel} panel @param {Box} box @returns {Map<string, Box>} */
function placed(panel, { left, top, size }) {
  /** @type {Map<string, Box>} */ const places = new Map();
  everywhere(panel, (y, x) => {
    const { data, position } = panel.look(y, x);
    const at = position ?? [y, x];
    if (data) places.set(data, { left: left + at[1] * size, top: top + at[0] * size, size });
  });
  return places;
}

/**
 * The places that look different from what was drawn last; null where all of them may.
 * @param {{panel: Panel, box: Box}|null} drawn @param {Panel} panel @param {Box} box @returns {number[][]|null}
 */
function changes(drawn, panel, box) {
  const [before, now] = [drawn?.panel.look.depends, panel.look.depends];
  if (!drawn || !before || !now || before.on.length !== now.on.length) return null;
  if (before.on.some((thing, i) => thing !== now.on[i])) return null;
  if (drawn.box.left !== box.left || drawn.box.top !== box.top || drawn.box.size !== box.size) return null;
  const far = Math.abs(before.at - now.at);
  if (far > 1) return null;
  const added = far === 0 ? [] : before.at > now.at ? before.added() : now.added();
  return [...before.lit(), ...now.lit(), ...added];
}

/** @param {PanelNodes} nodes @param {number} id @returns {CellNodes} */
function cellNodes({ group, cells, spare }, id) {
  const known = spare.pop();
  if (known) {
    group.append(known.node);
    cells.set(id, known);
    return known;
  }
  const node = /** @type {SVGGElement} */ (make("g", group));
  const rect = /** @type {SVGRectElement} */ (make("rect", node));
  put(rect, { width: SIDE, height: SIDE, rx: CORNER });
  const nodes = { node, rect, text: null, look: null, down: NaN, across: NaN, font: "", written: "" };
  cells.set(id, nodes);
  return nodes;
}

/** @param {PanelNodes} nodes @param {Panel} panel @param {Box} box @param {number[][]|null} changed null: all of them may be */
function drawCells(nodes, panel, { left, top, size }, changed) {
  const { group, cells, spare } = nodes;
  const scale = size / UNIT;
  /** @param {number} y @param {number} x */
  function draw(y, x) {
    const look = panel.look(y, x);
    const id = y * MOST_NODES + x;
    const cell = cells.get(id) ?? cellNodes(nodes, id);
    const [down, across] = look.position ?? [y, x];
    if (cell.down !== down || cell.across !== across) cell.node.style.transform = `translate(${across * UNIT}px,${down * UNIT}px)`;
    [cell.down, cell.across] = [down, across];
    dress(cell, look);
    spell(cell, look, scale);
    cell.look = look;
  }
  if (changed) return changed.forEach(([y, x]) => draw(y, x));
  put(group, { transform: `translate(${left} ${top}) scale(${scale})` });
  const { rows, columns } = panel;
  for (const [id, cell] of cells) {
    if (id % MOST_NODES < columns && id < rows * MOST_NODES) continue;
    cell.node.remove();
    cells.delete(id);
    spare.push(cell);
  }
  everywhere(panel, draw);
}

/** The state of a cell: only what changed is touched. @param {CellNodes} cell @param {Look} look */
function dress({ node, rect, look: before }, look) {
  if (before?.className !== look.className) node.setAttribute("class", `cell ${look.className}`);
  if (!before || before.data !== look.data) node.setAttribute("data-cell", look.data ?? "");
  if (before?.hue !== look.hue) set(rect, "--h", look.hue);
  if (hundredths(before?.heat) !== hundredths(look.heat)) set(rect, "--heat", hundredths(look.heat));
}

/** @param {SVGElement} element @param {string} name @param {number|undefined} value */
function set({ style }, name, value) {
  if (value === undefined) style.removeProperty(name);
  else style.setProperty(name, String(value));
}

/** @param {number|undefined} heat */
const hundredths = (heat) => (heat === undefined ? undefined : Math.round(100 * heat) / 100);

/** @param {Element} node */
function words(node) {
  const text = make("text", node);
  put(text, { x: SIDE / 2, y: SIDE / 2 });
  return text;
}

/** How long a line is, counted in digits: some letters are wider. @param {string} line */
const widthOf = (line) => line.length + WIDER * (line.match(/[wm]/g)?.length ?? 0);

/** The number of a cell, as large as fits. @param {CellNodes} cell @param {Look} look @param {number} scale */
function spell(cell, look, scale) {
  const lines = look.text.split("\n");
  const longest = Math.max(look.longest ?? 0, ...lines.map(widthOf));
  const font = Math.min(UNIT * 0.54, LARGEST_FONT / scale, (UNIT * 1.55) / longest, (UNIT * 0.8) / lines.length);
  const written = font * scale < SMALLEST_FONT ? "" : look.text;
  if (!written && !cell.written) return; // Many a cell never says anything: it needs no text.
  cell.text ??= words(cell.node);
  const size = font.toFixed(1);
  if (written && cell.font !== size) cell.text.setAttribute("font-size", cell.font = size);
  const stacked = lines.length > 1 ? `${written} ${size}` : written;
  if (cell.written === stacked) return;
  cell.written = stacked;
  if (written && lines.length > 1) stack(cell.text, lines, SIDE / 2, font);
  else cell.text.textContent = written;
}

/** @param {Labels} labels @param {Panel} panel @param {number} left @param {number} top @param {number} size */
function label({ node: parent, shown }, panel, left, top, size) {
  const wide = Math.max(0, ...panel.columnLabels.map((text) => String(text).length));
  // Both or neither; where columns are narrower than their numbers, every second, fifth or tenth.
  const every = SPARSE.find((step) => step * size >= 5 + 6 * wide) ?? Infinity;
  const spoken = (/** @type {string|number} */ text, /** @type {number} */ i) => ((typeof text === "number" ? text : i) % every ? "" : text);
  const wanted = size < SMALLEST_LABELLED ? [] : [
    ...panel.columnLabels.map((text, i) => ({ text: spoken(text, i), x: left + (i + 0.5) * size - 1, y: top - 5 })),
    ...panel.rowLabels.map((text, i) => ({ text, x: left - 8, y: top + (i + 0.5) * size + 2.5 })),
  ];
  for (const { node } of shown.splice(wanted.length)) node.remove();
  wanted.forEach(({ text, x, y }, i) => {
    const known = (shown[i] ??= { node: make("text", parent), x: NaN, y: NaN, text: "" });
    if (known.x !== x) known.node.setAttribute("x", String(known.x = x));
    if (known.y !== y) known.node.setAttribute("y", String(known.y = y));
    if (known.text !== String(text)) known.node.textContent = known.text = String(text);
  });
}
